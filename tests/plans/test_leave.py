"""Leave and training lower the months they fall in; what the plan kept for them is not taken twice."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.models import Entry
from plans.actions import assignment as assignments
from plans.actions.leave import cancel_leave, enter_leave
from plans.flows.plan import PLAN
from plans.models import Leave, Plan
from plans.queries.bookings import booked_days, booked_of
from plans.queries.feasibility import outlook
from plans.queries.leave import ITEMS, days_away
from plans.queries.plan import non_items
from plans.rules.feasibility import ANY, MONTHS, Away, Demand, feasibility, share_left
from plans.states import LeaveKind, Origin, PlanState
from tests.factories.accounts import user_with
from tests.factories.assignment import task_of
from tests.factories.plan import plan_at, team

DAYS = dict.fromkeys(MONTHS, 20)


def test_a_month_by_hand():
    """Two officers × 20 days, 10 of them away: 30 on duty. The year has 480 less 10, of which 241 less 6 are left."""
    away = Away({"一科": {3: 10}}, Decimal(4))
    share = share_left(Decimal(480), Decimal(241), away)
    assert (away.total, away.beyond, share) == (10, 6, Decimal(235) / 470)
    found = feasibility({"一科": Decimal(2)}, DAYS, share=share, reserve=Decimal("0.1"), demands=[], away=away)
    assert found.cells["一科"][3].available == Decimal("13.50")  # 30 × ½ × 0.9
    assert found.cells["一科"][4].available == Decimal("18.00")


def test_leave_the_plan_kept_days_for_moves_days_and_takes_none():
    away = Away({"": {3: 10}}, Decimal(10))
    share = share_left(Decimal(480), Decimal(240), away)
    found = feasibility({"": Decimal(2)}, DAYS, share=share, reserve=Decimal(0), demands=[], away=away)
    assert abs(found.year.available - 240) < Decimal("0.1")
    assert found.months[3].available < found.months[4].available


def test_more_away_than_there_are_days_leaves_nothing():
    away = Away({"": {3: 50}})
    found = feasibility({"": Decimal(1)}, DAYS, share=Decimal("0.5"), reserve=Decimal(0),
                        demands=[Demand(ANY, [3], 1, 2, Decimal(1))], away=away)  # fmt: skip
    assert found.months[3].available == 0
    assert share_left(Decimal(0), Decimal(0), Away()) == 0


@pytest.fixture
def who(db):
    return team()


def leave(who, first, last, **changed):
    facts = {"user": who.drafter, "kind": LeaveKind.TRAINING, "first": first, "last": last} | changed
    return enter_leave(by=who.chief, **facts)


def test_the_kinds_are_items_of_the_plan():
    assert set(ITEMS.values()) <= set(non_items())
    assert set(ITEMS) == set(LeaveKind)


def test_working_days_by_month_over_the_turn_of_a_year(who):
    one = leave(who, dt.date(2026, 1, 29), dt.date(2026, 2, 3))
    assert days_away(one, 2026, who.bureau.pk) == {1: 2, 2: 2}  # Thursday, Friday; Monday, Tuesday
    assert days_away(one, 2027, who.bureau.pk).total() == 0


def test_a_plan_counts_it_in_its_month_and_its_unit(who):
    plan = plan_at(PlanState.DRAFT, who, year=2026)
    before = outlook(plan)
    leave(who, dt.date(2026, 3, 2), dt.date(2026, 3, 31))
    after = outlook(Plan.objects.get(pk=plan.pk))
    unit = str(who.drafter.unit)
    assert after.away.total == 22
    assert after.feasibility.cells[unit][3].available < before.feasibility.cells[unit][3].available
    assert after.feasibility.months[3].available < before.feasibility.months[3].available


def test_an_officer_booked_beyond_the_statutory_days_blocks_the_plan(who):
    plan = plan_at(PlanState.DRAFT, who, year=2026)
    leave(who, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    booked = booked_of(plan)
    assert booked == {who.drafter.name: 248}
    assert not any("已安排" in str(one.message) for one in PLAN.check(plan, "submit", who.drafter))
    Plan.objects.filter(pk=plan.pk).update(workdays=247)
    messages = [str(one.message) for one in PLAN.check(Plan.objects.get(pk=plan.pk), "submit", who.drafter)]
    assert any(who.drafter.name in words and "247" in words for words in messages)


def test_by_the_pages(client, who):
    client.force_login(who.chief)
    typed = {"user": who.drafter.pk, "kind": "sick", "first": "2026-03-02", "last": "2026-03-06", "note": ""}
    assert client.post(reverse("leave_add"), typed).status_code == 302
    one = Leave.objects.get()
    assert who.drafter.name in client.get(reverse("leave_list")).content.decode()
    for _click in range(2):
        assert client.post(reverse("leave_cancel", args=[one.pk])).status_code == 302
    one.refresh_from_db()
    assert one.cancelled_by == who.chief
    acts = list(Entry.objects.filter(subject=f"leave:{one.pk}").order_by("id").values_list("act", flat=True))
    assert acts == ["leave.enter", "leave.cancel"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03-06", "2026-03-02", "止日不能早于起日"),
        ("2026-01-01", "2027-06-01", "分段登记"),
        ("2026-03-04", "2026-03-10", "已登记"),
        ("三月", "2026-03-10", "日期格式不正确"),
    ],
)
def test_wrong_days_say_how_to_mend_them(client, who, first, last, words):
    leave(who, dt.date(2026, 3, 2), dt.date(2026, 3, 6))
    client.force_login(who.chief)
    answer = client.post(reverse("leave_add"), {"user": who.drafter.pk, "kind": "sick", "first": first, "last": last})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Leave.objects.count() == 1


def test_two_of_one_person_do_not_overlap_in_the_database_either(who):
    one = leave(who, dt.date(2026, 3, 2), dt.date(2026, 3, 6))
    facts = {"user": who.drafter, "kind": "sick", "first": one.last, "last": one.last, "entered_by": who.chief}
    with pytest.raises(IntegrityError, match="leave_one_at_a_time"), transaction.atomic():
        Leave.objects.create(**facts)
    cancel_leave(one, by=who.chief)
    Leave.objects.create(**facts)


def test_only_by_who_assigns_and_only_for_the_own_bureau(client, who):
    one = leave(who, dt.date(2026, 3, 2), dt.date(2026, 3, 6))
    with pytest.raises(NotPermitted):
        enter_leave(by=who.drafter, user=who.drafter, kind="sick", first=one.first, last=one.last)
    stranger = user_with(Role.SECTION_CHIEF)
    with pytest.raises(RuleBroken, match="不是本机关人员"):
        enter_leave(by=stranger, user=who.drafter, kind="sick", first=one.first, last=one.last)
    with pytest.raises(NotPermitted):
        cancel_leave(one, by=stranger)
    client.force_login(stranger)
    assert client.get(reverse("leave_cancel", args=[one.pk])).status_code == 404


def test_an_inspector_reads_their_own_leave_and_nobody_elses(client, db):
    who = team()
    for officer in (who.drafter, who.second):
        enter_leave(
            by=who.chief, user=officer, kind="sick", first=dt.date(2026, 3, 2), last=dt.date(2026, 3, 2), note=""
        )
    client.force_login(who.drafter)
    page = client.get(reverse("leave_list"))
    assert page.status_code == 200
    assert [row.user for row in page.context["table"].page.rows] == [who.drafter]
    assert reverse("leave_add") not in page.content.decode()
    client.force_login(who.chief)
    assert len(client.get(reverse("leave_list")).context["table"].page.rows) == 2


def test_the_way_there_counts_when_a_task_is_given(db):
    who = team()
    plan = plan_at(PlanState.PUBLISHED, who)
    Plan.objects.filter(pk=plan.pk).update(travel_days=1)
    item = plan.items.select_related("plan", "enterprise").filter(kind="key").first()
    task = task_of(item.enterprise, [who.drafter, who.second], plan_item=item, origin=Origin.PLAN)
    assignments.assign_plan_item(task, by=who.chief)
    year = plan.year
    assert booked_days([who.drafter], year) == {who.drafter.pk: 4}  # 3 days and one on the road
    assert booked_of(plan) == {who.drafter.name: 4, who.second.name: 4}
