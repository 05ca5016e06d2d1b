"""Day arithmetic against a slow second reading of the same rules, written as a walk from day to day."""

from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest
from chinese_calendar import constants
from hypothesis import given, settings, strategies as st

from enforcement.workdays import ZONE, Calendar, CalendarEnds, DayRule, Exclusion, compute

CHINA = Calendar(constants.holidays, constants.workdays, date(2026, 12, 31))
ROLLS = DayRule(rolls_forward=True, basis="DR-5")
ONE = timedelta(days=1)
DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))


@st.composite
def spans(draw):
    first = draw(DAYS)
    return first, first + timedelta(days=draw(st.integers(0, 45)))


def works(day):
    if day in constants.workdays:
        return True
    return day not in constants.holidays and day.isoweekday() not in (6, 7)


def excluded(day, closed):
    return any(first <= day <= last for first, last in closed)


def walk(start, length, counts, sign=1):
    day = start
    while length:
        day += ONE * sign
        if counts(day):
            length -= 1
    return day


def corresponding(start, months):
    """Month by month, then the same day or the last one there is."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def oracle(start, length, unit, closed=(), rolls=False):
    if unit == "working_day":
        day = walk(start, length, lambda one: works(one) and not excluded(one, closed))
    else:
        if unit != "calendar_day":
            length = (corresponding(start, length * (12 if unit == "year" else 1)) - start).days
        day = walk(start, length, lambda one: not excluded(one, closed))
    while rolls and not works(day):
        day += ONE
    return day


def due(start, length, unit, closed=(), rolls=False, **how):
    exclusions = [Exclusion(*span) for span in closed]
    rule = ROLLS if rolls else DayRule()
    return compute(start, length, unit, CHINA, day_rule=rule, exclusions=exclusions, **how)


LENGTHS = {"working_day": 120, "calendar_day": 180, "month": 24, "year": 5}


@pytest.mark.parametrize("unit", LENGTHS)
@settings(max_examples=250, deadline=None)
@given(data=st.data(), start=DAYS, closed=st.lists(spans(), max_size=3), rolls=st.booleans())
def test_agrees_with_the_walk(unit, data, start, closed, rolls):
    length = data.draw(st.integers(1, LENGTHS[unit]))
    assert due(start, length, unit, closed, rolls).due == oracle(start, length, unit, closed, rolls)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("length", "unit", "every"),
    [(5, "working_day", 1), (20, "working_day", 1), (15, "calendar_day", 1), (3, "month", 1), (2, "year", 9)],
)
def test_agrees_on_every_start_since_2015(length, unit, every):
    day = date(2015, 1, 1)
    while day < date(2026, 12, 1):
        for rolls in (False, True):
            assert due(day, length, unit, rolls=rolls).due == oracle(day, length, unit, rolls=rolls), day
        day += ONE * every


@settings(max_examples=250, deadline=None)
@given(start=DAYS, length=st.integers(1, 60), closed=st.lists(spans(), max_size=2))
def test_backward_leaves_the_whole_period_between(start, length, closed):
    found = due(start, length, "working_day", closed, backward=True).due
    assert (
        sum(works(found + ONE * n) and not excluded(found + ONE * n, closed) for n in range(1, (start - found).days))
        >= length
    )
    assert works(found)
    last = walk(start, length, lambda one: works(one) and not excluded(one, closed), -1)
    assert found == walk(last, 1, works, -1)


@settings(max_examples=250, deadline=None)
@given(
    start=DAYS,
    length=st.integers(1, 90),
    closed=st.lists(spans(), max_size=3),
    unit=st.sampled_from(["working_day", "calendar_day"]),
)
def test_counted_lines_add_up_to_the_period(start, length, closed, unit):
    result = due(start, length, unit, closed)
    assert sum(step["days"] for step in result.steps if step["counted"]) == length


@settings(max_examples=100, deadline=None)
@given(start=DAYS, length=st.integers(1, 40))
def test_each_holiday_and_make_up_day_passed_has_a_line(start, length):
    result = due(start, length, "working_day")
    named = [step for step in result.steps if "放假" in step["what"] or "调休" in step["what"]]
    lines = {
        first + ONE * n
        for step in named
        for first in [step.get("date") or step["from"]]
        for n in range(((step.get("to") or first) - first).days + 1)
    }
    passed = {start + ONE * n for n in range(1, (result.due - start).days + 1)}
    assert lines >= passed & (set(constants.holidays) | set(constants.workdays))


def test_make_up_workdays_count():
    # 2025-09-28 (Sunday) is worked; 10-01 to 10-08 is free; 10-11 (Saturday) is worked.
    assert due(date(2025, 9, 26), 1, "working_day").due == date(2025, 9, 28)
    assert due(date(2025, 9, 30), 3, "working_day").due == date(2025, 10, 11)


def test_spring_festival_span():
    # 2026: free from 02-15 to 02-23, worked on 02-14 and 02-28.
    assert due(date(2026, 2, 13), 6, "working_day").due == date(2026, 2, 28)
    assert not CHINA.is_workday(date(2026, 2, 23))


def test_national_day_end_moves_where_the_law_says_so():
    start = date(2025, 9, 18)
    assert due(start, 15, "calendar_day").due == date(2025, 10, 3)
    moved = due(start, 15, "calendar_day", rolls=True)
    assert moved.due == date(2025, 10, 9)
    assert "顺延" in moved.steps[-1]["what"]
    assert "未规定顺延" in due(start, 15, "calendar_day").steps[-1]["what"]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2025, 10, 15), 3, date(2026, 1, 15)),
    ],
)
def test_months_end_on_the_corresponding_or_last_day(start, months, end):
    assert due(start, months, "month").due == end


def test_years_from_29_february():
    assert due(date(2024, 2, 29), 1, "year").due == date(2025, 2, 28)
    assert due(date(2024, 2, 29), 4, "year").due == date(2028, 2, 29)
    assert "月末日" in due(date(2024, 2, 29), 1, "year").steps[-1]["what"]


def test_hours_run_over_midnight_and_holidays():
    start = datetime(2025, 9, 30, 23, 30, tzinfo=ZONE)
    assert due(start, 24, "hour").due == datetime(2025, 10, 1, 23, 30, tzinfo=ZONE)
    assert due(start, 1, "hour").due.isoformat() == "2025-10-01T00:30:00+08:00"
    assert due(start, 2, "hour", backward=True).due.isoformat() == "2025-09-30T21:30:00+08:00"


def test_hours_without_a_zone_are_chinese_time():
    assert due(datetime(2025, 5, 1, 8), 2, "hour").due.isoformat() == "2025-05-01T10:00:00+08:00"
    utc = datetime.fromisoformat("2025-05-01T00:00:00+00:00")
    assert due(utc, 2, "hour").due.isoformat() == "2025-05-01T10:00:00+08:00"


def test_excluded_days_stop_the_hours():
    start = datetime(2025, 5, 1, 20, tzinfo=ZONE)
    found = due(start, 24, "hour", [(date(2025, 5, 2), date(2025, 5, 3))])
    assert found.due == datetime(2025, 5, 4, 20, tzinfo=ZONE)
    assert [step["counted"] for step in found.steps] == [False, True, False, True]


def test_hearing_notice_leaves_seven_working_days_between():
    # Hearing on Wednesday 2025-03-26: H minus 8 working days.
    assert due(date(2025, 3, 26), 7, "working_day", backward=True).due == date(2025, 3, 14)
    assert due(date(2025, 3, 26), 7, "calendar_day", backward=True).due == date(2025, 3, 18)


def test_overlapping_exclusions_count_once():
    once = due(date(2025, 3, 3), 10, "calendar_day", [(date(2025, 3, 5), date(2025, 3, 9))])
    twice = due(
        date(2025, 3, 3),
        10,
        "calendar_day",
        [(date(2025, 3, 5), date(2025, 3, 8)), (date(2025, 3, 7), date(2025, 3, 9))],
    )
    assert once.due == twice.due == date(2025, 3, 18)


def test_past_the_announced_calendar_is_provisional():
    assert not due(date(2026, 12, 1), 20, "working_day").provisional
    late = due(date(2026, 12, 20), 20, "working_day")
    assert late.provisional
    assert "尚未公布" in late.steps[-1]["what"]


def test_a_local_closure_is_not_worked():
    closed = Calendar(closures={date(2025, 3, 4): "台风"})
    result = compute(date(2025, 3, 3), 1, "working_day", closed)
    assert result.due == date(2025, 3, 5)
    assert "台风" in result.steps[1]["what"]


@settings(max_examples=200, deadline=None)
@given(first=DAYS, length=st.integers(0, 400))
def test_workdays_between_is_a_plain_count(first, length):
    last = first + timedelta(days=length)
    assert CHINA.workdays_between(first, last) == sum(works(first + ONE * n) for n in range(length + 1))


@pytest.mark.parametrize(("year", "days"), [(2025, 248), (2026, 248)])
def test_workdays_of_a_year_differ_from_the_statutory_figure_only_by_the_arrangement(year, days):
    assert abs(CHINA.workdays_between(date(year, 1, 1), date(year, 12, 31)) - days) <= 1


def test_refusals_say_why():
    with pytest.raises(ValueError, match="fortnight"):
        due(date(2025, 1, 1), 1, "fortnight")
    with pytest.raises(ValueError, match="晚于"):
        Exclusion(date(2025, 1, 2), date(2025, 1, 1))
    with pytest.raises(ValueError, match="-1"):
        due(date(2025, 1, 1), -1, "month")
    with pytest.raises(CalendarEnds):
        due(date(9999, 12, 1), 2, "month")
    with pytest.raises(CalendarEnds):
        due(date(9999, 12, 1), 60, "calendar_day")


def test_zero_is_the_start():
    assert due(date(2025, 10, 1), 0, "working_day").due == date(2025, 10, 1)
