"""What an adjusted edition does differently from the one before, and whether the change is major."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.models import Threshold
from enforcement.wording import listed
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.rules.adjustment import (
    INSPECTION_DAYS,
    KEY_LIST,
    PLANNED_DAYS,
    VISITS,
    Extent,
    Key,
    Measure,
    Weighing,
    weigh,
)
from plans.states import ItemKind, PlanState
from plans.words import days_word

MAJOR = "plan_major_change"
COMPARED = ("enterprise", "kind", "visits", "officers_per_visit", "days_per_visit", "months", "ceiling")
WORDS_OF_KIND = {
    ItemKind.KEY: gettext_lazy("重点检查家次"),
    ItemKind.GENERAL: gettext_lazy("一般检查家次"),
    ItemKind.CAMPAIGN: gettext_lazy("专项检查家次"),
    ItemKind.EMERGENCY: gettext_lazy("应急管理检查家次"),
}
NAMES = {
    INSPECTION_DAYS: gettext_lazy("监督检查工作日变动"),
    PLANNED_DAYS: gettext_lazy("计划所需工作日增减合计"),
    VISITS: gettext_lazy("计划家次增减合计"),
    KEY_LIST: gettext_lazy("重点检查名单增减合计（家）"),
}
TOTALS, DAYS, ITEMS, TEXTS = (
    gettext_lazy("合计"),
    gettext_lazy("工作日测算"),
    gettext_lazy("检查项目"),
    gettext_lazy("文字"),
)


@dataclass(frozen=True)
class Change:
    what: str
    before: str
    after: str
    group: Any = ITEMS


def edition_before(plan: Plan) -> Plan | None:
    """The edition that was published last before this one; refused ones were never in force."""
    older = Plan.objects.filter(bureau=plan.bureau_id, year=plan.year, edition__lt=plan.edition)
    return older.filter(state=PlanState.PUBLISHED).order_by("-edition").first()


def approved_edition(plan: Plan) -> Plan | None:
    """The last one the government approved: several minor changes together are weighed as one."""
    older = Plan.objects.filter(bureau=plan.bureau_id, year=plan.year, edition__lt=plan.edition, minor=False)
    return older.filter(state=PlanState.PUBLISHED).order_by("-edition").first()


def changes(plan: Plan, *, months: bool = True) -> list[Change]:
    """Totals first, then what they come from. Without an edition before there is nothing to compare. Without `months`
    for the public: they would announce the visits."""
    old = edition_before(plan)
    if old is None:
        return []
    return [
        *_totals(old, plan),
        *_changed_inputs(old, plan),
        *_changed_items(unequal(old, plan), unequal(plan, old), months),
        *_changed_texts(old, plan),
    ]


def unequal(plan: Plan, other: Plan) -> list[PlanItem]:
    """Named items without an equal one in the other edition, and all pools, which are few and may stand there twice. A
    plan of thousands of items is not loaded to find the three that were changed."""
    equal = PlanItem.objects.annotate(at=Coalesce("unit_id", 0)).filter(
        plan=other, at=Coalesce(OuterRef("unit_id"), 0), **{name: OuterRef(name) for name in COMPARED}
    )
    found = plan.items.filter(Q(enterprise__isnull=True) | ~Exists(equal))
    return list(found.select_related("enterprise", "unit").order_by("id"))


def _differing(pairs: Iterable[tuple[Any, str, str]], group: Any) -> list[Change]:
    return [Change(str(what), before, after, group) for what, before, after in pairs if before != after]


def _totals(old: Plan, new: Plan) -> list[Change]:
    before, after = plans.gauges(old), plans.gauges(new)
    was, now = visits_by_kind(old), visits_by_kind(new)
    pairs = (
        (_("监督检查工作日"), plain(before.workload.inspection), plain(after.workload.inspection)),
        (_("计划所需工作日"), plain(before.days_needed), plain(after.days_needed)),
        (_("重点检查占比"), f"{before.workload.key_share_percent}%", f"{after.workload.key_share_percent}%"),
        *((WORDS_OF_KIND[kind], str(was[kind]), str(now[kind])) for kind in WORDS_OF_KIND),
        (_("重点检查企业"), str(key_enterprises(old)), str(key_enterprises(new))),
    )
    return _differing(pairs, TOTALS)


def visits_by_kind(plan: Plan) -> Counter[str]:
    return Counter(dict(plan.items.order_by().values_list("kind").annotate(total=Sum("visits"))))


def key_enterprises(plan: Plan) -> int:
    return plan.items.filter(kind=ItemKind.KEY, enterprise__isnull=False).count()


def _changed_inputs(old: Plan, new: Plan) -> list[Change]:
    names = {
        "officers": _("执法人员数"),
        "staff_in_post": _("在岗人数"),
        "workdays": _("年法定工作日"),
        "travel_days": _("每次路途天数"),
        "reserve_percent": _("专项行动预留（%）"),
    }
    found = _differing(((label, _text(old, name), _text(new, name)) for name, label in names.items()), DAYS)
    for before, after in ((old.other_days, new.other_days), (old.non_days, new.non_days)):
        rows = ((days_word(item), _days(before, item), _days(after, item)) for item in {**before, **after})
        found += _differing(rows, DAYS)
    return found


def _text(plan: Plan, name: str) -> str:
    value = getattr(plan, name)
    return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def _days(days: dict[str, Any], item: str) -> str:
    return plain(Decimal(str(days.get(item, 0))))


def _changed_items(before: list[PlanItem], after: list[PlanItem], months: bool) -> list[Change]:
    old, new = by_key(before), by_key(after)
    names = {key: str(item) for key, item in {**old, **new}.items()}
    pairs = ((name, describe(old.get(key), months), describe(new.get(key), months)) for key, name in names.items())
    return _differing(pairs, ITEMS)


def _changed_texts(old: Plan, new: Plan) -> list[Change]:
    pairs = ((_("指导思想和原则"), old.text, new.text), (_("保障措施"), old.measures, new.measures))
    return _differing(pairs, TEXTS)


def by_key(items: Iterable[PlanItem]) -> dict[Key, PlanItem]:
    """An item is the same through the editions by its enterprise, or else by kind, subject and sector; a second one of
    the same name is counted apart."""
    found: dict[Key, PlanItem] = {}
    for item in items:
        key: Key = (item.enterprise_id,) if item.enterprise_id else (item.kind, item.subject, item.sector)
        while key in found:
            key = (*key, "+")
        found[key] = item
    return found


def named(items: Iterable[PlanItem]) -> frozenset[int]:
    return frozenset(item.enterprise_id for item in items if item.kind == ItemKind.KEY and item.enterprise_id)


def describe(item: PlanItem | None, months: bool = True) -> str:
    if item is None:
        return ""
    words = {"visits": item.visits, "officers": item.officers_per_visit, "days": plain(item.days_per_visit)}
    parts = [_("%(visits)s 家次，每次 %(officers)s 人 %(days)s 天") % words]
    if item.months and months:
        parts.append(_("%(months)s 月") % {"months": listed(sorted(item.months))})
    parts.append(_("每户上限 %(ceiling)s 次") % {"ceiling": item.ceiling})
    if item.unit:
        parts.append(str(item.unit))
    return "；".join(parts)


def plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}"


@dataclass(frozen=True)
class Adjustment:
    """`base`: the edition it is weighed against. `mark` stands beside `citation`, because the limits are no law."""

    base: int
    weighing: Weighing
    citation: str
    mark: str

    @property
    def is_major(self) -> bool:
        return self.weighing.is_major

    @property
    def marks(self) -> list[str]:
        word = _("待核定")
        return [self.mark] if word in self.mark else [one for one in (self.mark, word) if one]

    @property
    def frozen(self) -> dict[str, Any]:
        parts = [[one.name, str(one.base), str(one.moved), str(one.limit)] for one in self.weighing.measures]
        return {"base": self.base, "measures": parts, "citation": self.citation, "mark": self.mark}


def thawed(held: dict[str, Any]) -> Adjustment:
    measures = tuple(Measure(name, *map(Decimal, figures)) for name, *figures in held["measures"])
    return Adjustment(held["base"], Weighing(measures), held["citation"], held["mark"])


def adjustment_of(plan: Plan) -> Adjustment | None:
    """None where the government approved no edition yet. What the leader decided on is kept as it was then."""
    if plan.weighing:
        return thawed(plan.weighing)
    base = approved_edition(plan) if plan.edition > 1 else None
    return weighed(plan, base) if base else None


def weighed(plan: Plan, base: Plan) -> Adjustment:
    rule = limits_of(plan)
    shares = {name: Decimal(str(rule.value[f"{name}_share"])) for name in NAMES}
    found = weigh(extent(base, plan), extent(plan, base), shares)
    return Adjustment(base.edition, found, rule.citation, rule.mark)


def limits_of(plan: Plan) -> Threshold:
    return rulebook.threshold(MAJOR, timezone.localdate(), lapsed_ok=True, bureau=plan.bureau_id)


def extent(plan: Plan, other: Plan) -> Extent:
    """As far as it differs from the other edition; what is the same in both is only added up."""
    items, gauges = unequal(plan, other), plans.gauges(plan)
    sizes = {key: (plans.item_days(item), item.visits) for key, item in by_key(items).items()}
    keys = named(items)
    same = (
        gauges.days_needed - sum((days for days, _visits in sizes.values()), Decimal(0)),
        visits_by_kind(plan).total() - sum(visits for _days, visits in sizes.values()),
        key_enterprises(plan) - len(keys),
    )
    return Extent(gauges.workload.inspection, sizes, keys, same)


def measure_words(one: Measure) -> str:
    words = {
        "name": NAMES[one.name], "moved": plain(one.moved), "base": plain(one.base), "share": one.percent,
        "limit": plain(one.limit * 100), "sign": ">" if one.exceeds else "≤",
    }  # fmt: skip
    return _("%(name)s %(moved)s ÷ %(base)s = %(share)s%% %(sign)s %(limit)s%%") % words


def verdict(found: Adjustment) -> str:
    if found.is_major:
        return _("重大调整：重新报本级人民政府批准、报上级机关备案")
    return _("一般调整：科室负责人审核、局领导批准后公布，差别存档备查")
