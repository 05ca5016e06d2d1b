"""A draw is not made again: it is voided, stays visible, and a new task names it."""

import pytest
from django.urls import reverse

from enforcement.documents.models import Document, State as DocumentState
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from plans.actions import assignment as assignment_actions, draw as actions
from plans.models import Assignment, Draw
from plans.states import AssignmentState, DrawState
from tests.factories.draw import conditions, draw_at
from tests.factories.plan import team
from tests.plans.test_draw import BEGUN, act_url, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.mark.parametrize("state", BEGUN)
def test_a_void_draw_stays_visible_and_is_repeated_as_a_new_task(client, who, state):
    task = draw_at(state, who)
    client.force_login(who.chief)
    assert client.post(act_url(task, "ask_void"), {"reason": "x", "version": task.version}).status_code == 403
    client.force_login(who.supervisor)
    assert client.post(act_url(task, "ask_void"), {"reason": "", "version": task.version}).status_code == 422
    assert client.post(act_url(task, "ask_void"), {"reason": "名单有误", "version": task.version}).status_code == 302
    client.force_login(who.leader)
    assert client.post(act_url(task, "void"), {"version": task.version + 1}).status_code == 302
    client.force_login(who.chief)
    assert "名单有误" in client.get(task.get_absolute_url()).content.decode()
    form = client.get(reverse("draw_add"), {"replaces": task.pk}).context["form"]
    assert (form.initial["title"], form.initial["sectors"]) == (task.title, ["chemical"])
    assert form.initial["repeat_reason"] == "名单有误"
    answer = client.post(f"{reverse('draw_add')}?replaces={task.pk}", typed(repeat_reason="名单已更正"))
    again = Draw.objects.exclude(pk=task.pk).get()
    assert (answer["Location"], again.replaces) == (again.get_absolute_url(), task)
    assert "名单已更正" in history(again)[0].note
    with pytest.raises(RuleBroken, match="已有重新抽取的任务"):
        actions.create_draw(by=who.chief, replaces=task, **conditions())


def test_voiding_withdraws_the_open_tasks_and_the_notice(who):
    task = draw_at(DrawState.VOID, who)
    assert {one.state for one in task.assignments.all()} == {AssignmentState.CANCELLED}
    assert Document.objects.get(kind="CQJG").state == DocumentState.VOID


def test_a_draw_whose_inspection_has_begun_is_not_voided(who):
    task = draw_at(DrawState.REVEALED, who)
    one = task.assignments.first()
    assignment_actions.begin(one, by=one.officers.first())
    with pytest.raises(StepRefused):
        actions.ask_void(task, by=who.supervisor, reason="x")
    assert Assignment.objects.filter(state=AssignmentState.CANCELLED).count() == 0


def test_a_live_draw_is_not_repeated(who):
    task = draw_at(DrawState.DRAWN, who)
    with pytest.raises(RuleBroken, match="只有已作废的抽取"):
        actions.create_draw(by=who.chief, replaces=task, **conditions())
