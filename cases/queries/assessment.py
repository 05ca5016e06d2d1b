"""What the report proposes, the party was told and the discussion agreed for each charge."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import AgreedCharge, Assessment, DecidedCharge, Decision, Investigation, Notice, PenaltyCase
from cases.models.charge import Weighing
from cases.queries.investigation import latest_report
from cases.rules.charge import heavier
from cases.states import Outcome


def assessments_of(report: Investigation) -> list[Assessment]:
    found = report.assessments.select_related("charge__violation", "violation__law", "violation__violated_law")
    return list(found.order_by("charge__number"))


def told_of(notice: Notice | None) -> dict[int, Assessment]:
    """By charge."""
    return {one.charge_id: one for one in assessments_of(notice.investigation)} if notice else {}


def agreed_in(case: PenaltyCase) -> dict[int, AgreedCharge]:
    """By charge, from the last deliberation; empty when there was none."""
    held = case.deliberations.last()
    return {one.charge_id: one for one in held.charges.select_related("charge")} if held else {}


def nothing_imposed(rows: Sequence[Weighing]) -> bool:
    """Every charge ends without a penalty."""
    return bool(rows) and all(one.outcome == Outcome.EXEMPT for one in rows)


def exempts_all(case: PenaltyCase) -> bool:
    report = latest_report(case)
    return report is not None and nothing_imposed(assessments_of(report))


def grown(report: Investigation, notice: Notice) -> list[Assessment]:
    """What the report proposes more than the party was told: a charge of its own, or a heavier one."""
    told = told_of(notice)
    return [
        one for one in assessments_of(report)
        if one.outcome != Outcome.EXEMPT and (
            one.charge_id not in told or heavier(one.outcome, one.amount, said(told[one.charge_id]))
        )
    ]  # fmt: skip


def said(row: Assessment | AgreedCharge) -> tuple[str, Decimal]:
    return row.outcome, row.amount


def imposed(decisions: "QuerySet[Decision]") -> "QuerySet[Decision]":
    """Those that penalise; a decision that every charge ends without a penalty is none."""
    penalised = DecidedCharge.objects.filter(decision=OuterRef("pk")).exclude(outcome=Outcome.EXEMPT)
    return decisions.filter(Exists(penalised))


def names_of(decision: Decision) -> str:
    """Every violation that was penalised, or else that was weighed."""
    return "；".join(dict.fromkeys(one.violation.name_zh for one in _penalised(decision)))


def citations_of(decision: Decision) -> str:
    return "；".join(dict.fromkeys(one.violation.citation for one in _penalised(decision)))


def kinds_of(decision: Decision) -> str:
    found = {one.outcome for one in _penalised(decision)}
    kinds = ((Outcome.WARNING, "警告"), (Outcome.FINE, "罚款"))
    return "、".join(word for outcome, word in kinds if outcome in found)


def _penalised(decision: Decision) -> list[DecidedCharge]:
    rows = list(decision.charges.select_related("violation__law").order_by("charge__number"))
    return [one for one in rows if one.outcome != Outcome.EXEMPT] or rows
