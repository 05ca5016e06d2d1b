"""Clocks: the rule that holds, its basis, the state on a day, and what a change of the calendar does."""

from datetime import date, datetime, timedelta

import pytest
from chinese_calendar import constants
from django.template import Context, Template

from enforcement.rulebook import clocks, snapshot
from enforcement.rulebook.clocks import Extended, due
from enforcement.rulebook.models import CalendarDay, HolidayYear, Setting, TimeLimit
from enforcement.rulebook.queries import RowMissing
from enforcement.workdays import ZONE, Exclusion

pytestmark = pytest.mark.django_db


def test_a_clock_says_what_it_stands_on():
    clock = due("evidence_registration", start=date(2025, 9, 26))
    assert clock.due == date(2025, 10, 13)
    assert clock.basis == "《中华人民共和国行政处罚法(2021修订)》第五十六条、第八十五条"
    assert (clock.length, clock.unit, clock.provisional, clock.unverified, clock.mark) == (
        7,
        "working_day",
        False,
        False,
        "",
    )


def test_the_day_of_the_step_selects_the_law():
    old = due("evidence_registration", start=date(2021, 7, 10))
    assert (old.rule.row_id, old.due) == ("TL-EVD-002", date(2021, 7, 19))  # the 17th is a Saturday
    assert due("evidence_registration", start=date(2021, 7, 10), on=date(2021, 7, 15)).rule.row_id == "TL-EVD-001"


def test_only_some_laws_move_the_last_day():
    assert due("appeal_judgment", start=date(2025, 9, 18)).due == date(2025, 10, 9)
    assert due("payment", start=date(2025, 9, 18)).due == date(2025, 10, 3)


def test_exclusions_extend():
    clock = due(
        "decision_limit", start=date(2026, 3, 2), exclusions=[Exclusion(date(2026, 3, 10), date(2026, 3, 19), "鉴定")]
    )
    assert clock.due == date(2026, 6, 10)
    assert [step["what"] for step in clock.steps if step["days"] == 10 and not step["counted"]] == ["鉴定"]
    assert (
        due("decision_limit", start=date(2026, 3, 2), exclusions=[(date(2026, 3, 10), date(2026, 3, 19))]).due
        == clock.due
    )


def test_a_hearing_notice_is_counted_back():
    clock = due("hearing_notice", start=date(2025, 3, 26))
    assert clock.backward
    assert clock.due == date(2025, 3, 14)


def test_hours():
    clock = due("power_cut_notice", start=datetime(2025, 9, 30, 18, tzinfo=ZONE))
    assert clock.due == datetime(2025, 10, 1, 18, tzinfo=ZONE)
    assert clock.state(datetime(2025, 10, 1, 18, 1, tzinfo=ZONE)) == "overdue"
    assert clock.state_word(datetime(2025, 10, 1, 18, 1, tzinfo=ZONE)) == "已超期"
    assert clock.state(datetime(2025, 10, 1, 17, 59, tzinfo=ZONE)) == "today"


@pytest.mark.parametrize(
    ("away", "state", "word"),
    [
        (4, "normal", "正常"),
        (3, "near", "临近"),
        (1, "near", "临近"),
        (0, "today", "今日到期"),
        (-1, "overdue", "已超期 1 日"),
        (-30, "overdue", "已超期 30 日"),
    ],
)
def test_states(away, state, word):
    clock = due("payment", start=date(2025, 3, 3))
    today = clock.due - timedelta(days=away)
    assert (clock.days_left(today), clock.state(today), clock.state_word(today)) == (away, state, word)


def test_an_unknown_number_is_the_bureaus_and_says_so():
    clock = due("reinspection", start=date(2026, 3, 2))
    assert (clock.rule.length, clock.length, clock.unverified, clock.due) == (None, 10, True, date(2026, 3, 12))
    assert "待核定" in clock.mark
    Setting.objects.create(row_id=clock.rule.row_id, value={"length": 5, "unit": "working_day"})
    snapshot.compare_anew()
    clock = due("reinspection", start=date(2026, 3, 2))
    assert (clock.length, clock.unit, clock.unverified, clock.due) == (5, "working_day", True, date(2026, 3, 9))


def test_no_number_at_all_is_no_date():
    clock = due("employee_report", start=date(2025, 3, 3))
    assert (clock.due, clock.state(date(2025, 3, 3)), clock.state_word(date(2025, 3, 3))) == (None, "unset", "待核定")
    assert clock.days_left(date(2025, 3, 3)) is None
    assert clock.steps[0]["what"]


