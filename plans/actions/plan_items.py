"""Many items at once: from a pasted or uploaded table, from a filter of the register, from last year's list."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record, record_all
from enforcement.ledger.presenters import name_act
from enforcement.wording import in_chinese
from plans.actions.plan import ADD_ITEM, CHANGE_ITEM, describe_values
from plans.flows.plan import PLAN
from plans.models import Enterprise, Plan, PlanItem
from plans.queries.plan_items import in_other_plans, usual_ceilings, why_not_named
from plans.queries.plan_lines import Effect, Proposal, propose
from plans.queries.renewal import renewal
from plans.rules.plan_table import Line
from plans.states import ItemKind

EXPORTED = name_act("plan.export", _("导出年度计划"))
RENEW = name_act("plan.renew", _("沿用上年重点企业"))
CARRIED = (
    *("subject", "licence", "visits", "officers_per_visit", "days_per_visit", "months", "ceiling"),
    "occupational_health",
)
CHANGEABLE = (*CARRIED, "unit", "version", "changed_at", "changed_by")


@transaction.atomic
def apply_lines(plan: Plan, lines: list[Line], *, by: User, version: int | None = None) -> list[Proposal]:
    """What the preview showed: new lines and changes are written, refused ones left out. One entry in the ledger
    for each item."""
    locked = PLAN.take(plan, "edit", by=by, version=version)
    proposals = propose(locked, lines)
    added = [one.item for one in proposals if one.effect == Effect.ADD and one.item]
    changed = [one for one in proposals if one.effect == Effect.CHANGE and one.item]
    if not added and not changed:
        raise RuleBroken(_t("表格中没有可以新增或修改的项目"))
    _add(locked, added, by=by)
    _change(locked, changed, by=by)
    return proposals


def _add(plan: Plan, items: list[PlanItem], *, by: User) -> None:
    for item in items:
        item.added_by = by
    PlanItem.objects.bulk_create(items, batch_size=1_000)
    record_all(ADD_ITEM, by=by, within=plan, changes=[(plan, None, describe_values(item)) for item in items])


def _change(plan: Plan, changed: list[Proposal], *, by: User) -> None:
    entries, items, now = [], [], timezone.now()
    for one in changed:
        item: Any = one.item
        before = {name: _plain(value) for name, value in one.before.items()}
        after = {name: _plain(value) for name, value in one.after.items()}
        item.version, item.changed_at, item.changed_by = item.version + 1, now, by
        items.append(item)
        entries.append((plan, {"item": str(item), **before}, {"item": str(item), **after}))
    PlanItem.objects.bulk_update(items, CHANGEABLE, batch_size=500)
    record_all(CHANGE_ITEM, by=by, within=plan, changes=entries)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) or hasattr(value, "pk") else value


@transaction.atomic
def add_enterprises(
    plan: Plan, enterprises: Iterable[int], *, by: User, version: int | None = None, **effort: Any
) -> list[PlanItem]:
    """Key items for all of them, with the same effort. One that cannot be named refuses the whole."""
    locked = PLAN.take(plan, "edit", by=by, version=version)
    chosen = list(Enterprise.objects.filter(pk__in=list(enterprises), bureau=locked.bureau_id).order_by("id"))
    held = set(locked.items.filter(enterprise__in=chosen).values_list("enterprise_id", flat=True))
    elsewhere = in_other_plans([one.pk for one in chosen], locked)
    if reasons := [reason for one in chosen if (reason := why_not_named(one, locked, elsewhere))]:
        raise RuleBroken(reasons[0])
    ceilings = usual_ceilings(chosen)
    given = {name: value for name, value in effort.items() if name != "ceiling" or value is not None}
    items = [
        PlanItem(plan=locked, kind=ItemKind.KEY, enterprise=one, **{**_defaults(ceilings[one.pk]), **given})
        for one in chosen
        if one.pk not in held
    ]
    if not items:
        raise RuleBroken(_t("没有选择可以列入的企业，勾选至少一家"))
    if over := next((item for item in items if item.visits > item.ceiling), None):
        words = {"name": over.enterprise, "times": over.visits, "ceiling": over.ceiling}
        raise RuleBroken(_t("%(name)s 计划 %(times)s 次，超过每户年度上限 %(ceiling)s 次") % words, "visits")
    _add(locked, items, by=by)
    return items


def _defaults(ceiling: int) -> dict[str, Any]:
    return {"subject": in_chinese(ItemKind.KEY.label), "ceiling": ceiling}


@transaction.atomic
def renew(plan: Plan, enterprises: Iterable[int], *, by: User, version: int | None = None) -> list[PlanItem]:
    """Takes over the ticked enterprises of last year's list as they were planned there. Who dropped out and who is
    new is the difference of the two lists, read by `queries.renewal` as long as both plans are kept."""
    locked = PLAN.take(plan, "edit", by=by, version=version)
    found = renewal(locked)
    if found is None:
        raise RuleBroken(_t("上一年度没有已公布的计划"))
    wanted = set(enterprises)
    taken = [row for row in found.rows if row.enterprise.pk in wanted]
    if blocked := [row for row in taken if row.blocked]:
        raise RuleBroken(blocked[0].blocked)
    items = [_carried(locked, row.item) for row in taken if not row.listed]
    if not items:
        raise RuleBroken(_t("没有选择可以沿用的企业，勾选至少一家"))
    _add(locked, items, by=by)
    names = [row.enterprise.name for row in taken]
    record(RENEW, by=by, subject=locked, after={"from": str(found.old), "carried": names})
    return items


def _carried(plan: Plan, old: PlanItem) -> PlanItem:
    values = {name: getattr(old, name) for name in CARRIED}
    return PlanItem(plan=plan, kind=ItemKind.KEY, enterprise_id=old.enterprise_id, unit_id=old.unit_id, **values)


@transaction.atomic
def log_export(plan: Plan, *, by: User) -> None:
    require(by, Permission.VIEW_PLANS, plan)
    record(EXPORTED, by=by, subject=plan, after={"edition": plan.edition, "items": plan.items.count()})
