"""The plan's two days: shown with their arithmetic; late is possible, and asks why."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from enforcement.rulebook.upkeep import set_value
from enforcement.web import queue
from enforcement.web.models import Reminder
from plans.actions import plan as actions
from plans.actions.plan_reminder import remind_of_plans
from plans.models import Plan
from plans.queries.plan_dates import filing_clock, publication_clock
from plans.states import PlanState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.plan import plan_at, record_approval, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


def at(month, day, year=2027):
    return clock_at(timezone.make_aware(dt.datetime(year, month, day, 10)))


def plan_of_2027(who, state):
    with at(12, 1, 2026):
        return plan_at(state, who, year=2027)


def test_the_days_are_those_of_the_rows_and_unverified_ones_say_so(who):
    filing, publication = filing_clock(2027, who.bureau.pk), publication_clock(2027, who.bureau.pk)
    assert (filing.day, filing.start) == (dt.date(2027, 1, 20), dt.date(2026, 12, 31))
    assert filing.mark == "待核定" or "待核定" in filing.mark
    assert publication.day == dt.date(2027, 3, 31)
    assert publication_clock(2028, who.bureau.pk).day == dt.date(2028, 3, 31)


def test_a_bureau_sets_its_own_day(who):
    head = user_with(Role.PRINCIPAL_HEAD, bureau=who.bureau)
    set_value("TL-PLN-001", by=head, value={"length": 31, "unit": "calendar_day"}, note="省厅通知", seen="")
    assert filing_clock(2027, who.bureau.pk).day == dt.date(2027, 1, 31)


def test_the_page_shows_the_clock(client, who):
    plan = plan_of_2027(who, PlanState.DRAFT)
    assert plan.due_on == dt.date(2027, 1, 20)
    with at(1, 4):
        client.force_login(who.drafter)
        page = client.get(plan.get_absolute_url()).content.decode()
    assert "2027-01-20" in page
    assert "2026-12-31" in page


@pytest.mark.parametrize(("day", "late"), [(20, False), (21, True)])
def test_filing_after_the_day_asks_why(client, who, day, late):
    plan = plan_of_2027(who, PlanState.ENDORSED)
    with at(1, 18):
        plan = record_approval(plan, who.drafter, dt.date(2027, 1, 18))
    with at(1, day):
        client.force_login(who.drafter)
        url = reverse("plan_act", args=[plan.pk, "file"])
        assert ("已逾期 1 日" in client.get(url).content.decode()) == late
        typed = {"filed_with": "省厅", "filed_on": f"2027-01-{day}", "version": plan.version}
        first = client.post(url, typed)
        assert first.status_code == (422 if late else 302)
        if late:
            assert "2027-01-20 届满" in first.content.decode()
            assert "省厅" in first.content.decode()
            assert client.post(url, {**typed, "late_reason": "市政府批复晚"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.filing_late_reason) == (PlanState.FILED, "市政府批复晚" if late else "")
    entry = history(plan)[0]
    assert (entry.after["due"], entry.note) == ("2027-01-20", plan.filing_late_reason)


def test_recorded_late_but_filed_in_time_needs_no_reason(who):
    plan = plan_of_2027(who, PlanState.ENDORSED)
    with at(1, 18):
        plan = record_approval(plan, who.drafter, dt.date(2027, 1, 18))
    with at(2, 5):
        filed = actions.file_with_superior(plan, by=who.drafter, filed_with="省厅", filed_on=dt.date(2027, 1, 19),
                                           late_reason="登记晚了")  # fmt: skip
    assert filed.filing_late_reason == ""


def test_publishing_after_the_first_quarter_asks_why_and_shows_it(client, who):
    plan = plan_of_2027(who, PlanState.FILED)
    assert Plan.objects.get(pk=plan.pk).due_on == dt.date(2027, 3, 31)
    with at(3, 31):
        client.force_login(who.head)
        assert "late_reason" not in client.get(reverse("plan_act", args=[plan.pk, "publish"])).content.decode()
    with at(4, 1):
        client.force_login(who.head)
        with pytest.raises(RuleBroken, match="2027-03-31 届满"):
            actions.publish(Plan.objects.get(pk=plan.pk), by=who.head)
        url = reverse("plan_act", args=[plan.pk, "publish"])
        assert client.post(url, {"version": plan.version}).status_code == 422
        assert client.post(url, {"version": plan.version, "late_reason": "等待省厅意见"}).status_code == 302
        assert "等待省厅意见" in client.get(plan.get_absolute_url()).content.decode()


def test_the_desk_shows_the_day(who):
    plan = plan_of_2027(who, PlanState.DRAFT)
    tasks = [task for task in queue.to_do(who.drafter) if task.url == plan.get_absolute_url()]
    assert [task.due for task in tasks] == [dt.date(2027, 1, 20)]


def test_reminders_before_and_after_the_day_once_each(who):
    plan_of_2027(who, PlanState.DRAFT)
    assert remind_of_plans(dt.date(2027, 1, 5)) == 0
    assert remind_of_plans(dt.date(2027, 1, 6)) > 0
    assert remind_of_plans(dt.date(2027, 1, 7)) == 0
    assert remind_of_plans(dt.date(2027, 1, 21)) > 0
    texts = Reminder.objects.filter(user=who.drafter).values_list("text", flat=True)
    assert [("已逾期" in text) for text in texts.order_by("id")] == [False, True]
    assert not Reminder.objects.filter(user=who.leader).exists()  # does not draft


def test_a_published_plan_that_is_behind_reminds_chief_and_leader_once_a_month(who):
    plan = plan_of_2027(who, PlanState.PUBLISHED)
    assert remind_of_plans(dt.date(2027, 1, 3)) == 0
    assert remind_of_plans(dt.date(2027, 5, 10)) > 0
    assert remind_of_plans(dt.date(2027, 5, 20)) == 0
    assert remind_of_plans(dt.date(2027, 6, 2)) > 0
    held = Reminder.objects.filter(ref=f"{plan.ref}:behind", due_on=dt.date(2027, 5, 1))
    assert {one.user for one in held} >= {who.chief, who.leader}
    assert "落后" in held.first().text


@pytest.fixture
def above(who):
    reader = user_with(Role.SUPERVISOR)
    who.bureau.parent = reader.bureau
    who.bureau.save()
    who.bureau.place_in_tree()
    return reader


def filings(client, reader, year=2027):
    client.force_login(reader)
    answer = client.get(reverse("filing_list"), {"year": year})
    assert answer.status_code == 200
    return [[cell.text for cell in row.cells] for row in answer.context["table"].rows]


def test_the_superior_sees_who_filed_and_when(client, who, above):
    with at(1, 10):
        assert filings(client, above)[0][-1] == "未备案"
        assert filings(client, above)[0][1] == "未编制"
    with at(1, 25):
        assert filings(client, above)[0][-1] == "未备案，已逾期 5 日"
    plan = plan_of_2027(who, PlanState.FILED)
    row = filings(client, above)[0]
    assert row[2:] == ["2027-01-20", plan.filed_on.isoformat(), "--", "按时"]
    Plan.objects.filter(pk=plan.pk).update(filed_on=dt.date(2027, 1, 23), filing_late_reason="批复晚")
    assert filings(client, above)[0][3:] == ["2027-01-23", "批复晚", "逾期 3 日"]


def test_a_bureau_beside_is_not_listed(client, who, above):
    plan_of_2027(team(), PlanState.FILED)
    assert len(filings(client, above)) == 1
    assert filings(client, user_with(Role.SUPERVISOR)) == []
