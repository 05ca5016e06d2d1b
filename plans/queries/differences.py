"""What an adjusted edition does differently from the one before. Named items are read a page at a time: a plan may have
thousands of them, and an adjustment may touch them all."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from enforcement.once import once
from enforcement.wording import parted
from plans.models import Plan, PlanItem
from plans.queries.item_values import COMPARED, Values, nothing, parts_of, values_of
from plans.rules.adjustment import Key
from plans.states import ItemKind
from plans.words import days_word

NOTHING = {"unit": 0, "ratio": Decimal(-1), "starts_on": dt.date.min, "ends_on": dt.date.min}  # stands for null
WORDS_OF_KIND = {
    ItemKind.KEY: gettext_lazy("重点检查家次"),
    ItemKind.GENERAL: gettext_lazy("一般检查家次"),
    ItemKind.CAMPAIGN: gettext_lazy("专项检查家次"),
    ItemKind.EMERGENCY: gettext_lazy("应急管理检查家次"),
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


def differing(group: str, pairs: Iterable[tuple[str, Any, Any]]) -> list[Change]:
    return [Change(group, code, before, after) for code, before, after in pairs if before != after]


def unequal(plan: Plan, other: Plan) -> QuerySet[PlanItem]:
    """Named items without an equal one in the other edition, and all pools, which are few and may stand there twice. A
    plan of thousands of items is not loaded to find the three that were changed."""
    return plan.items.filter(Q(enterprise__isnull=True) | ~Exists(_equal(plan=other))).order_by("id")


def _equal(**others: Any) -> QuerySet[PlanItem]:
    held = {f"held_{name}": Coalesce(name, Value(value)) for name, value in NOTHING.items()}
    same: dict[str, Any] = {f"held_{name}": Coalesce(OuterRef(name), Value(value)) for name, value in NOTHING.items()}
    same |= {name: OuterRef(name) for name in COMPARED if name not in NOTHING}
    return PlanItem.objects.annotate(**held).filter(**others, **same)


def named_differences(old: Plan, new: Plan) -> QuerySet[PlanItem]:
    """Changed or put in, as the new edition has them; taken out, as the old one had them. Each enterprise once."""
    here = PlanItem.objects.filter(plan=new, enterprise=OuterRef("enterprise"))
    differs = Q(plan=new) & ~Exists(_equal(plan=old)) | Q(plan=old) & ~Exists(here)
    found = PlanItem.objects.filter(differs, plan__in=[old, new], enterprise__isnull=False)
    return found.select_related("enterprise", "unit").order_by("id")


def named_changes(rows: Sequence[PlanItem], old: Plan) -> list[Change]:
    """Of some of `named_differences`; one query for what the old edition said of them."""
    kept = [item.enterprise_id for item in rows if item.plan_id != old.pk]
    held = {item.enterprise_id: item for item in old.items.filter(enterprise__in=kept).select_related("unit")}
    pairs = [(item, None) if item.plan_id == old.pk else (held.get(item.enterprise_id), item) for item in rows]
    return _of_pairs(pairs)


@once
def named_counts(old: Plan, new: Plan) -> dict[str, int]:
    """How many enterprises were put in, taken out and changed. One query."""
    before = Exists(PlanItem.objects.filter(plan=old, enterprise=OuterRef("enterprise")))
    found = named_differences(old, new).order_by().annotate(stood=before)
    sums = found.aggregate(
        added=Count("pk", filter=Q(plan=new, stood=False)),
        removed=Count("pk", filter=Q(plan=old)),
        changed=Count("pk", filter=Q(plan=new, stood=True)),
    )
    return {name: count for name, count in sums.items() if count}


def pool_changes(old: Plan, new: Plan) -> list[Change]:
    """One query."""
    pools = PlanItem.objects.filter(plan__in=[old, new], enterprise__isnull=True).select_related("unit")
    sides: dict[int, list[PlanItem]] = {old.pk: [], new.pk: []}
    for item in pools.order_by("id"):
        sides[item.plan_id].append(item)
    return _of_pairs(paired(sides[old.pk], sides[new.pk]))


def _of_pairs(pairs: Iterable[tuple[PlanItem | None, PlanItem | None]]) -> list[Change]:
    told = ((old and values_of(old), new and values_of(new), new or old) for old, new in pairs)
    return differing(ITEMS, ((str(item), old, new) for old, new, item in told))


def paired(before: list[PlanItem], after: list[PlanItem]) -> list[tuple[PlanItem | None, PlanItem | None]]:
    """Which pool of one edition is which of the other: by everything they say, then by where they are drawn, then by
    kind and subject; what is left was taken out or put in."""
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
    return (item.kind, item.subject)


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
