"""How often one enterprise is inspected: which of the day, week, month and year are full, and by which tasks."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plans.states import Period

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Counted:
    """A task and the day it counts on: the day it was done, before that the day planned for the visit, before that the
    first day of its window."""

    task: int
    day: dt.date


@dataclass(frozen=True)
class Standing:
    """One period with the tasks in it and how many there may be."""

    period: str
    first: dt.date
    last: dt.date
    ceiling: int
    tasks: tuple[Counted, ...]

    @property
    def count(self) -> int:
        return len(self.tasks)

    @property
    def is_full(self) -> bool:
        """One more would be beyond the ceiling."""
        return self.count >= self.ceiling

    def as_json(self) -> dict[str, Any]:
        return {
            "period": str(self.period),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "ceiling": self.ceiling,
            "count": self.count,
            "tasks": [{"id": one.task, "day": one.day.isoformat()} for one in self.tasks],
        }


def span(period: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar period that holds the day; weeks run from Monday to Sunday."""
    if period == Period.DAY:
        return day, day
    if period == Period.WEEK:
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + 6 * ONE_DAY
    if period == Period.MONTH:
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def standing(day: dt.date, tasks: Iterable[Counted], ceilings: Mapping[str, int]) -> list[Standing]:
    """One for each period with a ceiling, the shortest first."""
    held = sorted(tasks, key=lambda one: (one.day, one.task))
    found = []
    for period in Period.values:
        if period in ceilings:
            first, last = span(period, day)
            within = tuple(one for one in held if first <= one.day <= last)
            found.append(Standing(period, first, last, ceilings[period], within))
    return found
