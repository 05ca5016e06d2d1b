"""The arithmetic of periods against the slow reading of the statutes: every day 2015–2027, every unit, every rule."""

import datetime as dt
from functools import cache

import pytest
from chinese_calendar import constants
from hypothesis import given, settings, strategies as st

from enforcement.rulebook import clocks
from enforcement.rulebook.models import TimeLimit
from enforcement.workdays import ZONE, Calendar, DayRule, Exclusion, compute
from tests.enforcement import oracle

FIRST, LAST = dt.date(2015, 1, 1), dt.date(2027, 12, 31)
ALL = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
CLOSED = {dt.date(2024, 9, 6), dt.date(2024, 9, 7), dt.date(2025, 1, 26), dt.date(2026, 7, 20)}
CHINA = Calendar(constants.holidays, constants.workdays, dt.date(2026, 12, 31))
STORM = Calendar(
    constants.holidays,
    {day: name for day, name in constants.workdays.items() if day not in CLOSED},
    dt.date(2026, 12, 31),
    dict.fromkeys(CLOSED, "台风"),
)
WORLD = oracle.World(constants.holidays, constants.workdays)
STORMY = oracle.World(constants.holidays, constants.workdays, CLOSED)
ROLLS, STAYS = DayRule(rolls_forward=True, basis="DR-5"), DayRule()
LENGTHS = {
    "working_day": (1, 2, 3, 5, 7, 10, 20),
    "calendar_day": (1, 3, 15, 30, 90),
    "month": (1, 3, 6, 12),
    "year": (1, 2, 5),
}


def spans_of(*pairs):
    return [Exclusion(*pair) for pair in pairs]


@pytest.mark.parametrize("rolls", [False, True], ids=["stays", "rolls"])
@pytest.mark.parametrize(("unit", "length"), [(unit, n) for unit, all_ in LENGTHS.items() for n in all_])
def test_every_start_day(unit, length, rolls):
    world, rule = Remembering(WORLD), ROLLS if rolls else STAYS
    for start in ALL:
        found = compute(start, length, unit, CHINA, day_rule=rule)
        assert found.due == by_walking(start, length, unit, world, rolls=rolls), start
        assert found.provisional == (max(start, found.due) > dt.date(2026, 12, 31)), start


class Remembering:
    """The oracle asks for the same days again and again; the answer is the same."""

    def __init__(self, world):
        self.works = cache(world.works)


def by_walking(start, length, unit, world, *, rolls=False):
    """Months, years and long calendar periods without walking each day: nothing is excluded, every day counts."""
    if unit == "working_day":
        return oracle.due(start, length, unit, world, rolls=rolls)
    if unit != "calendar_day":
        length = oracle.days_of_months(start, length * (12 if unit == "year" else 1), back=False)
    end = start + dt.timedelta(days=length)
    while rolls and not world.works(end):
        end += oracle.DAY
    return end


@pytest.mark.parametrize(
    ("unit", "length"), [("working_day", 3), ("working_day", 7), ("calendar_day", 10), ("month", 1)]
)
def test_every_day_backward(unit, length):
    world = Remembering(WORLD)
    for start in ALL:
        found = compute(start, length, unit, CHINA, backward=True).due
        assert found == oracle.due(start, length, unit, world, back=True), start


@pytest.mark.parametrize("unit", LENGTHS)
def test_every_day_in_a_world_with_local_closures(unit):
    world = Remembering(STORMY)
    for start in ALL[3300:4300]:  # around the closures
        assert compute(start, 5, unit, STORM).due == by_walking(start, 5, unit, world), start


def test_every_hour_across_midnight_and_holidays():
    for first in (dt.date(2025, 1, 27), dt.date(2025, 9, 30), dt.date(2024, 2, 28), dt.date(2026, 12, 31)):
        for hours in range(72):
            start = dt.datetime.combine(first, dt.time(), ZONE) + dt.timedelta(hours=hours)
            for length in (1, 2, 24, 48):
                for back in (False, True):
                    found = compute(start, length, "hour", CHINA, backward=back).due
                    assert found == oracle.due_hours(start, length, back=back), (start, length, back)


DAYS = st.dates(FIRST, LAST)
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=4)
NEAR = st.lists(st.tuples(st.integers(-40, 200), st.integers(0, 45)), max_size=4)


