"""Whoever took a step takes it back while nobody took the next one; of a recall and a next step at once, one counts."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from enforcement.accounts.roles import Role
from enforcement.errors import DomainError, StepRefused
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import history
from plans.actions import plan as actions
from plans.flows.plan import PLAN
from plans.models import Plan
from plans.states import PlanState as S
from tests.factories.accounts import user_with
from tests.factories.plan import advance, plan_at, team

# step, state it starts from, state it leads to, who took the step before, what is empty afterwards
RECALLS = (
    ("recall", S.SUBMITTED, S.DRAFT, "drafter", "submitted_by"),
    ("recall_review", S.REVIEWED, S.SUBMITTED, "chief", "reviewed_by"),
    ("recall_endorsement", S.ENDORSED, S.REVIEWED, "leader", "endorsed_by"),
    ("recall_approval", S.APPROVED, S.ENDORSED, "drafter", "approved_on"),
    ("recall_filing", S.FILED, S.APPROVED, "drafter", "filed_on"),
)
NEXT = {
    S.SUBMITTED: S.REVIEWED,
    S.REVIEWED: S.ENDORSED,
    S.ENDORSED: S.APPROVED,
    S.APPROVED: S.FILED,
    S.FILED: S.PUBLISHED,
}
OTHERS = {"drafter": "second", "chief": Role.SECTION_CHIEF, "leader": "head"}


@pytest.fixture
def who(db):
    return team()


@pytest.mark.parametrize(("step", "state", "target", "name", "field"), RECALLS)
def test_by_the_page_with_a_reason_and_the_ledger(client, who, step, state, target, name, field):
    plan = plan_at(state, who)
    client.force_login(getattr(who, name))
    url = reverse("plan_act", args=[plan.pk, step])
    page = client.get(plan.get_absolute_url()).content.decode()
    assert f'<a class="button button--secondary" href="{url}">' in page  # to take back is never the first thing to do
    empty = client.post(url, {"version": plan.version, "reason": " "})
    assert empty.status_code == 422
    assert client.post(url, {"version": plan.version, "reason": "数字有误"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, getattr(plan, field)) == (target, None)
    entry = history(plan)[0]
    assert (entry.act, entry.note) == (f"plan.{step}", "数字有误")
    assert entry.before[field] not in ("", None)
    assert advance(plan, NEXT[state], who).state == NEXT[state]  # and the way goes on from there


@pytest.mark.parametrize(("step", "state", "target", "name", "field"), RECALLS)
def test_not_by_someone_else_of_the_same_role(client, who, step, state, target, name, field):
    other = OTHERS[name]
    user = (
        getattr(who, other) if isinstance(other, str) and hasattr(who, other) else user_with(other, bureau=who.bureau)
    )
    plan = plan_at(state, who)
    assert "只有" in " ".join(str(one.message) for one in PLAN.check(plan, step, user))
    with pytest.raises(StepRefused):
        actions.recall(plan, by=user, reason="x", step=step)
    client.force_login(user)
    assert reverse("plan_act", args=[plan.pk, step]) not in client.get(plan.get_absolute_url()).content.decode()
    assert Plan.objects.get(pk=plan.pk).state == state


@pytest.mark.parametrize(("step", "state", "target", "name", "field"), RECALLS)
def test_not_after_the_next_step(who, step, state, target, name, field):
    plan = plan_at(NEXT[state], who)
    with pytest.raises(StepRefused, match="当前状态"):
        actions.recall(plan, by=getattr(who, name), reason="x", step=step)


@pytest.mark.parametrize(("step", "state", "target", "name", "field"), RECALLS)
def test_a_page_opened_before_the_next_step_is_stale(client, who, step, state, target, name, field):
    plan = plan_at(state, who)
    opened = plan.version
    advance(plan, NEXT[state], who)
    client.force_login(getattr(who, name))
    answer = client.post(reverse("plan_act", args=[plan.pk, step]), {"version": opened, "reason": "数字有误"})
    assert answer.status_code == 409
    assert "数字有误" in answer.content.decode()


def test_a_minor_change_is_recalled_to_the_leader_and_loses_what_it_took_over(who):
    old = plan_at(S.PUBLISHED, who)
    new = advance(actions.adjust(old, by=who.drafter, reason="微调"), S.REVIEWED, who)
    agreed = actions.agree(new, by=who.leader)
    assert "没有备案登记" in str(PLAN.check(agreed, "recall_filing", who.drafter)[0].message)
    back = actions.recall(agreed, by=who.leader, reason="再议", step="recall_minor")
    assert (back.state, back.minor, back.weighing, back.approval_number, back.filed_on) == (
        S.REVIEWED,
        False,
        None,
        "",
        None,
    )
    assert actions.endorse(back, by=who.leader).state == S.ENDORSED


def test_an_ordinary_filing_is_no_minor_change(who):
    plan = plan_at(S.FILED, who)
    assert "不是按一般调整" in str(PLAN.check(plan, "recall_minor", who.leader)[0].message)


def race(*works) -> list[str]:
    """Each on a connection of its own, let go at the same moment: what each came to."""
    start, told = threading.Barrier(len(works)), ["" for _ in works]

    def run(place: int) -> None:
        try:
            start.wait(10)
            works[place]()
            told[place] = "done"
        except DomainError as refused:
            told[place] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_recall_and_the_next_step_at_once_give_exactly_one_result():
    who = team()
    plan = plan_at(S.SUBMITTED, who)
    copies = [Plan.objects.get(pk=plan.pk) for _side in range(2)]
    told = race(
        lambda: actions.recall(copies[0], by=who.drafter, reason="补充名单", version=plan.version),
        lambda: actions.review(copies[1], by=who.chief, version=plan.version),
    )
    assert sorted(told) == ["StaleVersion", "done"]
    plan.refresh_from_db()
    assert plan.state == (S.DRAFT if told[0] == "done" else S.REVIEWED)
    assert (plan.reviewed_by is None, plan.submitted_by is None) == (told[0] == "done", told[0] == "done")
    assert Entry.objects.filter(act__in=["plan.recall", "plan.review"]).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_give_exactly_one():
    who = team()
    plan = plan_at(S.REVIEWED, who)
    copies = [Plan.objects.get(pk=plan.pk) for _side in range(2)]
    told = race(
        lambda: actions.endorse(copies[0], by=who.leader, version=plan.version),
        lambda: actions.endorse(copies[1], by=who.head, version=plan.version),
    )
    assert sorted(told) == ["StaleVersion", "done"]
    plan.refresh_from_db()
    assert plan.endorsed_by == (who.leader if told[0] == "done" else who.head)
    assert Entry.objects.filter(act="plan.endorse").count() == 1
