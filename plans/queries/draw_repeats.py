"""Whether a draw is made again: others within a year, of the same plan item, conditions or much the same list."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.wording import listed
from enforcement.workdays import shift_months
from plans.models import Draw, PlanItem
from plans.queries.draw_overlap import Overlap, overlaps
from plans.queries.draw_settings import REPEATS, figure
from plans.queries.plan import plan_in_force
from plans.states import DrawState

SAME = ("kind", "sector", "grades", "region", "campaign", "subject")


def same_items(item: PlanItem) -> QuerySet[PlanItem]:
    """The item in every edition of the year's plan: a new edition copies its items."""
    same = {name: getattr(item, name) for name in SAME}
    return PlanItem.objects.filter(
        plan__bureau=item.plan.bureau_id, plan__year=item.plan.year, enterprise__isnull=True, **same
    )


@dataclass(frozen=True)
class Allotment:
    """The visits of a plan item and the units its draws take from them. `old`: drafts that hold none any more."""

    visits: int
    others: list[Draw]
    wanted: int
    old: list[Draw] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(one.units_wanted for one in self.others)

    @property
    def left(self) -> int:
        return max(0, self.visits - self.taken)

    @property
    def holds(self) -> bool:
        return self.taken + self.wanted <= self.visits

    @property
    def in_words(self) -> str:
        words = {
            "visits": self.visits,
            "taken": self.taken,
            "draws": listed(f"{one.number} {one.units_wanted}" for one in self.others) or _("无"),
            "wanted": self.wanted,
            "left": self.left,
        }
        text = _(
            "计划项目 %(visits)s 家次，未作废的抽取已列 %(taken)s 家（%(draws)s），本次 %(wanted)s 家，"
            "最多还可抽取 %(left)s 家；减少数量，放弃不用的草稿，或者先调整计划"
        ) % words  # fmt: skip
        if not self.old:
            return text
        numbers = listed(one.number for one in self.old)
        return _("%(text)s（不再占用家次的旧草稿：%(numbers)s）") % {"text": text, "numbers": numbers}


def allotment(item: PlanItem, wanted: int, besides: int | None = None) -> Allotment:
    """By the edition in force: it may have fewer visits than the one the draw was set from. Three queries."""
    items = same_items(item)
    in_force = plan_in_force(item.plan.bureau_id, item.plan.year)
    visits = items.filter(plan=in_force).aggregate(sum=Sum("visits"))["sum"] or 0
    rows = Draw.objects.filter(plan_item__in=items.values("pk")).exclude(state__in=OVER).exclude(pk=besides or 0)
    live = list(rows.order_by("pk").defer("params", "result"))
    old = [one for one in live if is_old(one)]
    return Allotment(visits, [one for one in live if one not in old], wanted, old)


MONTHS = 9  # a window that begins as long after another may be that of the next year, somewhat earlier than last time
OVER = (DrawState.VOID, DrawState.DISCARDED)


def holds_until(task: Draw) -> dt.date:
    """The last day on which a draft that nobody freezes keeps its visits; to change its conditions starts anew."""
    return task.set_on + dt.timedelta(days=figure("draft_days", task.bureau_id, REPEATS))


def is_old(task: Draw) -> bool:
    return task.state == DrawState.DRAFT and timezone.localdate() > holds_until(task)


def replacing(task: Draw) -> QuerySet[Draw]:
    """The task that takes the place of a void one; a discarded draft does not."""
    return Draw.objects.filter(replaces=task).exclude(state=DrawState.DISCARDED)


@dataclass(frozen=True)
class Kin:
    """A draw that counts as the same, and why: the plan item, the conditions, or how much of the list both share."""

    draw: Draw
    why: str

    @property
    def in_words(self) -> str:
        return _("%(number)s（%(why)s）") % {"number": self.draw.number, "why": self.why}


@dataclass(frozen=True)
class Repetition:
    """Of a bureau, the same draw is one of the same plan item; or one whose window begins less than nine months before
    or after, of the same conditions, or with so much in common with this list that the share set is reached.

    `void`: the newest of them, when it is void. `open`: nobody replaces it yet, so the next one has to. `live`: those
    that are not void. `apart`: frozen lists that share less than that."""

    void: Kin | None = None
    open: bool = False
    live: list[Kin] = field(default_factory=list)
    apart: list[Overlap] = field(default_factory=list)

    @property
    def is_one(self) -> bool:
        return self.void is not None or bool(self.live)

    @property
    def in_words(self) -> str:
        if self.void is not None:
            return _("同一抽取 %(draw)s已作废") % {"draw": self.void.in_words}
        return _("同一抽取已有 %(draws)s") % {"draws": listed(one.in_words for one in self.live)}


def repetition(task: Draw) -> Repetition:
    """`task` need not be stored: those set before it count, and whatever was frozen since. Six queries at most."""
    first, last = (shift_months(task.window_from, months) for months in (-MONTHS, MONTHS))
    near = Q(window_from__gt=first, window_from__lt=last)
    if task.plan_item is not None:
        near |= Q(plan_item__in=same_items(task.plan_item).values("pk"))
    rows = Draw.objects.filter(near, bureau=task.bureau_id)
    rows = rows.exclude(state=DrawState.DISCARDED).defer("params", "result").order_by("-pk")
    if task.pk is not None:
        rows = rows.exclude(pk=task.pk).filter(Q(pk__lt=task.pk) | ~Q(state=DrawState.DRAFT))
    earlier = [one for one in rows if not is_old(one)]
    kin, apart = _kin(task, earlier)
    live = [one for one in kin if one.draw.state != DrawState.VOID]
    if not kin or kin[0].draw.state != DrawState.VOID:
        return Repetition(live=live, apart=apart)
    replaced = replacing(kin[0].draw).exclude(pk=task.pk or 0)
    return Repetition(kin[0], not replaced.exists(), live, apart)


def _kin(task: Draw, earlier: list[Draw]) -> tuple[list[Kin], list[Overlap]]:
    """The newest first."""
    asked = plain(task.conditions)
    of_item = set(same_items(task.plan_item).values_list("pk", flat=True)) if task.plan_item is not None else set()
    found: dict[int, str] = {}
    for one in earlier:
        if plain(one.conditions) == asked:
            found[one.pk] = _("同样条件")
        elif one.plan_item_id in of_item:
            found[one.pk] = _("同一计划项目")
    shared = overlaps(task, [one for one in earlier if one.pk not in found])
    found |= {one.draw.pk: one.in_words for one in shared if one.is_same}
    return [Kin(one, found[one.pk]) for one in earlier if one.pk in found], [one for one in shared if not one.is_same]


def repetition_of(task: Draw) -> Repetition:
    """Kept on the object for its version, as its page and buttons ask several times."""
    held: tuple[int, Repetition] | None = task.__dict__.get("_repetition")
    if held is None or held[0] != task.version:
        held = task.__dict__["_repetition"] = (task.version, repetition(task))
    return held[1]


def plain(conditions: Mapping[str, Any]) -> dict[str, list[str]]:
    """However they were written down: in whatever order, with empty parts or without."""
    return {name: sorted(values) for name, values in conditions.items() if values}
