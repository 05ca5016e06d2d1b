"""A benchmark in force for the bureau of a case, and answers to its questions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from cases.actions import discretion
from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.weighing import evidence_codes, weighing_of
from enforcement.accounts.models import Bureau
from enforcement.discretion import Question
from enforcement.rulebook.benchmark_loading import load_benchmark
from enforcement.rulebook.benchmarks import Assessed, asked, assess, rules_for
from enforcement.rulebook.models import Benchmark, Violation
from tests.factories.penalty import people_of

DEMO = settings.BASE_DIR / "fixtures/benchmarks/demo-2025.yaml"
PLAIN: dict[str, Any] = {
    "circumstances": "plain", "consequences": "injury", "harm": "none", "corrected": "no", "cooperation": "plain",
    "concealed": "no", "no_fault": "no", "leniency": "none", "items": 2, "people": 5,
}  # fmt: skip
SLIGHT = {**PLAIN, "circumstances": "slight", "corrected": "yes", "items": 1, "people": 1}


def benchmark_for(case: PenaltyCase) -> Benchmark:
    return load_benchmark(DEMO, bureau=case.bureau)[0]


def answers_to(charge: Charge, facts: dict[str, Any], *, proved: bool = True) -> list[dict[str, Any]]:
    """To what is asked of the charge, each with the first evidence of the case."""
    codes = list(evidence_codes(charge.penalty))[:1] if proved else []
    asked = weighing_of(charge, timezone.localdate(), []).asked
    return [
        {"key": one.key, "value": facts[one.key], "evidence": codes if one.needs_evidence else []}
        for one in asked if one.key in facts
    ]  # fmt: skip


def weigh(case: PenaltyCase, facts: dict[str, Any] = PLAIN, **changed: Any) -> PenaltyCase:
    """The same facts for every charge; `changed` alters them."""
    answers = {one.number: answers_to(one, {**facts, **changed}) for one in charges_of(case)}
    return discretion.weigh(case, by=people_of(case).handler, answers=answers)


def weigh_for(office: Bureau, row: Violation, slot: str, facts: Mapping[str, Any], *, on: date) -> Assessed:
    return assess(rules_for(office, row, slot, on), row, slot, facts, on=on)


def questions(office: Bureau, row: Violation, slot: str, on: date) -> list[Question]:
    return asked(rules_for(office, row, slot, on), row, slot)
