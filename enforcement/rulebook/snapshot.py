"""The published rulebook and the calendar, held in memory so that a clock costs no query.

The database renews a token whenever an edition, the calendar or a setting changes; the token is asked for at most once
a second, so another process follows a change within that time. Whoever writes in this process calls `compare_anew`.
"""

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from chinese_calendar import constants
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import Bureau
from enforcement.rulebook.models import (
    CalendarDay,
    Edition,
    Gate,
    HolidayNotice,
    HolidayYear,
    Row,
    Setting,
    Threshold,
    TimeLimit,
    Version,
    Violation,
)
from enforcement.rulebook.states import DayKind, EditionState, NoticeState
from enforcement.workdays import Calendar

SECONDS_BETWEEN_CHECKS = 1.0
NAMES = {
    "New Year's Day": _("元旦"),
    "Spring Festival": _("春节"),
    "Tomb-sweeping Day": _("清明节"),
    "Labour Day": _("劳动节"),
    "Dragon Boat Festival": _("端午节"),
    "National Day": _("国庆节"),
    "Mid-autumn Festival": _("中秋节"),
    "Anti-Fascist 70th Day": _("抗战胜利70周年纪念日"),
}


class Values(NamedTuple):
    """What differs from bureau to bureau."""

    calendar: Calendar
    settings: Mapping[str, Any]


@dataclass
class Snapshot:
    """`rows[model]` by rule_key in time order; `by_id` over all of them. `calendar` and `settings` are those of the
    installation; what a bureau has of its own stands in `closures` and `own` by its id."""

    edition: Edition | None
    calendar: Calendar
    settings: dict[str, Any]
    rows: dict[type[Row], dict[str, list[Any]]] = field(default_factory=dict)
    by_id: dict[str, Any] = field(default_factory=dict)
    closures: dict[int, dict[date, str]] = field(default_factory=dict)
    own: dict[int, dict[str, Any]] = field(default_factory=dict)
    views: dict[int, Values] = field(default_factory=dict)

    def of(self, bureau: int | None) -> Values:
        """With everything inherited on the way down the tree. One query for a bureau seen first; none where no bureau
        has anything of its own."""
        if bureau is None or not (self.closures or self.own):
            return Values(self.calendar, self.settings)
        if bureau not in self.views:
            self.views[bureau] = self._inherited(bureau)
        return self.views[bureau]

    def _inherited(self, bureau: int) -> Values:
        path = Bureau.objects.filter(pk=bureau).values_list("path", flat=True).first() or ""
        closed: dict[date, str] = {}
        values = dict(self.settings)
        for one in (int(part) for part in path.split(".") if part):
            closed |= self.closures.get(one, {})
            values |= self.own.get(one, {})
        return Values(closed_on(self.calendar, closed) if closed else self.calendar, values)


@dataclass
class _Held:
    snapshot: Snapshot
    token: UUID | None
    checked: float


_held: list[_Held] = []  # at most one
_assumed: ContextVar[Snapshot | None] = ContextVar("assumed", default=None)


def compare_anew() -> None:
    """The next question compares the database's version with the one held, however short ago it did."""
    for held in _held:
        held.checked = -math.inf


@contextmanager
def assuming(calendar: Calendar) -> Iterator[None]:
    """Inside, clocks run by a calendar that is not the calendar yet: to see what it would move."""
    token = _assumed.set(replace(current(), calendar=calendar, views={}))
    try:
        yield
    finally:
        _assumed.reset(token)


def current() -> Snapshot:
    if assumed := _assumed.get():
        return assumed
    now = time.monotonic()
    held = _held[0] if _held else None
    if held and now - held.checked < SECONDS_BETWEEN_CHECKS:
        return held.snapshot
    token = Version.objects.values_list("token", flat=True).first()
    if held and held.token == token:
        held.checked = now
        return held.snapshot
    fresh = _Held(take(), token, now)
    _held[:] = [fresh]
    return fresh.snapshot


def take() -> Snapshot:
    edition = Edition.objects.filter(state=EditionState.PUBLISHED).order_by("-published_at", "-id").first()
    taken = Snapshot(edition, read_calendar(), {})
    for row_id, bureau, value in Setting.objects.values_list("row_id", "bureau", "value"):
        (taken.settings if bureau is None else taken.own.setdefault(bureau, {}))[row_id] = value
    for day, bureau, name in CalendarDay.objects.exclude(bureau=None).values_list("day", "bureau", "name"):
        taken.closures.setdefault(bureau, {})[day] = name
    for model in (TimeLimit, Threshold, Gate, Violation):
        related = ("law", "violated_law") if model is Violation else ("law",)
        groups: dict[str, list[Any]] = defaultdict(list)
        for row in model.objects.filter(edition=edition).select_related(*related).order_by("row_id"):
            row.edition = edition  # type: ignore[assignment]  # a row found has one
            groups[row.rule_key].append(row)
            taken.by_id[row.row_id] = row
        for rows in groups.values():
            rows.sort(key=lambda row: (row.effective_from or date.min, row.law.level))
        taken.rows[model] = dict(groups)
    return taken


def read_calendar(proposed: HolidayNotice | None = None) -> Calendar:
    """The installation's. `proposed`: as if this notice were confirmed already."""
    replaced = set(HolidayNotice.objects.filter(state=NoticeState.CONFIRMED).values_list("year", flat=True))
    years = dict(HolidayYear.objects.values_list("year", "announced"))
    rows = list(CalendarDay.objects.filter(bureau=None).values_list("day", "kind", "name"))
    if proposed:
        replaced.add(proposed.year)
        years[proposed.year] = True
        fresh = [(date.fromisoformat(one["day"]), one["kind"], one["name"]) for one in proposed.days]
        rows = [row for row in rows if row[1] == DayKind.CLOSURE or row[0].year != proposed.year] + fresh
    tables = {DayKind.HOLIDAY: published(constants.holidays, replaced), DayKind.CLOSURE: {},
              DayKind.WORKDAY: published(constants.workdays, replaced)}  # fmt: skip
    for day, kind, name in rows:
        for days in tables.values():
            days.pop(day, None)
        tables[DayKind(kind)][day] = name
    holidays, workdays, closures = tables[DayKind.HOLIDAY], tables[DayKind.WORKDAY], tables[DayKind.CLOSURE]
    return Calendar(holidays, workdays, announced_until(years.items()), closures)


def published(days: Mapping[date, str], replaced: set[int]) -> dict[date, str]:
    """What the installed package knows, but for the years whose notice a person entered."""
    return {day: str(NAMES.get(name, name)) for day, name in days.items() if day.year not in replaced}


def closed_on(calendar: Calendar, closed: Mapping[date, str]) -> Calendar:
    """A day that is free anyway stays what it is; a make-up workday can be closed."""
    closed = {day: name for day, name in closed.items() if day not in calendar.holidays}
    workdays = {day: name for day, name in calendar.workdays.items() if day not in closed}
    return replace(calendar, workdays=workdays, closures={**calendar.closures, **closed})


def announced_until(years: Iterable[tuple[int, bool]]) -> date:
    """The last day before the first year whose holidays are not announced."""
    told = dict.fromkeys(range(min(constants.holidays).year, max(constants.holidays).year + 1), True) | dict(years)
    year = min(told)
    while told.get(year):
        year += 1
    return date(year, 1, 1) - timedelta(days=1)
