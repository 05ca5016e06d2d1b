"""A published plan is changed by a new edition, to be approved as its size asks for."""

from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import recorded
from plans.flows.plan import PLAN
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.adjustment import plain

PORTION = 1_000
CREATE = name_act("plan.create", _("编制计划"))
COPIED = (
    "officers",
    "staff_in_post",
    "workdays",
    "workdays_source",
    "travel_days",
    "reserve_percent",
    "other_days",
    "non_days",
    "text",
    "measures",
)


@transaction.atomic
def adjust(plan: Plan, *, by: User, version: int | None = None, reason: str) -> Plan:
    """The published edition stays in force until the new one is published."""
    old = PLAN.take(plan, "adjust", by=by, version=version)
    new = Plan.objects.create(
        bureau_id=old.bureau_id,
        year=old.year,
        edition=plans.next_edition(old.bureau_id, old.year),
        adjust_reason=reason,
        created_by=by,
        **{name: getattr(old, name) for name in COPIED},
    )
    copy_items(old, new, by=by)
    record(PLAN.act("adjust"), by=by, subject=old, note=reason, after={"edition": new.edition},
           article=recorded(rulebook.gate("GT-PLN-002")))  # fmt: skip
    record(CREATE, by=by, subject=new, note=reason, after=figures_of(new))
    return new


def copy_items(old: Plan, new: Plan, *, by: User) -> None:
    """In portions: a plan of thousands of items is never in memory as a whole."""
    items = old.items.order_by("id").iterator(chunk_size=PORTION)
    while portion := list(islice(items, PORTION)):
        for item in portion:
            item.pk, item.plan, item.added_by = None, new, by
        PlanItem.objects.bulk_create(portion)


def figures_of(plan: Plan) -> dict[str, Any]:
    """What the ledger keeps of a plan's size."""
    gauges = plans.gauges(plan)
    figures = {name: str(value) for name, value in gauges.workload.figures.items()}
    inputs = {"officers": plan.officers, "workdays": plan.workdays}
    kept = {"travel_days": plain(plan.travel_days), "reserve_percent": plain(plan.reserve_percent)}
    return {**inputs, **figures, **kept, "needed": str(gauges.days_needed)}
