"""What an adjusted edition does differently from the one before, and whether the change is major."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.models import Threshold
from enforcement.wording import parted
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.editions import approved_edition, edition_before
from plans.queries.item_values import COMPARED, Values, nothing, parts_of, plain, values_of
from plans.queries.once import once
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
from plans.states import ItemKind
from plans.words import days_word

MAJOR = "plan_major_change"
NOTHING = {"unit": 0, "ratio": Decimal(-1), "starts_on": dt.date.min, "ends_on": dt.date.min}  # stands for null
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
TOTALS, DAYS, ITEMS, TEXTS = "totals", "days", "items", "texts"
GROUPS = {
    TOTALS: gettext_lazy("合计"),
    DAYS: gettext_lazy("工作日测算"),
    ITEMS: gettext_lazy("检查项目"),
    TEXTS: gettext_lazy("文字"),
}
INPUTS = {
    "officers": gettext_lazy("执法人员数"),
    "staff_in_post": gettext_lazy("在岗人数"),
    "workdays": gettext_lazy("年法定工作日"),
    "travel_days": gettext_lazy("每次路途天数"),
    "reserve_percent": gettext_lazy("专项行动预留（%）"),
}
LABELS: dict[str, dict[str, Any]] = {
    TOTALS: {
        "inspection": gettext_lazy("监督检查工作日"),
        "needed": gettext_lazy("计划所需工作日"),
        "key_share": gettext_lazy("重点检查占比"),
        **{str(kind): words for kind, words in WORDS_OF_KIND.items()},
        "enterprises": gettext_lazy("重点检查企业"),
    },
    ITEMS: {},
    TEXTS: {"text": gettext_lazy("指导思想和原则"), "measures": gettext_lazy("保障措施")},
}


@dataclass(frozen=True)
class Change:
    """`code` and the two values are kept where a change is published; the words are made for the reader. Of an item the
    values are those of `item_values`, and none where one edition does not have it."""

    group: str
    code: str
    before: Any
    after: Any

    @property
    def what(self) -> str:
        if self.group == DAYS:
            return str(INPUTS.get(self.code) or days_word(self.code))
        return str(LABELS[self.group].get(self.code, self.code))

    def in_words(self, *, months: bool = True) -> tuple[str, str]:
        if self.group != ITEMS:
            return str(self.before), str(self.after)
        return differing_parts(self.before, self.after, months)


@once
def changes(plan: Plan) -> list[Change]:
    """Totals first, then what they come from. Without an edition before there is nothing to compare."""
    old = edition_before(plan)
    if old is None:
        return []
    return [
        *_totals(old, plan),
        *_changed_inputs(old, plan),
        *_changed_items(unequal(old, plan), unequal(plan, old)),
        *_changed_texts(old, plan),
    ]


@once
def unequal(plan: Plan, other: Plan) -> list[PlanItem]:
    """Named items without an equal one in the other edition, and all pools, which are few and may stand there twice. A
    plan of thousands of items is not loaded to find the three that were changed."""
    held = {f"held_{name}": Coalesce(name, Value(value)) for name, value in NOTHING.items()}
    same: dict[str, Any] = {f"held_{name}": Coalesce(OuterRef(name), Value(value)) for name, value in NOTHING.items()}
    same |= {name: OuterRef(name) for name in COMPARED if name not in NOTHING}
    equal = PlanItem.objects.annotate(**held).filter(plan=other, **same)
    found = plan.items.filter(Q(enterprise__isnull=True) | ~Exists(equal))
    return list(found.select_related("enterprise", "unit").order_by("id"))


def _differing(group: str, pairs: Iterable[tuple[str, Any, Any]]) -> list[Change]:
    return [Change(group, code, before, after) for code, before, after in pairs if before != after]


def _totals(old: Plan, new: Plan) -> list[Change]:
    before, after = plans.gauges(old), plans.gauges(new)
    was, now = visits_by_kind(old), visits_by_kind(new)
    pairs = (
        ("inspection", plain(before.workload.inspection), plain(after.workload.inspection)),
        ("needed", plain(before.days_needed), plain(after.days_needed)),
        ("key_share", f"{before.workload.key_share_percent}%", f"{after.workload.key_share_percent}%"),
        *((str(kind), str(was[kind]), str(now[kind])) for kind in WORDS_OF_KIND),
        ("enterprises", str(key_enterprises(old)), str(key_enterprises(new))),
    )
    return _differing(TOTALS, pairs)


def visits_by_kind(plan: Plan) -> Counter[str]:
    found: Counter[str] = Counter()
    for group in plans.item_groups(plan):
        found[group.kind] += group.visits
    return found


def key_enterprises(plan: Plan) -> int:
    return sum(group.items for group in plans.item_groups(plan) if group.kind == ItemKind.KEY)


def _changed_inputs(old: Plan, new: Plan) -> list[Change]:
    found = _differing(DAYS, ((name, _text(old, name), _text(new, name)) for name in INPUTS))
    for before, after in ((old.other_days, new.other_days), (old.non_days, new.non_days)):
        found += _differing(DAYS, ((item, _days(before, item), _days(after, item)) for item in {**before, **after}))
    return found


def _text(plan: Plan, name: str) -> str:
    value = getattr(plan, name)
    return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def _days(days: dict[str, Any], item: str) -> str:
    return plain(Decimal(str(days.get(item, 0))))


def _changed_items(before: list[PlanItem], after: list[PlanItem]) -> list[Change]:
    pairs = ((old and values_of(old), new and values_of(new), new or old) for old, new in paired(before, after))
    return _differing(ITEMS, ((str(item), old, new) for old, new, item in pairs))


def paired(before: list[PlanItem], after: list[PlanItem]) -> list[tuple[PlanItem | None, PlanItem | None]]:
    """Which item of one edition is which of the other. Named ones by their enterprise. Pools by everything they say,
    then by where they are drawn, then by kind and subject; what is left was taken out or put in."""
    found: list[tuple[PlanItem | None, PlanItem | None]] = []
    left = list(before)
    waiting = list(after)
    for key in (_whole, place_of, _roughly):
        open_ones: dict[Key, list[PlanItem]] = {}
        for item in left:
            open_ones.setdefault(key(item), []).append(item)
        rest = []
        for item in waiting:
            if same := open_ones.get(key(item)):
                found.append((same.pop(0), item))
            else:
                rest.append(item)
        left, waiting = [item for items in open_ones.values() for item in items], rest
    added: list[tuple[PlanItem | None, PlanItem | None]] = [(None, item) for item in waiting]
    return [*found, *((item, None) for item in left), *added]


def place_of(item: PlanItem) -> Key:
    """Where the visits go: what stands in another place is moved, as from one industry to another. A subject is part
    of it for a pool only, which has no other name; how long, how often at most, when and by which unit is no place."""
    subject = item.subject if item.is_random else ""
    return (item.kind, item.enterprise_id, subject, item.sector, tuple(sorted(item.grades)), item.region, item.campaign)


def _whole(item: PlanItem) -> Key:
    return (*place_of(item), *(str(getattr(item, name)) for name in COMPARED if name not in ("enterprise", "unit")),
            item.unit_id)  # fmt: skip


def _roughly(item: PlanItem) -> Key:
    return (item.enterprise_id,) if item.enterprise_id else (item.kind, item.subject)


def _changed_texts(old: Plan, new: Plan) -> list[Change]:
    return _differing(TEXTS, ((name, getattr(old, name), getattr(new, name)) for name in LABELS[TEXTS]))


def named(items: Iterable[PlanItem]) -> frozenset[int]:
    return frozenset(item.enterprise_id for item in items if item.kind == ItemKind.KEY and item.enterprise_id)


def differing_parts(before: Values | None, after: Values | None, months: bool = True) -> tuple[str, str]:
    """The parts in which the two differ; all of them where one edition does not have the item. Without `months` for
    the public: they would announce the visits."""
    old, new = (parts_of(values, months=months) if values else {} for values in (before, after))
    if not (old and new):
        return parted(old.values()), parted(new.values())
    both = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return parted(old.get(name) or nothing(name) for name in both), parted(
        new.get(name) or nothing(name) for name in both
    )


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


@once
def adjustment_of(plan: Plan) -> Adjustment | None:
    """None where the government approved no edition yet. What the leader decided on is kept as it was then."""
    if plan.weighing:
        return thawed(plan.weighing)
    base = approved_edition(plan)
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
    sizes: dict[Key, tuple[Decimal, int]] = {}
    for item in items:
        days, visits = sizes.get(place_of(item), (Decimal(0), 0))
        sizes[place_of(item)] = (days + plans.item_days(item), visits + item.visits)
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
    return verdict_words(major=found.is_major)


def verdict_words(*, major: bool) -> str:
    if major:
        return _("重大调整：重新报本级人民政府批准、报上级机关备案")
    return _("一般调整：科室负责人审核、局领导批准后公布，差别存档备查")
