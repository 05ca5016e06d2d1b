"""The calendar in the product: a year, a notice confirmed by a second person, closures, the official figure."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from enforcement.accounts.models import Bureau
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.models import Entry
from enforcement.outbox.work import run_due
from enforcement.rulebook import changed, clocks, snapshot, upkeep
from enforcement.rulebook.models import CalendarDay, HolidayNotice, HolidayYear
from enforcement.rulebook.notice import read_text
from enforcement.rulebook.year import diff, workdays_of
from tests.factories import bureau, user_with

pytestmark = pytest.mark.django_db
TEXT = """元旦：1月1日（周五）至3日（周日）放假，共3天。1月9日（周六）上班。
国庆节：10月1日（周五）至7日（周四）放假调休，共7天。"""


@pytest.fixture
def home():
    return bureau()


@pytest.fixture
def clerk(home):
    return user_with(Role.LEGAL_REVIEWER, bureau=home)


@pytest.fixture
def leader(home):
    return user_with(Role.BUREAU_LEADER, bureau=home)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def enter(by, text=TEXT, year=2027):
    return upkeep.enter_notice(
        by=by, year=year, number="国办发明电〔2026〕9号", text=text, entries=read_text(text, year)
    )


def below(home):
    child = Bureau.objects.create(
        name=f"{home.name}下级", short_name="下", credit_code="1", level="county", region_code="1", parent=home
    )
    child.place_in_tree()
    return child


def test_nothing_counts_before_a_second_person_confirmed(clerk, leader):
    notice = enter(clerk)
    assert clocks.calendar().announced_until == dt.date(2026, 12, 31)
    with pytest.raises(NotPermitted):
        upkeep.confirm_notice(notice, by=clerk)
    assert not CalendarDay.objects.filter(day__year=2027).exists()
    upkeep.confirm_notice(notice, by=leader)
    assert clocks.calendar().announced_until == dt.date(2027, 12, 31)
    assert not clocks.is_workday(dt.date(2027, 10, 4))
    assert clocks.is_workday(dt.date(2027, 1, 9))
    year = HolidayYear.objects.get(year=2027)
    assert (year.notice, year.mark) == ("国办发明电〔2026〕9号", "")
    acts = Entry.objects.filter(subject=f"holidaynotice:{notice.pk}").order_by("id").values_list("act", "actor")
    assert list(acts) == [
        ("calendar.enter_notice", f"user:{clerk.pk}"),
        ("calendar.confirm_notice", f"user:{leader.pk}"),
    ]


def test_a_confirmed_notice_replaces_what_the_package_knows(clerk, leader):
    assert not clocks.is_workday(dt.date(2026, 10, 7))
    text = "国庆节：10月1日（周四）至6日（周二）放假，共6天。"
    upkeep.confirm_notice(enter(clerk, text, 2026), by=leader)
    assert clocks.is_workday(dt.date(2026, 10, 7))
    assert clocks.is_workday(dt.date(2026, 1, 1))
    assert not clocks.is_workday(dt.date(2025, 10, 1))


def test_a_later_notice_takes_the_place_of_the_earlier(clerk, leader):
    upkeep.confirm_notice(enter(clerk), by=leader)
    upkeep.confirm_notice(enter(clerk, "元旦：1月1日（周五）放假，共1天。"), by=leader)
    assert list(CalendarDay.objects.filter(day__year=2027).values_list("day", flat=True)) == [dt.date(2027, 1, 1)]


def test_one_notice_at_a_time(clerk, leader):
    notice = enter(clerk)
    with pytest.raises(RuleBroken):
        enter(clerk)
    upkeep.discard_notice(notice, by=leader, reason="录错")
    with pytest.raises(RuleBroken):
        upkeep.confirm_notice(notice, by=leader)
    enter(clerk)


def test_only_the_topmost_bureau_keeps_the_national_days(home):
    child = user_with(Role.LEGAL_REVIEWER, bureau=below(home))
    with pytest.raises(NotPermitted):
        enter(child)


def test_a_change_is_announced_with_its_days(clerk, leader, monkeypatch):
    told = []
    monkeypatch.setattr(changed, "LISTENERS", [told.append])
    upkeep.confirm_notice(enter(clerk), by=leader)
    upkeep.close_days(by=clerk, first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 2), name="台风", source="通告")
    assert [(one.first, one.last) for one in told] == [
        (dt.date(2027, 1, 1), dt.date(2027, 10, 7)),
        (dt.date(2026, 12, 1), dt.date(2026, 12, 2)),
    ]


def test_the_difference_is_told_before_confirming(clerk):
    rows = {row["first"]: row for row in diff(enter(clerk))}
    assert rows[dt.date(2027, 1, 1)]["old"] == "工作日"
    assert rows[dt.date(2027, 1, 1)]["new"] == "放假（元旦）"
    assert rows[dt.date(2027, 1, 9)]["new"] == "调休上班（元旦）"
    assert (rows[dt.date(2027, 10, 4)]["last"], rows[dt.date(2027, 10, 4)]["old"]) == (dt.date(2027, 10, 7), "工作日")
    assert set(rows) == {dt.date(2027, 1, day) for day in (1, 2, 9)} | {dt.date(2027, 10, day) for day in (1, 2, 4)}


def test_the_page_shows_difference_and_count(clerk, leader):
    notice = enter(clerk)
    page = signed_in(leader).get(notice.get_absolute_url()).content.decode()
    assert "放假（元旦）" in page
    assert "正在计算将变动的时限" in page
    run_due()
    notice.refresh_from_db()
    assert notice.affected == 0
    page = signed_in(leader).get(notice.get_absolute_url()).content.decode()
    assert "将变动的时限数" in page
    assert signed_in(leader).post(f"{notice.get_absolute_url()}confirm/", {}).status_code == 302
    assert HolidayYear.objects.get(year=2027).announced


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"text": "元旦：1月1日（周四）放假。"}, "第 1 行：2027-01-01 是周五"),
        ({"text": ""}, "二者选一"),
        ({"text": TEXT, "number": ""}, "请输入放假通知文号"),
        ({"text": TEXT, "year": "20270"}, "年份"),
        ({"text": "没有日期"}, "没有读到 2027 年"),
    ],
)
def test_a_notice_that_does_not_fit_is_shown_again(clerk, posted, words):
    form = {"year": "2027", "number": "国办发明电〔2026〕9号", "text": TEXT, **posted}
    answer = signed_in(clerk).post("/calendar/notices/add/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert form["text"] in page
    assert not HolidayNotice.objects.exists()


def test_files_are_read(clerk):
    table = "名称,类别,起日,止日\n元旦,放假,2027-01-01,2027-01-03\n元旦,上班,2027-01-09,\n"
    for name, content in (("放假.csv", table.encode("gb18030")), ("通知.txt", TEXT.encode())):
        file = SimpleUploadedFile(name, content)
        form = {"year": "2027", "number": "x", "text": "", "file": file}
        assert signed_in(clerk).post("/calendar/notices/add/", form).status_code == 302, name
        upkeep.discard_notice(HolidayNotice.objects.latest("pk"), by=clerk, reason="x")
    assert len(HolidayNotice.objects.latest("pk").days) == 11


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x00", b"PK\x03\x04broken"])
def test_a_broken_file_is_refused(clerk, content):
    file = SimpleUploadedFile("放假.xlsx", content)
    answer = signed_in(clerk).post("/calendar/notices/add/", {"year": "2027", "number": "x", "text": "", "file": file})
    assert answer.status_code == 422
    assert not HolidayNotice.objects.exists()


def test_a_year_tells_its_days_in_words_not_colours(clerk):
    page = signed_in(clerk).get("/calendar/2026/").content.decode()
    assert page.count("<b>休</b>") == len([day for day in clocks.calendar().holidays if day.year == 2026]) + 1
    assert "<b>班</b>" in page
    assert "待核定" in page  # the number of the notice is from memory
    assert "暂定" not in page
    assert "暂定" in signed_in(clerk).get("/calendar/2027/").content.decode()
    assert signed_in(clerk).get("/calendar/1900/").status_code == 404


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_statutory_workdays_of_a_year(year, days):
    found = workdays_of(year, None)
    assert found.statutory == days


def test_the_official_figure_has_its_source(clerk):
    form = {"days": "247", "source": "省局通知"}
    assert signed_in(clerk).post("/calendar/2026/workdays/", form).status_code == 302
    row = HolidayYear.objects.get(year=2026)
    assert (row.official_workdays, row.source) == (247, "省局通知")
    assert signed_in(clerk).post("/calendar/2026/workdays/", {"days": "24", "source": ""}).status_code == 422


def test_a_bureau_closes_its_own_days_and_those_below(home, clerk):
    day = dt.date(2026, 11, 18)
    elsewhere, child = bureau(), below(home)
    form = {"first": "2026-11-18", "last": "2026-11-18", "name": "台风", "source": "市政府通告"}
    assert signed_in(clerk).post("/calendar/closures/add/", form).status_code == 302
    assert [clocks.is_workday(day, one.pk) for one in (home, child, elsewhere)] == [False, False, True]
    assert clocks.is_workday(day)
    held = CalendarDay.objects.get(day=day)
    stranger = user_with(Role.LEGAL_REVIEWER, bureau=elsewhere)
    assert signed_in(stranger).post(f"/calendar/closures/{held.pk}/reopen/", {}).status_code == 404
    assert signed_in(clerk).post("/calendar/closures/add/", form).status_code == 422
    assert signed_in(clerk).post(f"/calendar/closures/{held.pk}/reopen/", {}).status_code == 302
    assert clocks.is_workday(day, home.pk)


def test_a_span_turned_round_is_refused(clerk):
    form = {"first": "2026-11-18", "last": "2026-11-17", "name": "台风", "source": "通告"}
    answer = signed_in(clerk).post("/calendar/closures/add/", form)
    assert answer.status_code == 422
    assert "止日应不早于 2026-11-18" in answer.content.decode()


def test_who_may_not_keep_the_calendar_is_told(home):
    inspector = signed_in(user_with(Role.INSPECTOR, bureau=home))
    assert inspector.get("/calendar/").status_code == 200
    for address in ("/calendar/notices/add/", "/calendar/closures/add/", "/calendar/2026/workdays/"):
        assert inspector.post(address, {}).status_code == 403


def test_another_process_follows_a_bureau_that_moved(home, clerk, monkeypatch):
    monkeypatch.setattr(snapshot, "SECONDS_BETWEEN_CHECKS", 0.0)
    child, day = below(home), timezone.localdate()
    upkeep.close_days(by=clerk, first=day, last=day, name="停电", source="通知")
    assert day in clocks.calendar(child.pk).closures or day in clocks.calendar(child.pk).holidays
    child.parent = bureau()
    child.save()
    child.place_in_tree()
    assert day not in clocks.calendar(child.pk).closures


@pytest.mark.parametrize("year", [2003, 2101, 10000])
def test_a_year_the_calendar_does_not_reach_has_no_figure(clerk, year):
    assert signed_in(clerk).get(f"/calendar/{year}/workdays/").status_code == 404
    form = {"days": "247", "source": "省局通知"}
    assert signed_in(clerk).post(f"/calendar/{year}/workdays/", form).status_code == 404
