"""Periods of time, read slowly from the statutes and walked day by day. Shares nothing with `enforcement.workdays`.

民法典 201: the day on which a period starts does not count. 202: months and years end on the corresponding day, or on
the last day of the month. 203: (where the law says so) a last day that is a holiday moves to the day after it; a period
ends at 24:00. 行政处罚法 85: working days leave out statutory holidays. 全国年节及纪念日放假办法: Monday to Friday but
what was declared free, and the weekends that were declared working days. DR-10: a period before an event lies whole
between the day of the act and the day of the event.
"""

import calendar
import datetime as dt

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


class World:
    def __init__(self, free, made_up, closed=()):
        self.free, self.made_up, self.closed = set(free), set(made_up), set(closed)

    def works(self, day):
        if day in self.made_up:
            return day not in self.closed
        if day in self.free or day in self.closed:
            return False
        return calendar.weekday(day.year, day.month, day.day) < calendar.SATURDAY


def in_any(day, spans):
    return any(first <= day <= last for first, last in spans)


def one_month_on(day, wanted):
    """The same day of the next month; `wanted` is the day of the month the period began on."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return dt.date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


def one_month_back(day, wanted):
    year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
    return dt.date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


def days_of_months(start, months, back):
    end = start
    for _ in range(months):
        end = one_month_back(end, start.day) if back else one_month_on(end, start.day)
    return abs((end - start).days)


def last_day(start, length, unit, world, spans=(), back=False):
    """The day on which the period is complete, before any moving of it."""
    if unit in ("month", "year"):
        length = days_of_months(start, length * (12 if unit == "year" else 1), back)
    day, left = start, length
    while left:
        day = day - DAY if back else day + DAY
        if in_any(day, spans) or (unit == "working_day" and not world.works(day)):
            continue
        left -= 1
    return day


def due(start, length, unit, world, *, rolls=False, spans=(), back=False):
    end = last_day(start, length, unit, world, spans, back)
    if back:
        return before(end, unit, world) if length else end
    while rolls and length and not world.works(end):
        end += DAY
    return end


def before(day, unit, world):
    """The last day on which the act may be done: the one before the period."""
    day -= DAY
    while unit == "working_day" and not world.works(day):
        day -= DAY
    return day


def due_hours(start, length, spans=(), back=False):
    """Hour by hour, through nights and holidays; an hour of an excluded day does not count. On the whole hour only."""
    at, left = start, length
    while left:
        hour = at - HOUR if back else at
        if not in_any(hour.date(), spans):
            left -= 1
        at = at - HOUR if back else at + HOUR
    return at
