"""A status holds from a day: pools of that day and later have it, those before do not."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.models import Entry
from enforcement.outbox.work import run_due
from plans.actions.draw import create_draw
from plans.actions.enterprise import amend_enterprise, change_status
from plans.actions.enterprise_merge import merge_enterprise
from plans.models import Draw, Enterprise
from plans.queries.draw_units import judged_units
from plans.rules.registration import status_at
from plans.states import DrawState, EnterpriseStatus as S, ImportState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import advance_draw, conditions, draw_at
from tests.factories.enterprise import NATIONAL, csv_table, enterprise, facts, import_at, national_row
from tests.factories.plan import team

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


@pytest.fixture
def inspector() -> User:
    return user_with(Role.INSPECTOR)


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(client: Client, inspector: User) -> Client:
    client.force_login(inspector)
    return client


def changed(one: Enterprise, by: User, status: str = S.CLOSED, day: dt.date = DAY) -> Enterprise:
    return change_status(one, by=by, version=None, status=status, status_on=day, reason="已注销")


def in_pool(*days: int) -> list[bool]:
    """So many days after DAY."""
    return [Enterprise.objects.in_pool(DAY + dt.timedelta(days=one)).exists() for one in days]


@pytest.mark.parametrize("status", [S.STOPPED, S.CLOSED, S.MOVED])
def test_it_leaves_the_pools_from_that_day(inspector: User, status: str) -> None:
    changed(enterprise(inspector, 1), inspector, status)
    assert in_pool(-400, -1, 0, 1, 400) == [True, True, False, False, False]


def test_it_comes_back_from_that_day(inspector: User) -> None:
    one = changed(enterprise(inspector, 1), inspector, S.STOPPED)
    changed(one, inspector, S.OPERATING, DAY + dt.timedelta(days=30))
    assert in_pool(29, 30, 60) == [False, True, True]


def test_one_that_stood_still_before_it_closes_was_out_already(inspector: User) -> None:
    one = changed(enterprise(inspector, 1), inspector, S.STOPPED)
    changed(one, inspector, S.CLOSED, DAY + dt.timedelta(days=30))
    assert in_pool(10, 29, 30) == [False, False, False]


def test_a_change_that_was_entered_with_a_wrong_day_is_put_right(inspector: User) -> None:
    one = changed(enterprise(inspector, 1), inspector, S.CLOSED, DAY + dt.timedelta(days=30))
    one = changed(one, inspector, S.CLOSED, DAY)
    assert (one.status, one.status_on, one.status_before) == (S.CLOSED, DAY, S.OPERATING)
    assert in_pool(-1, 0) == [True, False]


def test_a_change_of_the_same_day_takes_the_place_of_the_first(inspector: User) -> None:
    one = changed(enterprise(inspector, 1), inspector, S.CLOSED)
    one = changed(one, inspector, S.STOPPED)
    assert (one.status, one.status_on, one.status_before) == (S.STOPPED, DAY, S.OPERATING)


def test_a_closing_to_come_can_be_taken_back(inspector: User) -> None:
    one = changed(enterprise(inspector, 1), inspector, S.CLOSED, DAY + dt.timedelta(days=30))
    changed(one, inspector, S.OPERATING, DAY)
    assert in_pool(-1, 0, 30, 60) == [True, True, True, True]


def test_who_writes_no_day_closes_it_on_the_day_of_the_database(inspector: User) -> None:
    one = enterprise(inspector, 1)
    Enterprise.objects.filter(pk=one.pk).update(status=S.CLOSED)
    one.refresh_from_db()
    beijing = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=8))).date()
    assert (one.status_on, one.status_before) == (beijing, S.OPERATING)


@pytest.mark.parametrize(
    ("since", "before", "on", "status"),
    [
        (None, "", DAY, S.CLOSED),
        (DAY, S.OPERATING, DAY, S.CLOSED),
        (DAY, S.OPERATING, DAY - dt.timedelta(days=1), S.OPERATING),
        (DAY, "", DAY - dt.timedelta(days=1), S.CLOSED),
    ],
)
def test_the_status_of_a_day(since: dt.date | None, before: str, on: dt.date, status: str) -> None:
    assert status_at(on, S.CLOSED, since, before) == status


# draws


def test_a_draw_leaves_out_who_closes_before_its_window() -> None:
    who = team()
    base = conditions()
    first = base["window_from"]
    names = {}
    for n, day in enumerate((first - dt.timedelta(days=1), first, first + dt.timedelta(days=1)), start=1):
        one = enterprise(who.drafter, n)
        changed(one, who.drafter, S.CLOSED, day)
        names[one.name] = day
    task = create_draw(by=who.chief, **base)
    judged = dict(judged_units(task).values_list("name", "reason"))
    assert judged == {name: "" if day > first else "status:closed" for name, day in names.items()}


def test_a_list_frozen_before_keeps_whoever_closes_later() -> None:
    who = team()
    task = draw_at(DrawState.FROZEN, who)
    listed = units_of(task)
    changed(Enterprise.objects.get(pk=listed[0]), who.drafter, S.CLOSED, timezone.localdate())
    assert units_of(task) == listed
    again = advance_draw(create_draw(by=who.chief, **conditions(repeat_reason="第二批")), DrawState.FROZEN, who)
    assert listed[0] not in units_of(again)


def units_of(task: Draw) -> list[int]:
    return list(task.entries.filter(list="unit").order_by("number").values_list("subject", flat=True))


# the page


def url(one: Enterprise) -> str:
    return reverse("enterprise_status", args=[one.pk])


def form(**typed: object) -> dict[str, object]:
    return {"status": "closed", "status_on": DAY.isoformat(), "reason": "已办理注销登记", "version": 1} | typed


def test_the_act_has_a_summary_a_form_and_an_entry(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    text = page.get(url(one)).content.decode()
    assert "将要办理的内容" in text
    assert "此前冻结的名单不变" in text
    answer = page.post(url(one), form())
    assert answer.url == one.get_absolute_url()
    entry = Entry.objects.get(act="enterprise.change_status")
    assert (entry.before, entry.after) == (
        {"status": "operating", "status_on": None},
        {"status": "closed", "status_on": "2026-03-10"},
    )
    assert entry.note == "已办理注销登记"
    shown = page.get(one.get_absolute_url()).content.decode()
    assert "注销（2026-03-10 起）" in shown


def test_a_status_to_come_is_announced_and_the_list_shows_todays(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    day = timezone.localdate() + dt.timedelta(days=9)
    changed(one, inspector, S.CLOSED, day)
    assert f"在业（{day.isoformat()} 起注销）" in page.get(one.get_absolute_url()).content.decode()
    listed = page.get(reverse("enterprise_list")).context["table"].rows[0].cells[-1].text
    assert listed == "在业"
    with clock_at(timezone.now() + dt.timedelta(days=10)):
        page.force_login(inspector)
        listed = page.get(reverse("enterprise_list")).context["table"].rows[0].cells[-1].text
    assert listed == "注销"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("status", "operating", "没有变化"),
        ("status", "x", "x"),
        ("status_on", "", "请输入状态起始日"),
        ("status_on", "2015-03-01", "不能早于注册日期 2015-03-02"),
        ("reason", "", "请输入理由"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    page: Client, inspector: User, field: str, typed: str, words: str
) -> None:
    one = enterprise(inspector, 1)
    answer = page.post(url(one), form(**{"reason": "保留这句话", field: typed}))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert ("保留这句话" in answer.content.decode()) == (field != "reason")
    one.refresh_from_db()
    assert (one.status, one.version) == ("operating", 1)


def test_a_stale_page_changes_nothing(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    amend_enterprise(one, by=inspector, version=1, facts=facts(1, phone="0000"))
    assert page.post(url(one), form()).status_code == 409
    one.refresh_from_db()
    assert one.status == "operating"


def test_a_double_click_changes_it_once(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    for _time in range(2):
        assert page.post(url(one), form(once="key")).url == one.get_absolute_url()
    assert Entry.objects.filter(act="enterprise.change_status").count() == 1


def test_amending_the_facts_does_not_change_the_status(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    assert 'name="status"' not in page.get(reverse("enterprise_edit", args=[one.pk])).content.decode()
    with pytest.raises(RuleBroken, match="变更经营状态"):
        amend_enterprise(one, by=inspector, version=1, facts={"status": "closed"})


def test_who_may_not_maintain_the_register_may_not_change_it(client: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    client.force_login(user_with(Role.BUREAU_LEADER, bureau=inspector.bureau))
    assert client.post(url(one), form()).status_code == 403
    client.force_login(user_with(Role.INSPECTOR))
    assert client.post(url(one), form()).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"hazards": ["fire"]},
        {"hazards": ["major_source"]},
        {"source_level": "1"},
        {"hazards": ["major_source"], "source_level": "5"},
        {"insurer": "演示保险"},
        {"insured_until": DAY},
        {"emergency_plan_number": "1"},
        {"region_code": "5301"},
    ],
)
def test_the_database_keeps_the_rules_of_the_facts(inspector: User, wrong: dict[str, object]) -> None:
    one = enterprise(inspector, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enterprise.objects.filter(pk=one.pk).update(**wrong)


# a day to come, whoever writes it


def tomorrow(days: int = 1) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def standing(one: Enterprise) -> str:
    return Enterprise.objects.with_standing().get(pk=one.pk).standing


@pytest.mark.parametrize("status", [S.CLOSED, S.OPERATING])
def test_registered_with_a_status_to_come_it_operates_until_then(inspector: User, status: str) -> None:
    one = Enterprise.objects.create(bureau=inspector.bureau, **facts(1, status=status), status_on=tomorrow())
    one.refresh_from_db()
    assert one.status_before == S.OPERATING
    assert (one.status_at(timezone.localdate()), standing(one)) == (S.OPERATING, S.OPERATING)
    assert list(Enterprise.objects.in_pool()) == [one]
    assert Enterprise.objects.in_pool(tomorrow()).exists() is (status == S.OPERATING)


def test_an_import_of_a_closing_to_come_takes_nobody_out_today(chief: User) -> None:
    one = enterprise(chief, 1)
    rows = [[*national_row(n), word, tomorrow(n).isoformat()] for n, word in ((1, "注销"), (2, "注销"), (3, "在营"))]
    run = import_at(ImportState.DONE, by=chief, content=csv_table(rows, (*NATIONAL, "经营状态", "状态起始日")))
    assert (run.new, run.changed, run.bad) == (2, 1, 0)
    one.refresh_from_db()
    assert (one.status, one.status_before, standing(one)) == (S.CLOSED, S.OPERATING, S.OPERATING)
    assert Enterprise.objects.in_pool().count() == 3
    assert Enterprise.objects.in_pool(tomorrow(3)).count() == 1


def test_of_two_changes_to_come_the_later_entered_one_holds(inspector: User) -> None:
    one = changed(enterprise(inspector, 1), inspector, S.STOPPED, tomorrow(5))
    one = changed(one, inspector, S.CLOSED, tomorrow(9))
    assert (one.status, one.status_before, standing(one)) == (S.CLOSED, S.OPERATING, S.OPERATING)
    assert one.status_at(tomorrow(8)) == S.OPERATING
    Enterprise.objects.filter(pk=one.pk).update(status=S.MOVED, status_on=tomorrow(12))  # as an import does
    one.refresh_from_db()
    assert (one.status, one.status_before) == (S.MOVED, S.OPERATING)


def test_a_draw_judges_who_was_registered_with_a_closing_to_come() -> None:
    who = team()
    base = conditions()
    for n, day in ((1, base["window_from"]), (2, base["window_from"] + dt.timedelta(days=1))):
        Enterprise.objects.create(bureau=who.bureau, **facts(n, status=S.CLOSED), status_on=day)
    judged = judged_units(create_draw(by=who.chief, **base)).order_by("pk").values_list("reason", flat=True)
    assert list(judged) == ["status:closed", ""]


@pytest.mark.parametrize(
    ("row", "heading", "column", "known"),
    [
        ({}, "2015-03-01", "L2", False),  # both days in the row
        ({"注册日期": ""}, "2015-03-01", "L2", True),  # the day of registration in the register
        ({"注册日期": "2016/1/1"}, "", "C2", True),  # the day of the status in the register
    ],
)
def test_an_import_refuses_a_status_before_the_registration(chief, row, heading, column, known) -> None:
    if known:
        one = enterprise(chief, 1)
        Enterprise.objects.filter(pk=one.pk).update(status_on=dt.date(2015, 6, 1))
    content = csv_table([[*national_row(1, **row), "", heading]], (*NATIONAL, "经营状态", "状态起始日"))
    run = import_at(ImportState.CHECKED, by=chief, content=content)
    assert (run.bad, run.new, run.changed) == (1, 0, 0)
    assert run.problems[0]["cell"] == column
    assert "状态起始日不能早于注册日期" in run.problems[0]["message"]


def test_a_day_changed_after_the_check_is_left_out_of_the_merge(chief: User) -> None:
    one = enterprise(chief, 1)
    content = csv_table([[*national_row(1, 注册日期="2016/1/1"), ""]], (*NATIONAL, "经营状态"))
    run = import_at(ImportState.CONFIRMED, by=chief, content=content)
    Enterprise.objects.filter(pk=one.pk).update(status_on=dt.date(2015, 6, 1))
    run_due()
    run.refresh_from_db()
    one.refresh_from_db()
    assert (run.state, run.changed, run.bad) == (ImportState.DONE, 0, 1)
    assert "未导入" in run.problems[-1]["message"]
    assert (one.registered_on, one.version) == (dt.date(2015, 3, 2), 1)
    assert not Entry.objects.filter(act="enterprise.amend_by_import").exists()


def test_the_day_of_registration_is_not_moved_behind_that_of_the_status(inspector: User) -> None:
    one = changed(enterprise(inspector, 1), inspector)
    with pytest.raises(RuleBroken, match="不能早于注册日期"):
        amend_enterprise(one, by=inspector, version=None, facts={"registered_on": DAY + dt.timedelta(days=1)})
    with pytest.raises(IntegrityError, match="enterprise_status_after_registration"), transaction.atomic():
        Enterprise.objects.filter(pk=one.pk).update(registered_on=DAY + dt.timedelta(days=1))


# the filter


def test_the_filter_goes_by_the_standing_the_list_shows(page: Client, inspector: User) -> None:
    every = closes, closed, other, survivor = [enterprise(inspector, n) for n in range(1, 5)]
    changed(closes, inspector, S.CLOSED, tomorrow())
    changed(closed, inspector, S.CLOSED)
    merge_enterprise(other, by=inspector, into=survivor, reason="吸收合并")
    expected = {"operating": {closes, survivor}, "closed": {closed}, "merged": {other}, "stopped": set()}
    for standing, found in expected.items():
        text = page.get("/enterprises/", {"status": standing}).content.decode()
        assert {one for one in every if one.credit_code in text} == found
        answer = page.get("/api/enterprises/", {"status": standing}).json()
        assert {row["id"] for row in answer["results"]} == {one.pk for one in found}
        text = b"".join(page.get(reverse("enterprise_export"), {"status": standing, "format": "csv"})).decode()
        assert {one for one in every if one.credit_code in text} == found
