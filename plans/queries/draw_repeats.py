"""Whether a draw is made again: other draws of the same plan item or the same conditions in the same year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.wording import listed
from plans.models import Draw, PlanItem
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
class Repetition:
    """`void`: the newest draw of the kind, when it is void. `open`: nobody replaces it yet, so the next one has to.
    `live`: those of the very same conditions that are not void."""

    void: Draw | None = None
    open: bool = False
    live: list[Draw] = field(default_factory=list)

    @property
    def is_one(self) -> bool:
        return self.void is not None or bool(self.live)

    @property
    def in_words(self) -> str:
        if self.void is not None:
            return _("同一计划项目或者同样条件的 %(number)s 已作废") % {"number": self.void.number}
        return _("同样条件的抽取已有 %(numbers)s") % {"numbers": listed(one.number for one in self.live)}


def repetition(
    bureau: int, year: int, conditions: Mapping[str, Any], *, item: PlanItem | None = None, besides: Draw | None = None
) -> Repetition:
    """`besides` is the draw itself: those set before it count, and whatever was frozen since. Three queries at most."""
    rows = Draw.objects.filter(bureau=bureau, window_from__year=year).exclude(state=DrawState.DISCARDED)
    rows = rows.defer("params", "result").order_by("-pk")
    if besides is not None:
        rows = rows.exclude(pk=besides.pk).filter(Q(pk__lt=besides.pk) | ~Q(state=DrawState.DRAFT))
    asked = plain(conditions)
    of_item = set(same_items(item).values_list("pk", flat=True)) if item is not None else set()
    found = [(one, plain(one.conditions) == asked) for one in rows]
    live = [one for one, same in found if same and one.state != DrawState.VOID and not is_old(one)]
    kin = (one for one, same in found if same or one.plan_item_id in of_item)
    newest = next((one for one in kin if not is_old(one)), None)
    if newest is None or newest.state != DrawState.VOID:
        return Repetition(live=live)
    replaced = replacing(newest).exclude(pk=besides.pk if besides else 0)
    return Repetition(newest, not replaced.exists(), live)


def repetition_of(task: Draw) -> Repetition:
    """Kept on the object for its version, as its page and buttons ask several times."""
    held: tuple[int, Repetition] | None = task.__dict__.get("_repetition")
    if held is None or held[0] != task.version:
        found = repetition(task.bureau_id, task.window_from.year, task.conditions, item=task.plan_item, besides=task)
        held = task.__dict__["_repetition"] = (task.version, found)
    return held[1]


def plain(conditions: Mapping[str, Any]) -> dict[str, list[str]]:
    """However they were written down: in whatever order, with empty parts or without."""
    return {name: sorted(values) for name, values in conditions.items() if values}
