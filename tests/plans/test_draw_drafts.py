"""A draft nobody goes on with stands in nobody's way: it is discarded, or grows old."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.upkeep import set_value
from plans.actions import draw as actions
from plans.models import Draw, PlanItem
from plans.queries.draw_repeats import allotment, holds_until, is_old
from plans.states import DrawState, PlanState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import advance_draw, conditions, draw_at
from tests.factories.plan import graded, plan_at, team
from tests.plans.test_draw import act_url, messages_of
from tests.plans.test_draw_repeats import of_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def item(who):
    """A general item of the published plan: 3 visits."""
    plan = plan_at(PlanState.PUBLISHED, who)
    return PlanItem.objects.get(plan=plan, kind="general")


def grown_old(task, days=31):
    Draw.objects.filter(pk=task.pk).update(set_on=timezone.localdate() - dt.timedelta(days=days))
    return Draw.objects.get(pk=task.pk)


def test_a_discarded_draft_gives_back_its_units_and_stays_to_be_read(client, who, item):
    first = of_item(who, item, 3)
    with pytest.raises(RuleBroken, match="放弃不用的草稿"):
        of_item(who, item, 1, repeat_reason="第二批")
    client.force_login(who.chief)
    assert client.get(act_url(first, "discard")).status_code == 200
    assert client.post(act_url(first, "discard"), {"reason": "", "version": first.version}).status_code == 422
    answer = client.post(act_url(first, "discard"), {"reason": "范围另定", "version": first.version})
    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.state == DrawState.DISCARDED
    entry = history(first).get(act="draw.discard")
    assert who.chief.name in entry.actor_text
    assert (entry.note, entry.before["units"]) == ("范围另定", 3)
    page = client.get(first.get_absolute_url()).content.decode()
    assert "草稿已放弃" in page
    assert "范围另定" in page
    assert of_item(who, item, 3).repeat_reason == ""  # nor is what comes next a repetition


def test_only_who_prepares_draws_discards_and_only_a_draft(who):
    task = draw_at(DrawState.DRAFT, who)
    with pytest.raises(NotPermitted):
        actions.discard_draw(task, by=who.supervisor, reason="x")
    frozen = advance_draw(task, DrawState.FROZEN, who)
    with pytest.raises(StepRefused, match="不能放弃草稿"):
        actions.discard_draw(frozen, by=who.chief, reason="x")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_draft_is_discarded_with_a_reason(who, reason):
    task = draw_at(DrawState.DRAFT, who)
    with pytest.raises(RuleBroken, match="写明理由") as refused:
        actions.discard_draw(task, by=who.chief, reason=reason)
    assert refused.value.field == "reason"
    assert Draw.objects.get().state == DrawState.DRAFT


def test_what_was_discarded_is_gone_for_good(who):
    task = actions.discard_draw(draw_at(DrawState.DRAFT, who), by=who.chief, reason="x")
    for step in ("freeze", "edit", "discard"):
        assert "草稿已放弃" in messages_of(task, step, who.chief)
    for change in (
        lambda rows: rows.update(state="draft"), lambda rows: rows.update(title="别的"),
        lambda rows: rows._raw_delete("default"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="was discarded"), transaction.atomic():
            change(Draw.objects.filter(pk=task.pk))


def test_a_discarded_replacement_leaves_the_void_one_to_be_replaced(client, who):
    old = draw_at(DrawState.VOID, who)
    spare = actions.create_draw(by=who.chief, **conditions(repeat_reason="名单已更正"))
    assert spare.replaces == old
    actions.discard_draw(spare, by=who.chief, reason="改期")
    client.force_login(who.chief)
    assert f"?replaces={old.pk}" in client.get(old.get_absolute_url()).content.decode()
    again = actions.create_draw(by=who.chief, replaces=old, **conditions(repeat_reason="名单已更正"))
    assert again.replaces == old


def test_an_old_draft_holds_nothing_and_the_page_says_so(client, who, item):
    task = of_item(who, item, 3)
    client.force_login(who.chief)
    last = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    assert (
        f"30 日（待核定）内未冻结的，{last} 后不再占用计划家次" in client.get(task.get_absolute_url()).content.decode()
    )
    assert allotment(item, 1).left == 0
    task = grown_old(task, 30)
    assert not is_old(task)  # the last day counts
    task = grown_old(task, 31)
    assert (allotment(item, 1).left, allotment(item, 1).old) == (3, [task])
    assert "不再占用计划家次；修改条件后重新占用" in client.get(task.get_absolute_url()).content.decode()
    assert of_item(who, item, 2).repeat_reason == ""
    with pytest.raises(RuleBroken, match=f"最多还可抽取 1 家.*不再占用家次的旧草稿：{task.number}"):
        of_item(who, item, 2, repeat_reason="第二批")


def test_an_old_draft_that_is_frozen_after_all_finds_its_units_taken(who, item):
    task = grown_old(of_item(who, item, 3))
    graded(who.bureau, 5, start=2000)
    of_item(who, item, 2)
    with pytest.raises(StepRefused, match="最多还可抽取 1 家"):
        actions.freeze(task, by=who.chief)


def test_a_change_makes_it_young_again(who):
    task = grown_old(draw_at(DrawState.DRAFT, who))
    changed = actions.change_draw(task, by=who.chief, **conditions(units_wanted=4))
    assert changed.set_on == timezone.localdate()
    assert not is_old(Draw.objects.get())


def test_a_bureau_sets_the_days_itself(who):
    task = draw_at(DrawState.DRAFT, who)
    setter = user_with(Role.PRINCIPAL_HEAD, bureau=who.bureau)
    set_value("TH-DRW-001", by=setter, value={"draft_days": 7, "same_share": 50}, note="本局规定")
    assert holds_until(task) == task.set_on + dt.timedelta(days=7)
    noon = timezone.now() + dt.timedelta(days=8)
    with clock_at(noon):
        assert is_old(task)
