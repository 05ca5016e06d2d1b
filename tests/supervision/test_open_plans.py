import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from enforcement.ledger.models import Entry
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from plans.actions import draw as actions, plan as plans
from plans.actions.assignment import cancel
from plans.models import Draw, Plan
from plans.rules.draw_proof import verify
from plans.states import AssignmentState, DrawState, PlanState
from supervision.actions.open_plans import publish_draws
from supervision.models import PublicDraw, PublicPlan
from tests.factories.clock import clock_at
from tests.factories.draw import advance_draw, after, conditions, draw_at, voided
from tests.factories.plan import advance, graded, plan_at, summarised, team

pytestmark = pytest.mark.django_db


def publish(key: str) -> None:
    post("supervision.publish_plans_and_draws", key=key)
    run_due()


def call_off(task: Draw, who) -> None:
    for one in task.assignments.all():
        cancel(one, by=who.chief, reason="企业已停产停业")


def test_a_commitment_is_public_once_the_lists_are_frozen(client: Client) -> None:
    task = draw_at(DrawState.FROZEN, team())
    for key in ("first", "second"):
        publish(key)
    public = PublicDraw.objects.get()
    assert public.commitment["sha256"] == task.commitment
    assert client.get(f"{public.get_absolute_url()}proof.json").status_code == 404
    assert Entry.objects.filter(act="publicdraw.commit").count() == 1


def test_a_draft_is_not_public() -> None:
    draw_at(DrawState.DRAFT, team())
    publish("draft")
    assert not PublicDraw.objects.exists()


