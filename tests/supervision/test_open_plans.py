import pytest
from django.test import Client

from enforcement.ledger.models import Entry
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from plans.actions.assignment import cancel
from plans.models import Draw
from plans.rules.draw_proof import verify
from plans.states import DrawState, PlanState
from supervision.models import PublicDraw, PublicPlan
from tests.factories.draw import draw_at
from tests.factories.plan import plan_at, team

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
