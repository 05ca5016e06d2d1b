"""Inspection tasks: by hand, from the plan, under the yearly ceiling, cancelled with a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.web import queue
from plans.actions import assignment as actions
from plans.flows.assignment import ASSIGNMENT
from plans.models import Assignment, Enterprise, PlanItem
from plans.queries import assignment as assignments, frequency
from plans.rules.teams import Order, teams
from plans.states import AssignmentState, CheckKind, Origin, PlanState
from tests.factories.accounts import user_with
from tests.factories.assignment import assignment_at, task_of
from tests.factories.draw import draw_at
from tests.factories.plan import graded, plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def one(who):
    return graded(who.bureau, 1)[0]


def days(first=1, last=20):
    today = timezone.localdate()
    return today + dt.timedelta(days=first), today + dt.timedelta(days=last)


def typed(who, **changed):
    start, end = days()
    return {"origin": "complaint", "subject": "举报核查", "officers": [who.drafter.pk, who.second.pk],
            "window_from": start.isoformat(), "window_to": end.isoformat(), "unit": "",
            "document_number": "云举登2026-8", "over_ceiling_reason": ""} | changed  # fmt: skip


def add_url(enterprise):
    return f"{reverse('assignment_add')}?enterprise={enterprise.pk}"


def test_by_hand_from_finding_the_enterprise_to_the_task(client, who, one):
    client.force_login(who.chief)
    found = client.get(reverse("assignment_add"), {"words": "示例"}).content.decode()
    assert f"?enterprise={one.pk}" in found
    answer = client.post(add_url(one), typed(who))
    task = Assignment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, task.get_absolute_url())
    assert (task.origin, task.kind, task.state, task.officers.count()) == ("complaint", "key", "open", 2)
    entry = history(task)[0]
    assert (entry.act, entry.after["officers"]) == ("assignment.assign", [who.drafter.name, who.second.name])
    page = client.get(task.get_absolute_url()).content.decode()
    assert one.name in page
    assert who.drafter.name in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"officers": []}, "请选择检查人员"),
        ({"window_to": "2020-01-01"}, "不能早于起始日"),
        ({"window_from": "2020-01-01", "window_to": "2020-01-02"}, "检查期间已过"),
        ({"origin": "draw"}, "任务来源"),
        ({"window_from": "后天"}, "日期格式不正确"),
    ],
)
def test_wrong_input_is_refused_and_kept(client, who, one, changed, words):
    client.force_login(who.chief)
    answer = client.post(add_url(one), typed(who, subject="留住这几个字") | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "留住这几个字" in answer.content.decode()
    assert not Assignment.objects.exists()


def test_one_officer_is_not_enough(client, who, one):
    client.force_login(who.chief)
    answer = client.post(add_url(one), typed(who, officers=[who.drafter.pk]))
    assert answer.status_code == 422
    assert "不得少于两名" in answer.content.decode()
    with pytest.raises(RuleBroken, match="不得少于两名"):
        actions.assign_by_hand(task_of(one, [who.drafter, who.drafter]), by=who.chief)


def test_an_officer_without_certificate_in_the_window_is_refused(who, one):
    who.second.certificates.update(valid_to=timezone.localdate() + dt.timedelta(days=3))
    with pytest.raises(RuleBroken, match=f"{who.second.name} 在 .* 没有有效的执法证") as refused:
        actions.assign_by_hand(task_of(one, [who.drafter, who.second]), by=who.chief)
    assert refused.value.field == "officers"


def test_officers_of_another_bureau_are_refused(who, one):
    with pytest.raises(RuleBroken, match="不是本机关、参加机关的检查人员"):
        actions.assign_by_hand(task_of(one, [who.drafter, team().drafter]), by=who.chief)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.BUREAU_LEADER, Role.SUPERVISOR])
def test_only_who_assigns_may(client, who, one, role):
    user = user_with(role, bureau=who.bureau)
    client.force_login(user)
    assert client.get(add_url(one)).status_code == 403
    assert client.post(add_url(one), typed(who)).status_code == 403
    with pytest.raises(NotPermitted):
        actions.assign_by_hand(task_of(one, [who.drafter, who.second]), by=user)


def test_an_enterprise_of_another_bureau_does_not_exist(client, who):
    other = graded(team().bureau, 1, start=60)[0]
    client.force_login(who.chief)
    assert client.get(add_url(other)).status_code == 404
    with pytest.raises(RuleBroken, match="负责日常监管，本机关不得叠加执法"):
        actions.assign_by_hand(task_of(other, [who.drafter, who.second]), by=who.chief)


def test_a_closed_enterprise_is_refused(who, one):
    Enterprise.objects.update(status="closed")
    with pytest.raises(RuleBroken, match="不是在业的监管对象"):
        actions.assign_by_hand(task_of(one, [who.drafter, who.second]), by=who.chief)


def test_general_checks_are_not_made_by_hand(who, one):
    with pytest.raises(RuleBroken, match="一般检查由双随机抽取产生") as refused:
        actions.assign_by_hand(task_of(one, [who.drafter, who.second], kind=CheckKind.GENERAL), by=who.chief)
    assert "征求意见稿" in str(refused.value.message)


def test_a_reason_given_without_need_leaves_no_warning(who, one):
    task = actions.assign_by_hand(task_of(one, [who.drafter, who.second], over_ceiling_reason="x"), by=who.chief)
    assert (task.over_ceiling_reason, history(task)[0].note) == ("", "")


def test_cancelled_tasks_do_not_count(who, one):
    for _n in range(3):
        task = assignment_at("open", who, enterprise=one)  # a full day refuses the next one, a cancelled task does not
        actions.cancel(task, by=who.chief, reason="停产")
    assert not frequency.this_year(one, task.window_from.year)


def test_the_ceiling_comes_from_the_published_plan(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    key = plan.items.filter(kind="key").first()
    PlanItem.objects.filter(pk=key.pk).update(ceiling=4)
    PlanItem.objects.filter(plan=plan, kind="general").update(ceiling=1)
    pooled, other = graded(who.bureau, 2, start=900)
    Enterprise.objects.filter(pk=other.pk).update(sector="trade")
    other.refresh_from_db()
    found = [assignments.ceiling_of(enterprise, plan.year) for enterprise in (key.enterprise, pooled, other)]
    assert found == [4, 1, 2]


def item_url(item):
    return f"{reverse('assignment_add')}?item={item.pk}"


def key_item(who):
    return plan_at(PlanState.PUBLISHED, who, months=(12,)).items.filter(kind="key").first()


def plan_typed(who, **changed):
    last = timezone.localdate().replace(month=12, day=31).isoformat()
    form = typed(who, window_from=timezone.localdate().isoformat(), window_to=last, **changed)
    del form["origin"]
    return form


def test_from_a_key_item_of_the_plan(client, who):
    item = key_item(who)
    client.force_login(who.chief)
    page = client.get(item_url(item)).content.decode()
    assert f'value="{timezone.localdate().year}-12-31"' in page
    assert client.post(item_url(item), plan_typed(who)).status_code == 302
    task = Assignment.objects.get()
    assert (task.origin, task.kind, task.plan_item, task.enterprise) == (
        Origin.PLAN,
        CheckKind.KEY,
        item,
        item.enterprise,
    )


def test_not_more_often_than_planned(client, who):
    item = key_item(who)
    client.force_login(who.chief)
    again = {"over_ceiling_reason": "两次合并安排"}
    for _visit in range(item.visits):
        assert client.post(item_url(item), plan_typed(who, **again)).status_code == 302
    answer = client.post(item_url(item), plan_typed(who, **again))
    assert answer.status_code == 422
    assert "计划 2 次，已分派 2 次" in answer.content.decode()


def test_not_before_the_plan_is_published_and_not_in_another_year(who):
    plan = plan_at(PlanState.FILED, who)
    item = plan.items.filter(kind="key").first()
    task = task_of(item.enterprise, [who.drafter, who.second], origin=Origin.PLAN, plan_item=item)
    with pytest.raises(RuleBroken, match="计划尚未公布"):
        actions.assign_plan_item(task, by=who.chief)
    general = plan.items.get(kind="general")
    with pytest.raises(RuleBroken, match="由双随机抽取产生"):
        actions.assign_plan_item(task_of(item.enterprise, [who.drafter, who.second], plan_item=general), by=who.chief)


def test_an_item_of_another_bureau_is_404(client, who):
    item = key_item(who)
    client.force_login(team().chief)
    assert client.get(item_url(item)).status_code == 404


def cancel_url(task):
    return reverse("assignment_act", args=[task.pk, "cancel"])


def test_cancelling_needs_a_reason_and_the_right(client, who):
    task = assignment_at("open", who)
    client.force_login(who.drafter)
    assert client.post(cancel_url(task), {"reason": "x", "version": task.version}).status_code == 403
    client.force_login(who.chief)
    assert client.post(cancel_url(task), {"reason": "", "version": task.version}).status_code == 422
    assert client.post(cancel_url(task), {"reason": "企业停产", "version": task.version}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.cancel_reason) == (AssignmentState.CANCELLED, "企业停产")
    assert history(task)[0].note == "企业停产"
    assert client.post(cancel_url(task), {"reason": "again", "version": task.version}).status_code == 409


def test_a_double_click_assigns_once(client, who, one):
    client.force_login(who.chief)
    form = typed(who, once="twice")
    first, second = (client.post(add_url(one), form) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert Assignment.objects.count() == 1


def test_a_stale_page_cancels_nothing(client, who):
    task = assignment_at("open", who)
    opened = task.version
    actions.begin(task, by=who.drafter)
    client.force_login(who.chief)
    assert client.post(cancel_url(task), {"reason": "x", "version": opened}).status_code == 409
    assert Assignment.objects.get().state == AssignmentState.UNDER_WAY


def test_only_the_officers_of_the_task_begin_it(who):
    stranger = user_with(Role.INSPECTOR, bureau=who.bureau)
    task = assignment_at("open", who)
    with pytest.raises(StepRefused, match="只有本任务的检查人员"):
        actions.begin(task, by=stranger)
    assert actions.begin(task, by=who.drafter).state == AssignmentState.UNDER_WAY


def test_two_valid_certificates_are_needed_on_the_day(who):
    task = assignment_at("open", who)
    who.second.certificates.update(valid_to="2020-01-01")
    with pytest.raises(StepRefused, match=who.second.name):
        actions.begin(task, by=who.drafter)


@pytest.mark.parametrize("state", ["open", "under_way", "done", "cancelled"])
def test_every_state_has_its_page_and_its_steps(client, who, state):
    task = assignment_at(state, who)
    client.force_login(who.chief)
    assert client.get(task.get_absolute_url()).status_code == 200
    for step in ASSIGNMENT.steps:
        user = who.drafter if step.permission == "inspect" else who.supervisor if step.name == "withdraw" else who.chief
        blocked = [
            str(one.message) for one in ASSIGNMENT.check(task, step.name, user) if "当前状态" in str(one.message)
        ]
        assert bool(blocked) is (state not in step.sources), step.name


def test_an_inspection_given_up_makes_the_task_open_again(who):
    task = assignment_at("under_way", who)
    assert actions.reopen(task, by=who.drafter).state == AssignmentState.OPEN


def test_a_task_is_withdrawn_only_with_its_draw(who):
    task = draw_at("revealed", who).assignments.first()
    with pytest.raises(StepRefused, match="没有作废"):
        actions.withdraw(task, by=who.leader, reason="x")


def test_the_list_filters_by_state_officer_and_origin(client, who):
    mine = assignment_at("open", who)
    other = assignment_at("cancelled", who, n=2)
    drawn = draw_at("revealed", who).assignments.first()
    client.force_login(who.chief)

    def shown(**chosen):
        page = client.get(reverse("assignment_list"), chosen).content.decode()
        return [task.get_absolute_url() in page for task in (mine, other, drawn)]

    assert shown() == [True, True, True]
    assert shown(state="cancelled") == [False, True, False]
    assert shown(origin="draw") == [False, False, True]
    assert shown(officers=who.drafter.pk) == [True, True, True]
    assert shown(officers=who.chief.pk) == [False, False, False]


def test_strangers_see_nothing(client, who):
    task = assignment_at("open", who)
    client.force_login(team().chief)
    assert client.get(task.get_absolute_url()).status_code == 404
    assert client.get(cancel_url(task)).status_code == 404
    assert task.get_absolute_url() not in client.get(reverse("assignment_list")).content.decode()


def test_the_officers_find_the_task_on_their_desk(who):
    task = assignment_at("open", who)
    stranger = user_with(Role.INSPECTOR, bureau=who.bureau)
    assert task.get_absolute_url() in {one.url for one in queue.to_do(who.second)}
    assert task.get_absolute_url() not in {one.url for one in queue.to_do(stranger)}


def test_more_rows_cost_no_more_queries(client, who):
    def count():
        client.get(reverse("assignment_list"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("assignment_list"))
        return len(captured)

    client.force_login(who.chief)
    assignment_at("open", who)
    few = count()
    for n in range(2, 30):
        assignment_at("open", who, n=n)
    assert count() == few


def test_pairs_take_turns_and_one_left_over_joins_the_last():
    assert teams(Order([1, 2, 3, 4, 5], 5), [7, 8, 9]) == [[1, 2], [3, 4, 5], [1, 2]]
    assert teams(Order([1, 2], 2), [7, 8]) == [[1, 2], [1, 2]]
    with pytest.raises(ValueError, match="no team"):
        teams(Order([1], 1), [7])


@pytest.mark.parametrize("origin", ["complaint", "superior"])
def test_a_report_or_a_letter_is_named_by_its_number(client, who, one, origin):
    client.force_login(who.chief)
    answer = client.post(add_url(one), typed(who, origin=origin, document_number=" "))
    assert answer.status_code == 422
    assert "写明交办文号或者举报登记编号" in answer.context["form"].errors["document_number"][0]
    assert client.post(add_url(one), typed(who, origin=origin)).status_code == 302
    task = Assignment.objects.get()
    with pytest.raises(IntegrityError, match="assignment_origin_has_reference"), transaction.atomic():
        Assignment.objects.filter(pk=task.pk).update(document_number="")