@settings(max_examples=400, deadline=None)
@given(start=DAYS, unit=st.sampled_from([*LENGTHS]), near=NEAR, rolls=st.booleans(), back=st.booleans(), data=st.data())
def test_excluded_spans_wherever_they_lie(start, unit, near, rolls, back, data):
    length = data.draw(st.integers(0, {"working_day": 60, "calendar_day": 120, "month": 8, "year": 1}[unit]))
    sign = -1 if back else 1
    pairs = [
        (start + dt.timedelta(days=sign * off), start + dt.timedelta(days=sign * off + more)) for off, more in near
    ]
    found = compute(
        start, length, unit, STORM, day_rule=ROLLS if rolls else STAYS, exclusions=spans_of(*pairs), backward=back
    )
    assert found.due == oracle.due(start, length, unit, STORMY, rolls=rolls, spans=pairs, back=back)


@settings(max_examples=200, deadline=None)
@given(start=DAYS, hour=st.integers(0, 23), length=st.integers(0, 100), near=NEAR, back=st.booleans())
def test_hours_leave_out_excluded_days(start, hour, length, near, back):
    at = dt.datetime.combine(start, dt.time(hour), ZONE)
    sign = -1 if back else 1
    pairs = [
        (start + dt.timedelta(days=sign * off // 8), start + dt.timedelta(days=sign * off // 8 + more // 15))
        for off, more in near
    ]
    found = compute(at, length, "hour", CHINA, exclusions=spans_of(*pairs), backward=back).due
    assert found == oracle.due_hours(at, length, spans=pairs, back=back)


@settings(max_examples=200, deadline=None)
@given(start=DAYS, unit=st.sampled_from(["working_day", "calendar_day"]), length=st.integers(1, 60), near=NEAR)
def test_the_lines_of_the_calculation_add_up(start, unit, length, near):
    pairs = [(start + dt.timedelta(days=off), start + dt.timedelta(days=off + more)) for off, more in near]
    found = compute(start, length, unit, CHINA, exclusions=spans_of(*pairs))
    assert sum(one["days"] for one in found.steps if one["counted"]) == length
    passed = {day for day in constants.holidays if start <= day <= found.due}
    told = [day for one in found.passed if "放假" in one["what"] for day in days_in(one)]
    assert sorted(told) == sorted(passed)


def days_in(step):
    first, last = step.get("from") or step["date"], step.get("to") or step["date"]
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("start", "length", "unit", "back", "due"),
    [  # counted with a finger on the printed calendars of the years
        ("2025-01-24", 5, "working_day", False, "2025-02-07"),  # Spring Festival; Sunday 01-26 was worked
        ("2024-02-08", 3, "working_day", False, "2024-02-19"),  # 02-09 and Sunday 02-18 were worked
        ("2025-09-26", 7, "working_day", False, "2025-10-13"),  # National Day and Mid-autumn, make-up 09-28 and 10-11
        ("2026-09-18", 5, "working_day", False, "2026-09-24"),  # the Sunday before the holiday is worked
        ("2024-01-31", 1, "month", False, "2024-02-29"),
        ("2025-01-31", 1, "month", False, "2025-02-28"),
        ("2024-02-29", 1, "year", False, "2025-02-28"),
        ("2024-02-29", 4, "year", False, "2028-02-29"),
        ("2025-08-31", 6, "month", False, "2026-02-28"),
        ("2025-03-26", 7, "working_day", True, "2025-03-14"),
        ("2025-10-15", 7, "working_day", True, "2025-09-28"),  # back over the holidays to a make-up Sunday
        ("2026-03-02", 90, "calendar_day", False, "2026-05-31"),
    ],
)
def test_by_hand(start, length, unit, back, due):
    day = dt.date.fromisoformat
    assert compute(day(start), length, unit, CHINA, backward=back).due == day(due)
    assert oracle.due(day(start), length, unit, WORLD, back=back) == day(due)


@pytest.mark.django_db
def test_every_row_of_the_rulebook_agrees():
    """All rows, each from the first days of some months of its validity, by its own unit, direction and day rule."""
    rows = TimeLimit.objects.current().select_related("law").order_by("row_id")
    counted, world = 0, Remembering(WORLD)
    for row in rows:
        for start in (day for day in ALL[::97] if row.is_in_force(day)):
            clock = clocks.due(row.row_id, start=start)
            if clock.length is None:
                assert clock.due is None
                continue
            counted += 1
            assert clock.due == of_row(clock, start, world), (row.row_id, start)
            assert clock.basis
            assert clock.limit
            assert clock.ends_at
    assert len(rows) >= 108
    assert counted > 2000


def of_row(clock, start, world):
    back, rolls = clock.backward, clock.rule.law.rolls_forward
    if clock.unit == "hour":
        return oracle.due_hours(dt.datetime.combine(start, dt.time(), ZONE), clock.length, back=back)
    if back:
        return oracle.due(start, clock.length, clock.unit, world, back=True)
    return by_walking(start, clock.length, clock.unit, world, rolls=rolls)
