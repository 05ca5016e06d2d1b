from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
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
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.feasibility import reserve_for
from plans.queries.plan_dates import due_on
from plans.states import CheckKind, PlanState

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
ITEM_FIELDS = ("subject", "visits", "officers_per_visit", "days_per_visit", "ceiling", "months", "unit_id")


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


@transaction.atomic
def add_key_item(
    plan: Plan, *, by: User, enterprise: Enterprise, version: int | None = None, **fields: Any
) -> PlanItem:
    locked = PLAN.take(plan, "edit", by=by, version=version)
    if enterprise.bureau_id != locked.bureau_id or not Enterprise.objects.in_pool().filter(pk=enterprise.pk).exists():
        raise RuleBroken(_t("%(name)s 不是本机关在业的监管对象，选择其他企业") % {"name": enterprise}, "enterprise")
    if locked.items.filter(enterprise=enterprise).exists():
        raise RuleBroken(_t("%(name)s 已在重点检查名单中") % {"name": enterprise}, "enterprise")
    item = PlanItem(plan=locked, kind=CheckKind.KEY, enterprise=enterprise, added_by=by)
    return _save_item(item, by=by, fields={"subject": _t("重点检查"), **fields}, act=ADD_ITEM)


@transaction.atomic
def add_general_item(plan: Plan, *, by: User, sector: str, version: int | None = None, **fields: Any) -> PlanItem:
    locked = PLAN.take(plan, "edit", by=by, version=version)
    item = PlanItem(plan=locked, kind=CheckKind.GENERAL, sector=sector, added_by=by)
    return _save_item(item, by=by, fields=fields, act=ADD_ITEM)


@transaction.atomic
def change_item(item: PlanItem, *, by: User, version: int | None = None, **fields: Any) -> PlanItem:
    PLAN.take(item.plan, "edit", by=by, version=version)
    return _save_item(item, by=by, fields=fields, act=CHANGE_ITEM)


@transaction.atomic
def remove_item(item: PlanItem, *, by: User, version: int | None = None) -> Plan:
    plan = PLAN.take(item.plan, "edit", by=by, version=version)
    before = _describe(item)
    item.delete()
    record(REMOVE_ITEM, by=by, subject=plan, before=before)
    return plan


def _save_item(item: PlanItem, *, by: User, fields: dict[str, Any], act: str) -> PlanItem:
    before = _describe(item) if item.pk else None
    for name, value in fields.items():
        setattr(item, name, value)
    if item.enterprise_id and item.visits > item.ceiling:
        words = {"visits": item.visits, "ceiling": item.ceiling}
        raise RuleBroken(_t("计划 %(visits)s 次，超过每户年度上限 %(ceiling)s 次") % words, "visits")
    item.save()
    record(act, by=by, subject=item.plan, before=before, after=_describe(item))
    return item


def _describe(item: PlanItem) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in ITEM_FIELDS}
    return {"item": str(item), **values, "days_per_visit": str(item.days_per_visit)}
