"""What the report proposes, the party was told and the discussion agreed for each charge."""

from collections.abc import Sequence
from decimal import Decimal

from cases.models import AgreedCharge, Assessment, Investigation, Notice, PenaltyCase
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
