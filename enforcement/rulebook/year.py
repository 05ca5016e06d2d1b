"""One year of the calendar as people read it, and what a notice would change in it."""

import datetime as dt
from calendar import Calendar as Grid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from enforcement.rulebook import clocks, snapshot
from enforcement.rulebook.models import HolidayNotice, HolidayYear
from enforcement.rulebook.states import DayKind
from enforcement.workdays import ONE_DAY, Calendar

FIRST_YEAR, LAST_YEAR = 2004, 2100
# Statutory holidays of a year under the measures on festivals, as the day rule on working days of the rulebook says.
STATUTORY = ((2025, 13), (2008, 11), (1999, 10))
WEEKEND, PLAIN = "weekend", "plain"


@dataclass(frozen=True)
class Span:
    """Neighbouring days of one kind and name."""

    first: dt.date
    last: dt.date
    kind: str
    name: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def kind_of(day: dt.date, calendar: Calendar) -> tuple[str, str]:
    for kind, days in (
        (DayKind.WORKDAY, calendar.workdays),
        (DayKind.HOLIDAY, calendar.holidays),
        (DayKind.CLOSURE, calendar.closures),
    ):
        if day in days:
            return kind, days[day]
    return (WEEKEND if day.weekday() >= 5 else PLAIN), ""


def months(year: int, calendar: Calendar) -> list[list[list[dict[str, Any] | None]]]:
    """Twelve months of weeks from Monday to Sunday; none where the day belongs to another month."""
    return [
        [[cell(day, month, calendar) for day in week] for week in Grid().monthdatescalendar(year, month)]
        for month in range(1, 13)
    ]


def cell(day: dt.date, month: int, calendar: Calendar) -> dict[str, Any] | None:
    if day.month != month:
        return None
    kind, name = kind_of(day, calendar)
    marks: dict[str, str] = {DayKind.HOLIDAY: _("休"), DayKind.WORKDAY: _("班"), DayKind.CLOSURE: _("停")}
    return {"day": day, "kind": kind, "name": name, "mark": marks.get(kind, "")}


def spans(year: int, calendar: Calendar) -> list[Span]:
    days = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return [one for one in walk(*days, calendar) if one.kind not in (WEEKEND, PLAIN)]


def walk(first: dt.date, last: dt.date, calendar: Calendar) -> Iterator[Span]:
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    for (kind, name), same in groupby(days, key=lambda day: kind_of(day, calendar)):
        group = list(same)
        yield Span(group[0], group[-1], kind, name)


@dataclass(frozen=True)
class Workdays:
    """By the arrangement of the year, by the formula of the statute, and the official figure where one is kept."""

    arranged: int
    statutory: int
    formula: str
    official: int | None
    source: str


def workdays_of(year: int, row: HolidayYear | None) -> Workdays:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    total = (last - first).days + 1
    weekend = sum((first + dt.timedelta(days=n)).weekday() >= 5 for n in range(total))
    holidays = next((days for since, days in STATUTORY if year >= since), 0)
    arranged = clocks.calendar().workdays_between(first, last)
    formula = f"{total} − {weekend} − {holidays}"
    figures = (row.official_workdays, row.source) if row else (None, "")
    return Workdays(arranged, total - weekend - holidays, formula, *figures)


def diff(notice: HolidayNotice) -> list[dict[str, Any]]:
    """Day by day what confirming would change, neighbouring days of one change together."""
    before, after = snapshot.read_calendar(), snapshot.read_calendar(notice)
    first, last = dt.date(notice.year, 1, 1) - 15 * ONE_DAY, dt.date(notice.year, 12, 31) + 15 * ONE_DAY
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    changed = [(day, kind_of(day, before), kind_of(day, after)) for day in days]
    rows: list[dict[str, Any]] = []
    for day, old, new in changed:
        if old == new:
            continue
        if rows and rows[-1]["pair"] == (old, new) and rows[-1]["last"] == day - ONE_DAY:
            rows[-1]["last"] = day
        else:
            rows.append({"pair": (old, new), "first": day, "last": day, "old": words(*old), "new": words(*new)})
    return rows


def words(kind: str, name: str) -> str:
    match kind:
        case DayKind.HOLIDAY:
            return _("放假（%(name)s）") % {"name": name}
        case DayKind.WORKDAY:
            return _("调休上班（%(name)s）") % {"name": name}
        case DayKind.CLOSURE:
            return _("停止办公（%(name)s）") % {"name": name}
    return _("周末") if kind == WEEKEND else _("工作日")
