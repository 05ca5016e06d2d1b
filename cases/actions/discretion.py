"""The facts of discretion, and the one check of what is set for a charge against the law, for every stage alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from cases.actions.penalty import settle
from cases.flows.penalty import FLOW
from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.weighing import Answers, Weighing, evidence_codes, label, unproved, weighing_of
from cases.states import Outcome
from enforcement.accounts.models import User
from enforcement.discretion import OUTSIDE_TIER
from enforcement.errors import RuleBroken
from enforcement.rulebook.benchmarks import combined


@dataclass(frozen=True)
class Proposed:
    """What is set for one charge. `outside_reason`: why beyond the tier, or why no penalty where the article only says
    可以处; `like_reason`: why unlike other cases."""

    number: int
    outcome: str = Outcome.FINE
    amount: Decimal = Decimal(0)
    outside_reason: str = ""
    like_reason: str = ""


@dataclass(frozen=True)
class Checked:
    """Found lawful. `outside`: beyond the tier of the benchmark."""

    charge: Charge
    proposed: Proposed
    weighing: Weighing
    outside: bool

    @property
    def left_out(self) -> bool:
        """No penalty, and no fact of the case leads to that."""
        held = self.weighing.assessed
        return self.proposed.outcome == Outcome.EXEMPT and held is not None and held.weighed.by_choice

    @property
    def fine(self) -> Decimal:
        return self.proposed.amount if self.proposed.outcome == Outcome.FINE else Decimal(0)

    @property
    def kept(self) -> dict[str, Any]:
        """The fields that every stage keeps of a weighed charge."""
        held = self.weighing.assessed
        reason = self.proposed.outside_reason.strip() if self.outside or self.left_out else ""
        return {
            "charge": self.charge, "violation": self.weighing.row, "outcome": self.proposed.outcome,
            "amount": self.fine, "benchmark": held.benchmark if held else None, "basis": self.weighing.basis,
            "tier": held.tier_code if held else "", "low": held.low if held else None,
            "high": held.high if held else None, "outside_reason": reason,
            "arithmetic": self.weighing.arithmetic,
        }  # fmt: skip


@transaction.atomic
def weigh(case: PenaltyCase, *, by: User, answers: Mapping[int, Answers], version: int | None = None) -> PenaltyCase:
    """Keeps the facts of each charge (by number), each with its evidence; they may still be incomplete."""
    locked = FLOW.take(case, "weigh", by=by, version=version)
    held, codes = charges_of(locked), evidence_codes(locked)
    for charge in held:
        if charge.number not in answers:
            continue
        given = [dict(one) for one in answers[charge.number]]
        refuse_unproved(charge, weighed(charge, given), codes)
        charge.facts = given
        charge.save(update_fields=["facts"])
    after = {str(one.number): one.facts for one in held}
    return settle(locked, "weigh", by=by, after=after)


def weighed(charge: Charge, answers: Answers | None = None) -> Weighing:
    """A wrong value is refused at the field of its question."""
    try:
        return weighing_of(charge, timezone.localdate(), answers)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, fact_field(charge, broken.field or "")) from broken


def refuse_unproved(charge: Charge, weighing: Weighing, codes: Mapping[str, str]) -> None:
    for question in unproved(weighing, codes):
        words = {"charge": label(charge), "fact": question.label}
        message = _t("%(charge)s：“%(fact)s”没有证据，选择证明该事实的有效证据")
        raise RuleBroken(message % words, field=fact_field(charge, question.key))


def fact_field(charge: Charge, key: str) -> str:
    return f"fact_{charge.number}_{key}"


def named(name: str, charge: Charge, held: Sequence[Charge]) -> str:
    """A form's field for one charge; of a case with one charge it has no number."""
    return name if len(held) == 1 else f"{name}_{charge.number}"


def check_all(case: PenaltyCase, charges: Sequence[Proposed], amount: Decimal | None = None) -> list[Checked]:
    """Every charge still pursued, in its order; `amount` alone is the fine of a case with one charge."""
    held = charges_of(case)
    if amount is not None and len(held) == 1 and not charges:
        charges = [Proposed(held[0].number, amount=amount)]
    given = {one.number: one for one in charges}
    codes = evidence_codes(case)
    checked = []
    for charge in held:
        if charge.number not in given:
            message = _t("%(charge)s：没有写明如何处理") % {"charge": label(charge)}
            raise RuleBroken(message, field=named("outcome", charge, held))
        checked.append(check_one(charge, given[charge.number], held, codes))
    return checked


def check_for_record(
    case: PenaltyCase, charges: Sequence[Proposed], amount: Decimal | None = None
) -> tuple[list[Checked], list[dict[str, Any]]]:
    """What is kept is Chinese; a refusal speaks the reader's language. With the fields to store of each charge."""
    check_all(case, charges, amount)
    with override("zh-hans"):
        checked = check_all(case, charges, amount)
        return checked, [one.kept for one in checked]


def check_one(charge: Charge, proposed: Proposed, held: Sequence[Charge], codes: Mapping[str, str]) -> Checked:
    """Complete and proved facts, an outcome they allow, an amount within the law."""
    weighing = weighed(charge)
    row, assessed = weighing.row, weighing.assessed
    if row is None or assessed is None:
        raise RuleBroken(f"{label(charge)}：{weighing.law.governing.why}", field=named("amount", charge, held))
    refuse_unproved(charge, weighing, codes)
    try:
        found = assessed.check(proposed.outcome, proposed.amount)
    except RuleBroken as broken:
        name = broken.field if broken.field in {"amount", "outcome"} else "outcome"
        message = f"{label(charge)}：{broken.message}（{row.row_id}）"
        raise RuleBroken(message, field=named(name or "", charge, held)) from broken
    return Checked(charge, proposed, weighing, found == OUTSIDE_TIER)


def refuse_unexplained(checked: Sequence[Checked]) -> None:
    """Beyond the tier only with a written reason; it then goes to collective deliberation. Nor is a fine left out
    without one."""
    held = [one.charge for one in checked]
    for one in checked:
        if one.left_out and not one.proposed.outside_reason.strip():
            message = _t("%(charge)s：条款规定可以处罚款，没有法定不予处罚的情节，写明不予处罚的理由")
            raise RuleBroken(message % {"charge": label(one.charge)}, field=named("outside_reason", one.charge, held))
        if one.outside and not one.proposed.outside_reason.strip():
            words = {"charge": label(one.charge), "basis": one.weighing.basis}
            message = _t("%(charge)s：金额超出裁量阶次（%(basis)s），写明理由，并提交集体讨论")
            raise RuleBroken(message % words, field=named("outside_reason", one.charge, held))


@override("zh-hans")
def reasoned(checked: Sequence[Checked]) -> tuple[Decimal, list[str]]:
    """The sum and the reasoning of every charge, one step a line; with several, each under its name, then the sum."""
    total, sums = combined([(label(one.charge), one.fine) for one in checked])
    if len(checked) == 1:
        return total, checked[0].weighing.lines
    lines = [line for one in checked for line in (f"{label(one.charge)}：", *one.weighing.lines)]
    return total, [*lines, *sums]


def entries(checked: Sequence[Checked]) -> list[dict[str, str]]:
    """For the ledger."""
    return [
        {"number": str(one.charge.number), "violation": one.weighing.row.row_id if one.weighing.row else "",
         "outcome": one.proposed.outcome, "amount": str(one.fine), "tier": one.kept["tier"]}
        for one in checked
    ]  # fmt: skip
