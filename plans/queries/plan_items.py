"""Reads for the items of a plan: their pool, their list, what speaks against one whichever way it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from enforcement.accounts.models import Unit
from enforcement.errors import RuleBroken
from enforcement.once import once
from plans.models import Enterprise, Plan, PlanItem
from plans.queries.bounds import bounds_of_all
from plans.queries.draw_settings import CEILING
from plans.queries.item_values import UNGRADED
from plans.states import EnterpriseStatus, ItemKind, PlanState


def usual_ceiling() -> int:
    """Of a pool, whose enterprises have different grades."""
    return CEILING


def usual_ceilings(enterprises: Iterable[Enterprise]) -> dict[int, int]:
    """By the table the bureau follows, else the number for all. One query."""
    return {pk: found.ceiling or CEILING for pk, found in bounds_of_all(enterprises).items()}


def usual_effort(enterprise: Enterprise) -> dict[str, int]:
    """What an item that names the enterprise begins with: as often as its grade asks, at most as often as it allows."""
    found = bounds_of_all([enterprise])[enterprise.pk]
    most = found.ceiling or CEILING
    return {"visits": min(found.minimum or 1, most), "ceiling": most}


def pool_of(item: PlanItem) -> QuerySet[Enterprise]:
    """Enterprises the item would be drawn from today; those the plan names are not drawn."""
    pool = Enterprise.objects.in_pool().filter(bureau=item.plan.bureau_id)
    if item.sector:
        pool = pool.filter(sector=item.sector)
    if item.grades:
        pool = pool.filter(grade__in=["" if grade == UNGRADED else grade for grade in item.grades])
    if item.region:
        pool = pool.filter(region=item.region)
    named = PlanItem.objects.filter(plan=item.plan_id, enterprise__isnull=False)
    return pool.exclude(pk__in=named.values("enterprise"))


@dataclass(frozen=True)
class Doubts:
    """How many items give cause: named more often than they may be, key without a grade, nobody there to inspect."""

    over: int
    ungraded: int
    gone: int


@once
def doubts_of(plan: Plan) -> Doubts:
    """One query that counts, however long the plan."""
    named = plan.items.filter(enterprise__isnull=False)
    found = named.aggregate(
        over=Count("pk", filter=Q(visits__gt=F("ceiling"))),
        ungraded=Count("pk", filter=Q(enterprise__grade="", kind=ItemKind.KEY)),
        gone=Count("pk", filter=~_in_reach(plan)),
    )
    return Doubts(**found)


def out_of_reach(plan: Plan) -> QuerySet[PlanItem]:
    """Named enterprises that closed, moved, were merged or went to another bureau since: nobody can inspect them."""
    gone = plan.items.filter(~_in_reach(plan), enterprise__isnull=False)
    return gone.select_related("enterprise").order_by("id")


def _in_reach(plan: Plan) -> Q:
    """What the bureau only licenses is in reach of an item that checks a licence."""
    pool = Enterprise.objects.in_pool().filter(pk=OuterRef("enterprise"))
    supervised, licensed = (Exists(pool.filter(**{name: plan.bureau_id})) for name in ("bureau", "licensing_bureau"))
    return Q(supervised) | ~Q(licence="") & Q(licensed)


def draw_count(item: PlanItem) -> int:
    """The number the ratio means today, rounded up to whole enterprises."""
    share = Decimal(pool_of(item).count()) * Decimal(item.ratio or 0) / 100
    return int(share.to_integral_value(rounding=ROUND_CEILING))


LICENSED = Q(plan__bureau=F("enterprise__licensing_bureau")) & ~Q(plan__bureau=F("enterprise__bureau")) & ~Q(licence="")


def in_other_plans(enterprises: Iterable[Any], plan: Plan) -> dict[int, str]:
    """Those that a plan of another bureau names for the same year, with its bureau: one query, keys or a queryset of
    them given. A draft binds nobody yet, a refused plan nobody any more, a published one until the next is. Items that
    check what a bureau licensed stand beside those of the daily supervisor, on either side."""
    others = PlanItem.objects.filter(enterprise__in=enterprises, plan__year=plan.year)
    others = others.exclude(plan__bureau=plan.bureau_id).exclude(plan__state__in=[PlanState.DRAFT, PlanState.REFUSED])
    newer = Plan.objects.filter(
        bureau=OuterRef("plan__bureau"),
        year=plan.year,
        state=PlanState.PUBLISHED,
        edition__gt=OuterRef("plan__edition"),
    )
    others = (
        others.exclude(Exists(newer))
        .exclude(LICENSED)
        .exclude(~Q(enterprise__bureau=plan.bureau_id), enterprise__licensing_bureau=plan.bureau_id)
    )
    return dict(others.values_list("enterprise_id", "plan__bureau__name"))


def items_of(plan: Plan, chosen: dict[str, Any]) -> QuerySet[PlanItem]:
    """What the page of items shows. `unit` is a key, or 0 for those without one; `month` includes any-month items."""
    items = plan.items.select_related("enterprise", "unit")
    for name in ("kind", "region"):
        if value := chosen.get(name):
            items = items.filter(kind=value) if name == "kind" else items.filter(in_region(value))
    if (unit := chosen.get("unit")) is not None:
        items = items.filter(unit=unit) if unit else items.filter(unit__isnull=True)
    if month := chosen.get("month"):
        items = items.filter(Q(months__contains=[month]) | Q(months=[]))
    if words := chosen.get("q"):
        items = items.filter(Q(enterprise__in=Enterprise.objects.found_by(words)) | Q(subject__contains=words))
    return items


def in_region(region: str) -> Q:
    return Q(enterprise__region=region) | Q(enterprise__isnull=True, region=region)


@once
def units_of(plan: Plan) -> list[tuple[int, str]]:
    """Of the bureau, for a pick list: key and name."""
    return list(Unit.objects.filter(bureau=plan.bureau_id).order_by("name").values_list("pk", "name"))


def regions_of(bureau: int | None) -> list[str]:
    found = Enterprise.objects.filter(bureau=bureau).exclude(region="").order_by("region")
    return list(found.values_list("region", flat=True).distinct())


def broken_rule(item: PlanItem) -> RuleBroken | None:
    """The first rule the item breaks, with the field to mend. No query."""
    words = {"times": item.times, "ceiling": item.ceiling}
    if item.times > item.ceiling:
        field = "frequency" if item.is_random else "visits"
        return RuleBroken(_("计划 %(times)s 次，超过每户年度上限 %(ceiling)s 次") % words, field)
    if item.is_random and item.visits < 1:
        return RuleBroken(_("符合条件的企业现为 0 家，放宽行业、等级或地区"), "ratio")
    if item.is_random and item.licence:
        return RuleBroken(_("许可检查按名单列入，抽取的项目不选检查的许可"), "licence")
    if item.kind == ItemKind.CAMPAIGN:
        return _broken_period(item)
    return None


def _broken_period(item: PlanItem) -> RuleBroken | None:
    if not item.campaign:
        return RuleBroken(_("请输入专项名称"), "campaign")
    if item.starts_on is None or item.ends_on is None:
        return RuleBroken(_("请输入专项的开始和结束日期"), "starts_on")
    if item.ends_on < item.starts_on:
        return RuleBroken(_("专项结束日期不能早于 %(day)s") % {"day": item.starts_on.isoformat()}, "ends_on")
    if {item.starts_on.year, item.ends_on.year} != {item.plan.year}:
        return RuleBroken(_("专项期间应在计划年度 %(year)s 内") % {"year": item.plan.year}, "starts_on")
    return None


def why_not_named(enterprise: Enterprise, plan: Plan, elsewhere: dict[int, str]) -> str:
    """Why the plan cannot name the enterprise; empty when it can. `elsewhere`: `in_other_plans` of all asked about."""
    words = {"name": enterprise.name}
    if plan.bureau_id not in {enterprise.bureau_id, enterprise.licensing_bureau_id}:
        return _("%(name)s 不是本机关的监管对象，选择其他企业") % words
    if enterprise.merged_into_id:
        return _("%(name)s 已并入其他企业，选择其他企业") % words
    if enterprise.status != EnterpriseStatus.OPERATING:
        words["status"] = str(enterprise.get_status_display())
        return _("%(name)s 经营状态为%(status)s，选择其他企业") % words
    if enterprise.pk in elsewhere:
        words["bureau"] = elsewhere[enterprise.pk]
        return _("%(name)s 已列入 %(bureau)s 的同年度计划，一家企业只由一级列入检查名单") % words
    return ""
