"""What an adjusted edition does differently from the one before, and whether the change is major."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.once import once
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.models import Threshold
from plans.models import Plan
from plans.queries import plan as plans
from plans.queries.differences import (
    DAYS,
    INPUTS,
    LABELS,
    TEXTS,
    TOTALS,
    WORDS_OF_KIND,
    Change,
    differing,
    place_of,
    pool_changes,
    unequal,
)
from plans.queries.editions import approved_edition, edition_before
from plans.queries.item_values import plain
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

CHUNK = 500
MAJOR = "plan_major_change"
NAMES = {
    INSPECTION_DAYS: gettext_lazy("监督检查工作日变动"),
    PLANNED_DAYS: gettext_lazy("计划所需工作日增减合计"),
    VISITS: gettext_lazy("计划家次增减合计"),
    KEY_LIST: gettext_lazy("重点检查名单增减合计（家）"),
}


@once
def changes(plan: Plan) -> list[Change]:
    """Totals first, then what they come from, but for the items that name enterprises: those are `named_differences`.
    Without an edition before there is nothing to compare."""
    old = edition_before(plan)
    if old is None:
        return []
    return [
        *_totals(old, plan),
        *_changed_inputs(old, plan),
        *pool_changes(old, plan),
        *_changed_texts(old, plan),
    ]


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
    return differing(TOTALS, pairs)


def visits_by_kind(plan: Plan) -> Counter[str]:
    found: Counter[str] = Counter()
    for group in plans.item_groups(plan):
        found[group.kind] += group.visits
    return found


def key_enterprises(plan: Plan) -> int:
    return sum(group.items for group in plans.item_groups(plan) if group.kind == ItemKind.KEY)


def _changed_inputs(old: Plan, new: Plan) -> list[Change]:
    found = differing(DAYS, ((name, _text(old, name), _text(new, name)) for name in INPUTS))
    for before, after in ((old.other_days, new.other_days), (old.non_days, new.non_days)):
        found += differing(DAYS, ((item, _days(before, item), _days(after, item)) for item in {**before, **after}))
    return found


def _text(plan: Plan, name: str) -> str:
    value = getattr(plan, name)
    return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def _days(days: dict[str, Any], item: str) -> str:
    return plain(Decimal(str(days.get(item, 0))))


def _changed_texts(old: Plan, new: Plan) -> list[Change]:
    return differing(TEXTS, ((name, getattr(old, name), getattr(new, name)) for name in LABELS[TEXTS]))


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
    """As far as it differs from the other edition; what is the same in both is only added up, and of what is not
    nothing but its size is kept."""
    gauges = plans.gauges(plan)
    sizes: dict[Key, tuple[Decimal, int]] = {}
    keys = set()
    for item in unequal(plan, other).iterator(chunk_size=CHUNK):
        days, visits = sizes.get(place_of(item), (Decimal(0), 0))
        sizes[place_of(item)] = (days + plans.item_days(item), visits + item.visits)
        if item.kind == ItemKind.KEY and item.enterprise_id:
            keys.add(item.enterprise_id)
    same = (
        gauges.days_needed - sum((days for days, _visits in sizes.values()), Decimal(0)),
        visits_by_kind(plan).total() - sum(visits for _days, visits in sizes.values()),
        key_enterprises(plan) - len(keys),
    )
    return Extent(gauges.workload.inspection, sizes, frozenset(keys), same)


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
