import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.actions.plan_adjustment import CREATE, adjust, figures_of
from plans.actions.plan_approval import (
    agree,
    endorse,
    endorse_minor,
    file_with_superior,
    publish,
    record_approval,
    refuse,
    return_plan,
    review,
    submit,
)
from plans.actions.plan_recall import recall
from plans.flows.plan import PLAN
from plans.guards.plan_items import refuse_outside
from plans.guards.stacking import refuse_supervised_elsewhere
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.feasibility import reserve_for
from plans.queries.licence import beyond_licence, usual_licence, usual_subject
from plans.queries.plan_dates import due_on
from plans.queries.plan_items import broken_rule, draw_count
from plans.rules.plan_table import months_between
from plans.states import ItemKind, PlanState

__all__ = [
    "add_general_item",
    "add_key_item",
    "adjust",
    "agree",
    "change_item",
    "change_workdays",
    "create_plan",
    "endorse",
    "endorse_minor",
    "file_with_superior",
    "publish",
    "recall",
    "record_approval",
    "refuse",
    "remove_item",
    "return_plan",
    "review",
    "submit",
]
ADD_ITEM = name_act("plan.add_item", _("添加计划项目"))
CHANGE_ITEM = name_act("plan.change_item", _("修改计划项目"))
REMOVE_ITEM = name_act("plan.remove_item", _("移除计划项目"))
ITEM_FIELDS = (
    *("kind", "subject", "visits", "officers_per_visit", "days_per_visit", "frequency", "ceiling", "months", "unit_id"),
    *("sector", "grades", "region", "ratio", "campaign", "starts_on", "ends_on", "occupational_health", "licence"),
)


@transaction.atomic
def create_plan(*, by: User, year: int) -> Plan:
    """Starts with the certified officers on the register and the year's workdays; both can be changed."""
    require(by, Permission.DRAFT_PLANS)
    if Plan.objects.filter(bureau=by.bureau, year=year).exclude(state=PlanState.REFUSED).exists():
        raise RuleBroken(_t("%(year)s 年度已有计划，在原计划上修改或调整") % {"year": year}, "year")
    workdays, reserve = plans.statutory_workdays(year), reserve_for(by.bureau_id)
    plan = Plan(
        bureau=by.bureau,
        year=year,
        edition=plans.next_edition(by.bureau_id, year),
        travel_days=reserve.travel_days,
        reserve_percent=reserve.percent,
        officers=plans.certified_officers(by.bureau, timezone.localdate()).count(),
        workdays=workdays.days,
        workdays_source=workdays.source,
        other_days=dict.fromkeys(plans.other_items(), "0"),
        non_days=dict.fromkeys(plans.non_items(), "0"),
        created_by=by,
    )
    plan.due_on = due_on(plan)
    plan.save()
    record(CREATE, by=by, subject=plan, after=figures_of(plan))
    return plan


@transaction.atomic
def change_workdays(
    plan: Plan,
    *,
    by: User,
    version: int | None = None,
    other_days: dict[str, Decimal],
    non_days: dict[str, Decimal],
    **fields: Any,
) -> Plan:
    locked = PLAN.take(plan, "edit", by=by, version=version)
    before = figures_of(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.other_days = {name: str(days) for name, days in other_days.items()}
    locked.non_days = {name: str(days) for name, days in non_days.items()}
    locked.save()
    record(PLAN.act("edit"), by=by, subject=locked, before=before, after=figures_of(locked))
    return locked


def add_key_item(
    plan: Plan, *, by: User, enterprise: Enterprise, version: int | None = None, **fields: Any
) -> PlanItem:
    bureau = plan.bureau_id
    usual = {"subject": usual_subject(enterprise, bureau, ItemKind.KEY), "licence": usual_licence(enterprise, bureau)}
    fields = {**usual, **fields}
    return add_item(plan, by=by, kind=ItemKind.KEY, enterprise=enterprise, version=version, **fields)


def add_general_item(plan: Plan, *, by: User, sector: str, version: int | None = None, **fields: Any) -> PlanItem:
    return add_item(plan, by=by, kind=ItemKind.GENERAL, sector=sector, version=version, **fields)


@transaction.atomic
def add_item(
    plan: Plan, *, by: User, kind: str, enterprise: Enterprise | None = None, version: int | None = None, **fields: Any
) -> PlanItem:
    """A named enterprise or, without one, a pool to draw from."""
    locked = PLAN.take(plan, "edit", by=by, version=version)
    if enterprise is not None:
        refuse_supervised_elsewhere(enterprise, locked.bureau)
        refuse_outside(enterprise, locked)
        if locked.items.filter(enterprise=enterprise).exists():
            raise RuleBroken(_t("%(name)s 已在本计划的检查名单中") % {"name": enterprise}, "enterprise")
    item = PlanItem(plan=locked, kind=kind, enterprise=enterprise, added_by=by)
    return _save_item(item, by=by, fields=fields, act=ADD_ITEM)


@transaction.atomic
def change_item(item: PlanItem, *, by: User, version: int | None = None, **fields: Any) -> PlanItem:
    """`version` is that of the row: others may have changed other rows meanwhile."""
    PLAN.take(item.plan, "edit", by=by)
    held = _locked_item(item, version)
    held.version, held.changed_at, held.changed_by = held.version + 1, timezone.now(), by
    return _save_item(held, by=by, fields=fields, act=CHANGE_ITEM)


@transaction.atomic
def remove_item(item: PlanItem, *, by: User, version: int | None = None) -> Plan:
    plan = PLAN.take(item.plan, "edit", by=by)
    held = _locked_item(item, version)
    before = describe_values(held)
    held.delete()
    record(REMOVE_ITEM, by=by, subject=plan, before=before)
    return plan


def _locked_item(item: PlanItem, version: int | None) -> PlanItem:
    """As it is now; the plan's row is locked already. Removed meanwhile by someone else: as stale as changed."""
    held = PlanItem.objects.select_related("plan", "enterprise", "unit").filter(pk=item.pk).first()
    if held is None or (version is not None and version != held.version):
        raise StaleVersion(held or item)
    return held


def _save_item(item: PlanItem, *, by: User, fields: dict[str, Any], act: str) -> PlanItem:
    before = describe_values(PlanItem.objects.select_related("enterprise").get(pk=item.pk)) if item.pk else None
    for name, value in fields.items():
        setattr(item, name, value)
    complete(item)
    if broken := broken_rule(item) or beyond_licence(item):
        raise broken
    item.save()
    record(act, by=by, subject=item.plan, before=before, after=describe_values(item))
    return item


def complete(item: PlanItem) -> None:
    """What follows from other fields is computed: the number from the ratio, the months from the period."""
    if item.ratio is not None and item.is_random:
        item.visits = draw_count(item)
    if item.kind == ItemKind.CAMPAIGN and item.starts_on and item.ends_on:
        item.months = months_between(item.starts_on, item.ends_on)


def describe_values(item: PlanItem) -> dict[str, Any]:
    """For the ledger: every field that can be changed."""
    values = {name: getattr(item, name) for name in ITEM_FIELDS}
    plain = {name: str(value) if isinstance(value, Decimal | dt.date) else value for name, value in values.items()}
    return {"item": str(item), **plain}
