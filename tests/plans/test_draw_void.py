"""A draw is not made again: it is voided, stays visible, and a new task names it."""

import json

import pytest
from django.urls import reverse

from enforcement.documents.files import open_file
from enforcement.documents.models import Document, State as DocumentState
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import history
from enforcement.outbox.models import Job
from enforcement.outbox.work import run_due
from plans.actions import assignment as assignment_actions, draw as actions, draw_reveal
from plans.models import Assignment, Draw
from plans.queries.draw_reveal import job_key
from plans.rules.draw_proof import verify
from plans.states import AssignmentState, DrawState
from supervision.actions.open_draws import publish_draws
from supervision.models import PublicDraw
from tests.factories.clock import clock_at
from tests.factories.draw import after, conditions, draw_at
from tests.factories.plan import team
from tests.plans.test_draw import BEGUN, act_url, typed
from tests.plans.test_draw_reveal import large

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


def stopped_half_way(who, monkeypatch):
    """50 of 60 units have their tasks when the job fails for good."""
    monkeypatch.setattr(draw_reveal, "CHUNK", 25)
    task = large(who)

    def dies(done, _total):
        if done == 50:
            raise SystemExit

    with clock_at(after(task)):
        task = actions.reveal(task, by=who.chief)
        with pytest.raises(SystemExit):
            draw_reveal.make_tasks(task.pk, dies)
    Job.objects.filter(key=job_key(task)).update(state="failed", last_error="磁盘已满")
    return Draw.objects.get(pk=task.pk)


def test_a_reveal_that_stopped_half_way_is_voided_by_two_and_leaves_nothing_assigned(client, who, monkeypatch):
    task = stopped_half_way(who, monkeypatch)
    held = [(one.place, one.entry, one.enterprise_id) for one in task.units.all()]
    assert (task.handled, task.assignments.filter(state="open").count(), len(held)) == (50, 50, 60)
    with clock_at(after(task)):
        client.force_login(who.supervisor)
        asked = client.post(act_url(task, "ask_void"), {"reason": "名单有误", "version": task.version})
        assert asked.status_code == 302
        page = client.get(task.get_absolute_url()).content.decode()
        assert "决定作废申请" in page
        assert "已停止：申请作废" in page
        client.force_login(who.chief)
        assert act_url(task, "resume_reveal") not in client.get(task.get_absolute_url()).content.decode()
        with pytest.raises(StepRefused, match="已申请作废"):
            actions.resume_reveal(Draw.objects.get(), by=who.chief)
        with pytest.raises(RuleBroken, match="已申请作废"):
            draw_reveal.make_tasks(task.pk, lambda _done, _total: None)  # whoever starts the job anew
        client.force_login(who.leader)
        assert client.post(act_url(task, "void"), {"version": Draw.objects.get().version}).status_code == 302
        draw_reveal.make_tasks(task.pk, lambda _done, _total: None)
    task = Draw.objects.get()
    assert (task.state, task.handled, task.revealed_at) == (DrawState.VOID, 50, None)
    assert set(task.assignments.values_list("state", "cancel_reason")) == {(AssignmentState.CANCELLED, "名单有误")}
    assert task.assignments.count() == 50
    assert [(one.place, one.entry, one.enterprise_id) for one in task.units.all()] == held
    assert not Document.objects.filter(kind="CQJG").exists()
    entry = history(task).get(act="draw.void")
    proof = json.loads(open_file(task.proof_file))
    assert (entry.note, entry.after) == ("名单有误", {"asked_by": who.supervisor.name, "seal": proof["seal"]})
    assert Entry.objects.filter(act="assignment.withdraw").count() == 50
    client.force_login(who.chief)
    assert "名单有误" in client.get(task.get_absolute_url()).content.decode()
    assert client.get(reverse("draw_add"), {"replaces": task.pk}).context["form"].initial["title"] == task.title


def test_what_some_had_learnt_of_a_half_revealed_draw_everybody_can_check(client, who, monkeypatch):
    task = stopped_half_way(who, monkeypatch)
    with clock_at(after(task)):
        publish_draws()
        assert PublicDraw.objects.get().state == "drawn"  # no longer that it waits for its seed
        actions.ask_void(task, by=who.supervisor, reason="名单有误")
        task = actions.void(Draw.objects.get(), by=who.leader)
        publish_draws()
    public = PublicDraw.objects.get()
    assert (public.state, public.void_reason) == ("void", "名单有误")
    proof = json.loads(client.get(f"{public.get_absolute_url()}proof.json").getvalue())
    assert verify(proof) == []
    assert public.reveal["seal"] == proof["seal"] == history(task).get(act="draw.void").after["seal"]
    assert sorted(proof["picks"]["unit"]) == sorted(task.units.values_list("entry", flat=True))


def test_a_void_refused_lets_the_reveal_go_on(who, monkeypatch):
    task = stopped_half_way(who, monkeypatch)
    with clock_at(after(task)):
        asked = actions.ask_void(task, by=who.supervisor, reason="名单有误")
        actions.refuse_void(asked, by=who.leader, reason="名单无误")
        actions.resume_reveal(Draw.objects.get(), by=who.chief)
        run_due()
    task = Draw.objects.get()
    assert (task.state, task.assignments.filter(state="open").count()) == (DrawState.REVEALED, 60)


def test_a_reveal_at_work_is_not_voided(client, who):
    task = large(who)
    with clock_at(after(task)):
        task = actions.reveal(task, by=who.chief)
        with pytest.raises(StepRefused, match="完成或者停止后再申请作废"):
            actions.ask_void(task, by=who.supervisor, reason="x")
        client.force_login(who.supervisor)
        assert act_url(task, "ask_void") not in client.get(task.get_absolute_url()).content.decode()


def test_half_revealed_with_a_visit_begun_it_is_not_voided(who, monkeypatch):
    task = stopped_half_way(who, monkeypatch)
    with clock_at(after(task)):
        one = task.assignments.first()
        assignment_actions.begin(one, by=one.officers.first())
        with pytest.raises(StepRefused, match="检查已经开始"):
            actions.ask_void(task, by=who.supervisor, reason="x")


def test_a_live_draw_is_not_repeated(who):
    task = draw_at(DrawState.DRAWN, who)
    with pytest.raises(RuleBroken, match="只有已作废的抽取"):
        actions.create_draw(by=who.chief, replaces=task, **conditions())
