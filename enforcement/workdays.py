"""Periods of time as Chinese law counts them. Pure: the calendar is passed in, nothing is read, no clock is asked.

The day of the event does not count. Months and years end on the corresponding day or on the month's last day.
Hours run from the moment, through nights and holidays. Excluded spans do not count, whatever the unit. A period
counted backward leaves its full length between the result and the event, so that neither of the two days counts.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
WORKING_DAY, CALENDAR_DAY, MONTH, YEAR, HOUR = UNITS = ("working_day", "calendar_day", "month", "year", "hour")
Moment = date | datetime
Step = dict[str, Any]


class CalendarEnds(ValueError):
    """The period leaves the years that a date can express."""


@dataclass(frozen=True)
class Calendar:
    """`holidays`, `workdays` (make-up days) and `closures` map a day to its name; else Monday to Friday is worked."""

    holidays: Mapping[date, str] = field(default_factory=dict, repr=False)
    workdays: Mapping[date, str] = field(default_factory=dict, repr=False)
    announced_until: date = date.max
    closures: Mapping[date, str] = field(default_factory=dict, repr=False)

    def is_workday(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays and day not in self.closures

    @cached_property
    def _shifts(self) -> tuple[list[int], list[int]]:
        """Days whose working is not what their weekday says, with the running sum of the difference."""
        special = {*self.holidays, *self.workdays, *self.closures}
        days = sorted(day for day in special if self.is_workday(day) != (day.weekday() < 5))
        sums, total = [0], 0
        for day in days:
            total += 1 if self.is_workday(day) else -1
            sums.append(total)
        return [day.toordinal() for day in days], sums

    def workdays_until(self, day: date) -> int:
        """Working days from the first day of the first year up to and including `day`: a count to subtract from."""
        ordinal = day.toordinal()
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
        ordinals, sums = self._shifts
        return weeks * 5 + min(rest, 5) + sums[bisect_right(ordinals, ordinal)]

    def workdays_between(self, first: date, last: date) -> int:
        """Both ends included."""
        return max(0, self.workdays_until(last) - self.workdays_until(first - ONE_DAY))

    def add_workdays(self, start: date, length: int) -> date:
        """The `length`-th working day after `start`; before it, when negative."""
        if length == 0:
            return start
        if length > 0:
            number = self.workdays_until(start) + length
            return self._first_with(number, start.toordinal(), start.toordinal() + 2 * length)
        number = self.workdays_until(start - ONE_DAY) + length + 1
        return self._first_with(number, start.toordinal() + 2 * length, start.toordinal())

    def _first_with(self, number: int, low: int, high: int) -> date:
        """The first day by whose end `number` working days have passed; low and high are a first guess."""
        while self.workdays_until(_day(high)) < number:
            high += 30
        while self.workdays_until(_day(low)) >= number:
            low -= 30
        return _day(low + bisect_left(range(low, high + 1), number, key=lambda at: self.workdays_until(_day(at))))

    def next_workday(self, day: date) -> date:
        while not self.is_workday(day):
            day += ONE_DAY
        return day


def _day(ordinal: int) -> date:
    if not 1 <= ordinal <= date.max.toordinal():
        raise CalendarEnds(_("期限超出可计算的年份"))
    return date.fromordinal(ordinal)


@dataclass(frozen=True)
class DayRule:
    """`rolls_forward`: a period whose last day is a day of rest ends on the next working day; `basis` says why."""

    rolls_forward: bool = False
    basis: str = ""


@dataclass(frozen=True)
class Exclusion:
    """Days that do not count, both included: appraisal, hearing, public notice and the like."""

    first: date
    last: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(_("扣除期间的起日 %(first)s 晚于止日 %(last)s") % {"first": self.first, "last": self.last})


@dataclass(frozen=True)
class Result:
    due: Moment
    provisional: bool
    start: Moment
    length: int
    unit: str
    calendar: Calendar
    day_rule: DayRule
    exclusions: tuple[Exclusion, ...]
    backward: bool
    last_day: Moment  # before any roll forward; counted backward, the last day that counts

    @cached_property
    def steps(self) -> list[Step]:
        """The way from start to due, line by line; the `days` of the counted lines add up to the period."""
        return [*_opening(self), *(_hour_lines(self) if self.unit == HOUR else _day_lines(self)), *_closing(self)]

    @cached_property
    def passed(self) -> list[Step]:
        """Every holiday, make-up workday and closure from start to due, also where the unit pays them no attention."""
        return _passed(self)


NO_ROLL = DayRule()


def compute(
    start: Moment,
    length: int,
    unit: str,
    calendar: Calendar,
    *,
    day_rule: DayRule = NO_ROLL,
    exclusions: Iterable[Exclusion] = (),
    backward: bool = False,
) -> Result:
    if unit not in UNITS:
        raise ValueError(_("未知的期限单位：%(unit)s") % {"unit": unit})
    if length < 0:
        raise ValueError(_("期限不能为负数：%(length)s") % {"length": length})
    spans = merged(exclusions)
    try:
        if unit == HOUR:
            start = as_moment(start)
            due: Moment = _hours(start, length, spans, backward)
            last_day = due
        else:
            start = as_day(start)
            end = _last_day(start, (length, unit), calendar, (spans, backward))
            due, last_day = _due(end, (length, unit), calendar, (day_rule, backward)), end
    except OverflowError as error:
        raise CalendarEnds(_("期限超出可计算的年份")) from error
    provisional = max(as_day(start), as_day(due)) > calendar.announced_until
    return Result(due, provisional, start, length, unit, calendar, day_rule, spans, backward, last_day)


def as_day(moment: Moment) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(ZONE).date() if moment.tzinfo else moment.date()
    return moment


def as_moment(day: Moment) -> datetime:
    """A bare date is its first minute; a time without zone is Chinese time."""
    if not isinstance(day, datetime):
        return datetime.combine(day, time.min, ZONE)
    return day.astimezone(ZONE) if day.tzinfo else day.replace(tzinfo=ZONE)


def merged(exclusions: Iterable[Exclusion]) -> tuple[Exclusion, ...]:
    """Sorted, and without overlap: a day named twice is excluded once, under its first reason."""
    spans: list[Exclusion] = []
    for one in sorted(exclusions, key=lambda span: (span.first, span.last)):
        first = max(one.first, spans[-1].last + ONE_DAY) if spans else one.first
        if first <= one.last:
            spans.append(Exclusion(first, one.last, one.reason))
    return tuple(spans)


def shift_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise CalendarEnds(_("期限超出可计算的年份"))
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last_day(
    start: date, period: tuple[int, str], calendar: Calendar, counting: tuple[tuple[Exclusion, ...], bool]
) -> date:
    """The last day that counts: consume the period gap by gap between the excluded spans."""
    (length, unit), (spans, backward), at = period, counting, start
    sign = -1 if backward else 1
    if unit in (MONTH, YEAR):
        length = abs((shift_months(start, length * sign * (12 if unit == YEAR else 1)) - start).days)
    add = calendar.add_workdays if unit == WORKING_DAY else _add_days
    between = calendar.workdays_between if unit == WORKING_DAY else _days_between
    for span in spans[::sign]:
        near, far = (span.last, span.first) if backward else (span.first, span.last)
        if (far - at).days * sign <= 0:
            continue
        gap = between(near + ONE_DAY, at - ONE_DAY) if backward else between(at + ONE_DAY, near - ONE_DAY)
        if gap >= length:
            break
        length, at = length - gap, far
    return add(at, length * sign)


def _add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _days_between(first: date, last: date) -> int:
    return max(0, (last - first).days + 1)


def _due(last_day: date, period: tuple[int, str], calendar: Calendar, rule: tuple[DayRule, bool]) -> date:
    (length, unit), (day_rule, backward) = period, rule
    if backward and length:
        return calendar.add_workdays(last_day, -1) if unit == WORKING_DAY else last_day - ONE_DAY
    return calendar.next_workday(last_day) if day_rule.rolls_forward and length else last_day


def _hours(start: datetime, length: int, spans: tuple[Exclusion, ...], backward: bool) -> datetime:
    at, left = start, timedelta(hours=length)
    for span in spans[:: -1 if backward else 1]:
        opens, closes = as_moment(span.first), as_moment(span.last + ONE_DAY)
        if (opens >= at) if backward else (closes <= at):
            continue
        gap = max(timedelta(), at - closes if backward else opens - at)
        if gap >= left:
            break
        left, at = left - gap, opens if backward else closes
    return at - left if backward else at + left


def _line(first: Moment, last: Moment, what: str, *, counted: bool = False, days: int = 0) -> Step:
    place: Step = {"date": first} if first == last else {"from": min(first, last), "to": max(first, last)}
    return place | {"what": what, "counted": counted, "days": days}


def _opening(result: Result) -> list[Step]:
    if result.unit == HOUR:
        what = _("自此刻起连续计算") if not result.backward else _("自此刻起连续倒算")
    else:
        what = _("起算日，不计入期限") if not result.backward else _("事项发生日，不计入期限")
    return [_line(result.start, result.start, what)]


def _hour_lines(result: Result) -> list[Step]:
    low, high = sorted((as_moment(result.start), as_moment(result.due)))
    lines, at = [], low
    for span in result.exclusions:
        opens, closes = max(low, as_moment(span.first)), min(high, as_moment(span.last + ONE_DAY))
        if opens < closes:
            if at < opens:
                lines.append(_line(at, opens, _("计入"), counted=True))
            lines.append(_line(opens, closes, span.reason or _("扣除")))
            at = closes
    if at < high:
        lines.append(_line(at, high, _("连续计算，不扣除夜间和节假日"), counted=True))
    return lines[::-1] if result.backward else lines


def _day_lines(result: Result) -> list[Step]:
    """Neighbouring days of one kind make one line; words are sought once for each line, not for each day."""
    start, last = as_day(result.start), as_day(result.last_day)
    sign = -1 if result.backward else 1
    reasons = {}
    for span in result.exclusions:
        first, end = max(span.first, min(start, last)), min(span.last, max(start, last))
        reasons.update({first + timedelta(days=count): span.reason for count in range((end - first).days + 1)})
    days = (start + timedelta(days=count * sign) for count in range(1, abs((last - start).days) + 1))
    lines = []
    for (kind, name), same in groupby(days, key=lambda day: _kind(day, reasons, result)):
        group = list(same)
        counted = kind in (PLAIN, MAKE_UP) or (kind in (FREE, CLOSED) and result.unit == CALENDAR_DAY)
        lines.append(_line(group[0], group[-1], _words(kind, name, result.unit), counted=counted, days=len(group)))
    return lines


def _passed(result: Result) -> list[Step]:
    low, high = sorted((as_day(result.start), as_day(result.due)))
    calendar = result.calendar
    named = [
        (day, kind, name)
        for kind, days in ((MAKE_UP, calendar.workdays), (FREE, calendar.holidays), (CLOSED, calendar.closures))
        for day, name in days.items()
        if low <= day <= high
    ]
    lines: list[Step] = []
    before: tuple[date, str, str] | None = None
    for day, kind, name in sorted(named):
        if before == (day - ONE_DAY, kind, name):
            first = lines[-1].get("from") or lines[-1]["date"]
            lines[-1] = _line(first, day, lines[-1]["what"], days=lines[-1]["days"] + 1)
        else:
            lines.append(_line(day, day, _words(kind, name, result.unit), days=1))
        before = (day, kind, name)
    return lines


PLAIN, MAKE_UP, FREE, CLOSED, WEEKEND, EXCLUDED = "plain", "make_up", "free", "closed", "weekend", "excluded"


def _kind(day: date, reasons: Mapping[date, str], result: Result) -> tuple[str, str]:
    """What a passed day is, and its name; months and years see excluded days only."""
    calendar = result.calendar
    if day in reasons:
        return EXCLUDED, reasons[day]
    if result.unit in (WORKING_DAY, CALENDAR_DAY):
        for kind, named in ((MAKE_UP, calendar.workdays), (FREE, calendar.holidays), (CLOSED, calendar.closures)):
            if day in named:
                return kind, named[day]
        if result.unit == WORKING_DAY and day.weekday() >= 5:
            return WEEKEND, ""
    return PLAIN, ""


def _words(kind: str, name: str, unit: str) -> str:
    match kind:
        case "excluded":
            return name or _("扣除")
        case "make_up":
            return _("调休上班（%(name)s）") % {"name": name}
        case "free":
            return _("法定节假日放假（%(name)s）") % {"name": name}
        case "closed":
            return _("停止办公（%(name)s）") % {"name": name}
        case "weekend":
            return _("周末")
    return _("工作日") if unit == WORKING_DAY else _("计入")


def _closing(result: Result) -> list[Step]:
    if result.unit == HOUR:
        return []
    last, due, calendar = as_day(result.last_day), as_day(result.due), result.calendar
    lines = []
    if result.unit in (MONTH, YEAR) and not result.exclusions and last.day != as_day(result.start).day:
        lines.append(_line(last, last, _("该月无对应日，以月末日为届满日")))
    if result.backward and result.length:
        lines.append(_line(due, due, _("通知当日不计入，最迟于此日作出")))
    elif due != last:
        text = _("最后一日为休息日，顺延至其后第一个工作日")
        if result.day_rule.basis:
            text += f"（{result.day_rule.basis}）"
        lines.append(_line(last + ONE_DAY, due, text, days=(due - last).days))
    elif not calendar.is_workday(due):
        lines.append(_line(due, due, _("最后一日为休息日，该法未规定顺延")))
    if result.provisional:
        first = max(calendar.announced_until + ONE_DAY, min(as_day(result.start), due))
        lines.append(_line(first, max(first, due), _("放假安排尚未公布，暂按周一至周五为工作日推算")))
    return lines
