"""The published rulebook and the calendar, held in memory so that a clock costs no query.

The database renews a token whenever an edition, the calendar or a setting changes; the token is asked for at most once
a second, so another process follows a change within that time. Whoever writes in this process calls `forget`.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chinese_calendar import constants
from django.utils.translation import gettext_lazy as _

from enforcement.rulebook.models import (
    CalendarDay,
    Edition,
    Gate,
    HolidayYear,
    Row,
    Setting,
    Threshold,
    TimeLimit,
    Version,
    Violation,
)
from enforcement.rulebook.states import DayKind, EditionState
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


@dataclass
class Snapshot:
    """`rows[model]` by rule_key in time order; `by_id` over all of them."""

    edition: Edition | None
    calendar: Calendar
    settings: dict[str, Any]
    rows: dict[type[Row], dict[str, list[Any]]] = field(default_factory=dict)
    by_id: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Held:
    snapshot: Snapshot
    token: UUID | None
    checked: float


_held: list[_Held] = []  # at most one


def forget() -> None:
    _held.clear()


def current() -> Snapshot:
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
    settings = dict(Setting.objects.values_list("row_id", "value"))
    taken = Snapshot(edition, read_calendar(), settings)
    for model in (TimeLimit, Threshold, Gate, Violation):
        related = ("law", "violated_law") if model is Violation else ("law",)
        groups: dict[str, list[Any]] = defaultdict(list)
        for row in model.objects.filter(edition=edition).select_related(*related).order_by("row_id"):
            groups[row.rule_key].append(row)
            taken.by_id[row.row_id] = row
        for rows in groups.values():
            rows.sort(key=lambda row: (row.effective_from or date.min, row.law.level))
        taken.rows[model] = dict(groups)
    return taken


def read_calendar() -> Calendar:
    holidays = {day: str(NAMES.get(name, name)) for day, name in constants.holidays.items()}
    workdays = {day: str(NAMES.get(name, name)) for day, name in constants.workdays.items()}
    closures: dict[date, str] = {}
    for row in CalendarDay.objects.all():
        for days in (holidays, workdays, closures):
            days.pop(row.day, None)
        {DayKind.HOLIDAY: holidays, DayKind.WORKDAY: workdays, DayKind.CLOSURE: closures}[DayKind(row.kind)][
            row.day
        ] = row.name
    until = announced_until(HolidayYear.objects.values_list("year", "announced"))
    return Calendar(holidays, workdays, until, closures)


def announced_until(years: Iterable[tuple[int, bool]]) -> date:
    """The last day before the first year whose holidays are not announced."""
    told = dict.fromkeys(range(min(constants.holidays).year, max(constants.holidays).year + 1), True) | dict(years)
    year = min(told)
    while told.get(year):
        year += 1
    return date(year, 1, 1) - timedelta(days=1)
