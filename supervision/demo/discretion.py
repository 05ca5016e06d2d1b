"""The facts of discretion in the demo: such that the amount of the course lies inside the tier they lead to."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cases.actions import discretion
from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.weighing import evidence_codes, weighing_of
from enforcement.discretion import INSIDE, Kind, Question, verdict
from supervision.demo.clock import today

PLAIN: dict[str, Any] = {
    "circumstances": "plain", "consequences": "injury", "harm": "none", "corrected": "no", "cooperation": "active",
    "concealed": "no", "no_fault": "no", "leniency": "none",
}  # fmt: skip
NUMBERS = (1, 2, 3, 5, 12, 150, 400)


def weigh(case: PenaltyCase, wanted: Decimal) -> Decimal:
    """The amount to propose: the one wanted, or what the facts lead to where no facts would allow it."""
    charge = charges_of(case)[0]
    answers, amount = fitting(charge, wanted)
    discretion.weigh(case, by=case.handlers.order_by("pk")[0], answers={charge.number: answers})
    return amount


def fitting(charge: Charge, wanted: Decimal) -> tuple[list[dict[str, Any]], Decimal]:
    suggested, kept = wanted, []
    for answers in candidates(charge):
        held = weighing_of(charge, today(), answers).assessed
        if held is None:
            return answers, wanted
        if verdict(held.weighed, wanted) == INSIDE:
            return answers, wanted
        if held.suggested:
            suggested, kept = held.suggested, answers
    return kept, suggested


def candidates(charge: Charge) -> Iterator[list[dict[str, Any]]]:
    asked = weighing_of(charge, today(), []).asked
    proof = list(evidence_codes(charge.penalty))[-1:]
    for number in NUMBERS:
        yield [
            {"key": one.key, "value": answer(one, number), "evidence": proof if one.needs_evidence else []}
            for one in asked
        ]


def answer(question: Question, number: int) -> Any:
    if question.key in PLAIN:
        return PLAIN[question.key]
    if question.kind == Kind.NUMBER:
        return number
    return "no" if question.kind == Kind.YES_NO else question.choices[0][0]
