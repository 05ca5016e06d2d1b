"""Whoever took a step takes it back, with a reason, as long as nobody took the next one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t

from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from plans.actions.plan_approval import GOVERNMENT, moved
from plans.flows.plan import PLAN
from plans.models import Plan

REVIEW = ("reviewed_by", "reviewed_at", "review_opinion")
ENDORSEMENT = ("endorsed_by", "endorsed_at", "endorse_opinion", "weighing", "minor")
UNDONE: dict[str, tuple[str, ...]] = {
    "recall": ("submitted_by", "submitted_at"),
    "recall_review": REVIEW,
    "recall_endorsement": ENDORSEMENT,
    "recall_minor": (*ENDORSEMENT, *GOVERNMENT),
    "recall_approval": ("approval_recorded_by", "approval_recorded_at", *GOVERNMENT[:4]),
    "recall_filing": ("filing_recorded_by", "filing_recorded_at", "filing_late_reason", *GOVERNMENT[4:]),
}


@transaction.atomic
def recall(plan: Plan, *, by: User, version: int | None = None, reason: str, step: str = "recall") -> Plan:
    """`step`: which of the recalls. What the step taken back wrote stays in the ledger."""
    locked = PLAN.take(plan, step, by=by, version=version)
    if not reason.strip():
        raise RuleBroken(_t("写明撤回的理由"), "reason")
    before = {name: shown(getattr(locked, name)) for name in UNDONE[step]}
    for name in UNDONE[step]:
        field: Any = Plan._meta.get_field(name)
        setattr(locked, name, field.get_default())
    return moved(locked, step, by=by, before=before, note=reason.strip())


def shown(value: Any) -> str:
    return "" if value is None else str(value)