def test_the_enterprises_are_not_named_before_the_last_visit(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    publish("revealed")
    public = PublicDraw.objects.get()
    assert public.proof is None
    assert "检查结束后公开" in client.get(public.get_absolute_url()).content.decode()
    call_off(task, who)
    for key in ("over", "again"):
        publish(key)
    proof = client.get(f"{public.get_absolute_url()}proof.json").json()
    assert verify(proof) == []
    assert Entry.objects.filter(act="publicdraw.reveal").count() == 1


@pytest.mark.parametrize(("days", "public"), [(0, False), (1, True)])
def test_a_visit_never_made_does_not_keep_the_proof_back_after_the_window(days: int, public: bool) -> None:
    task = draw_at(DrawState.REVEALED, team())
    day = timezone.make_aware(dt.datetime.combine(task.window_to, dt.time(10))) + dt.timedelta(days=days)
    with clock_at(day):
        publish("late")
    assert task.assignments.filter(state=AssignmentState.OPEN).count() == 3
    assert (PublicDraw.objects.get().proof is not None) is public


def test_a_void_draw_keeps_its_commitment_and_names_nobody() -> None:
    draw_at(DrawState.VOID, team())
    publish("void")
    assert not PublicDraw.objects.exclude(proof=None).exists()


def test_a_published_plan_is_copied_once() -> None:
    plan = plan_at(PlanState.PUBLISHED, team())
    for key in ("monday", "tuesday"):
        publish(key)
        run_due()
    assert PublicPlan.objects.get().plan == plan.pk
    assert Entry.objects.filter(act="publicplan.publish").count() == 1


def test_the_public_page_shows_the_order_of_events_and_the_ledger_entry(client: Client) -> None:
    task = draw_at(DrawState.FROZEN, team())
    publish("frozen")
    public = PublicDraw.objects.get()
    page = client.get(public.get_absolute_url()).content.decode()
    entry = Entry.objects.get(act="draw.freeze", subject=task.ref)
    assert public.published_at == task.published_at < task.seed_at
    for shown in (task.commitment, *task.hashes.values(), entry.leaf, str(entry.pk), "待抽取", "12 个中抽取 3 个"):
        assert shown in page
    for hidden in (
        task.salt,
        *task.entries.values_list("name", flat=True),
        *task.entries.values_list("entry", flat=True),
    ):
        assert hidden not in page


def test_publishing_gives_the_draw_its_moment() -> None:
    who = team()
    graded(who.bureau, 12)
    task = actions.freeze(actions.create_draw(by=who.chief, **conditions()), by=who.chief)
    assert task.published_at is None
    publish("now")
    task.refresh_from_db()
    assert task.published_at == PublicDraw.objects.get().published_at


def test_a_commitment_published_too_late_says_so(client: Client) -> None:
    who = team()
    graded(who.bureau, 12)
    task = actions.freeze(actions.create_draw(by=who.chief, **conditions()), by=who.chief)
    with clock_at(after(task)):
        publish_draws()
        page = client.get(PublicDraw.objects.get().get_absolute_url()).content.decode()
    assert "名单承诺晚于种子产生时间公布" in page


def test_a_void_draw_stays_public_with_its_reason_and_leads_to_the_new_one(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.FROZEN, who)
    publish("frozen")
    old = PublicDraw.objects.get()
    assert "名单有误" not in client.get(old.get_absolute_url()).content.decode()
    task = voided(task, who)
    again = actions.create_draw(by=who.chief, replaces=task, **conditions(repeat_reason="名单已更正"))
    advance_draw(again, DrawState.FROZEN, who)
    publish("void")
    page = client.get(old.get_absolute_url()).content.decode()
    new = PublicDraw.objects.exclude(pk=old.pk).get()
    for shown in ("名单有误", "已作废", new.get_absolute_url()):
        assert shown in page
    assert old.get_absolute_url() in client.get(new.get_absolute_url()).content.decode()
    assert "已作废" in client.get("/public/draws/").content.decode()
    publish("again")
    assert Entry.objects.filter(act="publicdraw.state").count() == 1


def test_the_list_tells_the_state_of_each_draw(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    publish("drawn")
    assert "已抽取，检查结束后公开" in client.get("/public/draws/").content.decode()
    call_off(task, who)
    publish("over")
    assert "已公开核验材料" in client.get("/public/draws/").content.decode()
    public = PublicDraw.objects.get()
    assert public.proof["seal"] == Entry.objects.get(act="publicdraw.reveal").after["seal"]


def public_of(plan):
    return PublicPlan.objects.get(plan=plan.pk)


def adjusted(old, who):
    """A minor change, published."""
    new = plans.adjust(old, by=who.drafter, reason="对接专项整治")
    plans.change_item(new.items.get(enterprise=None), by=who.drafter, visits=4, months=[5])
    reviewed = advance(Plan.objects.get(pk=new.pk), PlanState.REVIEWED, who)
    return plans.publish(plans.agree(reviewed, by=who.leader), by=who.head)


def test_an_adjusted_plan_shows_what_changed_and_the_old_page_points_to_it(client: Client) -> None:
    who = team()
    old = plan_at(PlanState.PUBLISHED, who)
    publish("first")
    first = public_of(old)
    assert "本版已经调整" not in client.get(first.get_absolute_url()).content.decode()
    new = adjusted(Plan.objects.get(pk=old.pk), who)
    publish("second")
    second = public_of(new)
    page = client.get(second.get_absolute_url()).content.decode()
    for words in ("对接专项整治", "一般调整：", "1 ÷ 45 = 2.2%", "一般检查家次", "云政复〔2026〕8号", "每户年度上限"):
        assert words in page
    assert "；5 月" not in page  # the months of visits would announce them
    assert second.get_absolute_url() in client.get(first.get_absolute_url()).content.decode()
    listed = client.get("/public/plans/").content.decode()
    assert "现行" in listed
    assert "已调整" in listed


def test_last_years_result_stands_with_the_plan(client: Client) -> None:
    who = team()
    year = timezone.localdate().year
    last = plan_at(PlanState.PUBLISHED, who, year=year - 1, start=900)
    summarised(last, who, reasons="三家企业停产")
    plan = plan_at(PlanState.PUBLISHED, who)
    publish("both")
    page = client.get(public_of(plan).get_absolute_url()).content.decode()
    assert f"{year - 1} 年度计划执行情况" in page
    assert "0/45" in page
    assert "三家企业停产" in page
    assert f"{year - 1} 年度计划执行情况" not in client.get(public_of(last).get_absolute_url()).content.decode()


def test_a_row_published_before_editions_were_shown_is_still_read(client: Client) -> None:
    plan = plan_at(PlanState.PUBLISHED, team())
    publish("first")
    public = public_of(plan)
    old = ("total", "other", "non_enforcement", "inspection", "key_share", "key", "general", "approval")
    kept = {name: public.content[name] for name in old}
    public.amend(content=kept)
    assert client.get(public.get_absolute_url()).status_code == 200
