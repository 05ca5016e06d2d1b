"""How often an enterprise is inspected this day, week, month and year, by whatever bureau, and how often it may be."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext

from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.models import Threshold
from enforcement.wording import listed
from plans.models import Assignment, Enterprise
from plans.queries.assignment import COUNTS_ON, ceiling_of
from plans.queries.life import with_merged
from plans.rules.frequency import Counted, Standing, span, standing
from plans.states import AssignmentState, Period

FREQUENCY = "inspection_frequency"
FIGURES = {Period.DAY: "per_day", Period.WEEK: "per_week", Period.MONTH: "per_month"}


def limits_of(bureau: int) -> Threshold:
    """As the bureau that supervises the enterprise has it, or the nearest above it."""
    return rulebook.threshold(FREQUENCY, timezone.localdate(), lapsed_ok=True, bureau=bureau)


def is_exempt(enterprise: Enterprise, origin: str) -> bool:
    """Counted, but not held back: the rule on the yearly ceiling leaves reports and complaints out."""
    return origin in limits_of(enterprise.bureau_id).value["exempt"]


def counted(tasks: QuerySet[Assignment]) -> Any:
    """Those that count, with the day each counts on: `day`."""
    return tasks.exclude(state=AssignmentState.CANCELLED).annotate(day=COUNTS_ON)


def standings(enterprise: Enterprise, day: dt.date, *, but: int | None = None) -> list[Standing]:
    """Three queries. All bureaus' tasks for the enterprise and for those merged into it count, also those of which the
    reader knows nothing else; not the one that is asked about (`but`)."""
    limits = limits_of(enterprise.bureau_id).value
    ceilings = {str(period): int(limits[figure]) for period, figure in FIGURES.items()}
    ceilings[Period.YEAR.value] = ceiling_of(enterprise, day.year)
    spans = [span(one, day) for one in ceilings]
    first, last = min(one for one, _end in spans), max(end for _start, end in spans)
    tasks = Assignment.objects.filter(enterprise__in=with_merged(enterprise)).exclude(pk=but or 0)
    held = counted(tasks).filter(day__range=(first, last))
    return standing(day, (Counted(*row) for row in held.values_list("pk", "day")), ceilings)


def in_words(one: Standing) -> str:
    """The arithmetic in one line."""
    days = listed(task.day.isoformat() for task in one.tasks)
    words = {
        "period": Period(one.period).label,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "count": one.count,
        "days": days or _("无"),
        "ceiling": one.ceiling,
    }
    text = _("%(period)s（%(first)s 至 %(last)s）已安排 %(count)s 次（%(days)s），上限 %(ceiling)s 次")
    return text % words


def full_in_words(full: Iterable[Standing]) -> str:
    return pgettext("between parts of a list", "；").join(in_words(one) for one in full)


def read_back(stored: Iterable[dict[str, Any]]) -> list[Standing]:
    """What was recorded on a task when it was assigned."""
    return [
        Standing(
            one["period"], dt.date.fromisoformat(one["first"]), dt.date.fromisoformat(one["last"]), one["ceiling"],
            tuple(Counted(task["id"], dt.date.fromisoformat(task["day"])) for task in one["tasks"]),
        )
        for one in stored
    ]  # fmt: skip


def this_year(enterprise: Enterprise, year: int) -> Any:
    """Tasks of every bureau that count in the year, by day; as `standings` counts them."""
    held = counted(Assignment.objects.filter(enterprise__in=with_merged(enterprise))).filter(day__year=year)
    return held.select_related("bureau").order_by(F("day"), "pk")
