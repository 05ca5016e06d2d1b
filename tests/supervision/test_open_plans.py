import pytest
from django.test import Client
from django.utils import timezone

from enforcement.ledger.models import Entry
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from plans.actions import plan as plans
from plans.actions.assignment import cancel
from plans.models import Draw, Plan
from plans.rules.draw_proof import verify
from plans.states import DrawState, PlanState
from supervision.models import PublicDraw, PublicPlan
from tests.factories.draw import draw_at
from tests.factories.plan import advance, plan_at, summarised, team

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