def test_no_row_no_clock():
    with pytest.raises(RowMissing):
        due("public_notice_service", start=date(2015, 1, 1))
    with pytest.raises(RowMissing):
        due("TL-EVD-002", start=date(2025, 1, 1))
    lapsed = due("statement_defence", start=date(2026, 11, 2), lapsed_ok=True)
    assert lapsed.unverified
    assert "待核定" in lapsed.mark


def test_a_warm_clock_asks_the_database_nothing(django_assert_num_queries):
    due("payment", start=date(2025, 3, 3))
    with django_assert_num_queries(0):
        assert due("payment", start=date(2025, 9, 18)).steps


def test_the_calendar_can_be_corrected():
    day = date(2025, 3, 4)
    assert clocks.is_workday(day)
    CalendarDay.objects.create(day=day, kind="closure", name="台风")
    CalendarDay.objects.create(day=date(2025, 3, 8), kind="workday", name="补班")
    snapshot.compare_anew()
    assert not clocks.is_workday(day)
    assert clocks.add_workdays(date(2025, 3, 3), 4) == date(2025, 3, 8)
    assert clocks.workdays_between(date(2025, 3, 3), date(2025, 3, 9)) == 5


def test_a_change_by_another_process_is_noticed(monkeypatch):
    monkeypatch.setattr(snapshot, "SECONDS_BETWEEN_CHECKS", 0.0)
    first = snapshot.current()
    assert snapshot.current() is first
    CalendarDay.objects.create(day=date(2025, 3, 4), kind="closure", name="台风")
    assert not clocks.is_workday(date(2025, 3, 4))
    CalendarDay.objects.filter(day=date(2025, 3, 4)).delete()
    assert clocks.is_workday(date(2025, 3, 4))


def test_an_announced_year_ends_the_provision():
    start = date(2026, 12, 25)
    assert due("reminder_wait", start=start).provisional
    HolidayYear.objects.create(year=2027)
    CalendarDay.objects.create(day=date(2027, 1, 1), kind="holiday", name="元旦")
    snapshot.compare_anew()
    clock = due("reminder_wait", start=start)
    assert (clock.provisional, clock.due) == (False, date(2027, 1, 11))


@pytest.mark.parametrize("year", range(2015, 2027))
def test_every_row_can_be_counted_in_every_year_of_its_validity(year):
    for row in TimeLimit.objects.current().select_related("law"):
        start = max(date(year, 9, 28), row.effective_from or date.min)
        if start.year != year or not row.is_in_force(start):
            continue
        clock = due(row.row_id, start=start)
        assert clock.due is not None or row.length is None
        assert clock.steps
        if clock.due:
            assert (clock.days_left(start) < 0) == clock.backward


def test_the_component_shows_what_the_clock_stands_on():
    clock = due("evidence_registration", start=date(2025, 9, 26), event="登记保存")
    page = Template("{% clock clock %}").render(Context({"clock": clock}))
    for words in ("7 工作日", clock.basis, str(clock.rule.edition), "2025-09-26（登记保存）", "2025-10-13 24:00",
                  "超过", "经过的放假和调休日", "国庆节", "调休上班"):  # fmt: skip
        assert words in page, words
    hours = due("power_cut_notice", start=datetime(2025, 9, 30, 18, tzinfo=ZONE))
    assert "2025-10-01 18:00" in Template("{% clock clock %}").render(Context({"clock": hours}))


def test_holidays_passed_are_told_whatever_the_unit():
    clock = due("prosecution_limitation", start=date(2023, 9, 28))
    told = sum(one["days"] for one in clock.passed if "国庆节" in one["what"] and "放假" in one["what"])
    assert told == sum(
        name == "National Day" and clock.start <= day <= clock.due for day, name in constants.holidays.items()
    )
    assert told > 10
    assert clock.limit == "2 年"


def test_an_approved_extension_counts_from_the_same_start():
    start = date(2026, 3, 2)
    longer = due("decision_limit", start=start, extended=Extended("案情复杂", 120, "calendar_day"))
    assert (longer.due, longer.length) == (date(2026, 6, 30), 90)
    assert "案情复杂" in longer.steps[-1]["what"]
    named = due("decision_limit", start=start, extended=Extended("案情复杂", until=date(2026, 7, 15)))
    assert named.due == date(2026, 7, 15)
