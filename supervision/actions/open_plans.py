"""Annual plans and draws become public by being copied. Both look for what is due; running them again adds nothing."""

import datetime as dt
import secrets
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.ledger.queries import history
from plans.actions.draw import publish_commitment
from plans.models import Assignment, Draw, Plan
from plans.queries.draw import proof_of
from plans.states import AssignmentState, DrawState, PlanState
from supervision.actions.plan_content import copy_key_items, plan_content
from supervision.models import PublicDraw, PublicPlan
from supervision.states import PublicDrawState

PUBLISH_PLAN = name_act("publicplan.publish", gettext_lazy("公布年度计划"))
PUBLISH_COMMITMENT = name_act("publicdraw.commit", gettext_lazy("公布名单承诺"))
PUBLISH_STATE = name_act("publicdraw.state", gettext_lazy("公布抽取进展"))
DRAWN_STATES = (DrawState.DRAWN, DrawState.REVEALED, DrawState.VOID)
PUBLISH_PROOF = name_act("publicdraw.reveal", gettext_lazy("公开抽取核验材料"))


def publish_plans() -> int:
    shown = PublicPlan.objects.values("plan")
    due = Plan.objects.filter(state=PlanState.PUBLISHED).exclude(pk__in=shown).order_by("edition")
    plans = list(due.select_related("bureau"))
    for plan in plans:
        with transaction.atomic():
            public = PublicPlan.objects.create(
                plan=plan.pk,
                slug=secrets.token_hex(6),
                bureau_name=plan.bureau.name,
                year=plan.year,
                published_on=cast(dt.date, plan.published_on),  # the step "publish" gives it
                content=plan_content(plan),
            )
            copy_key_items(plan, public)
            point_to_newest(plan, public)
            record(PUBLISH_PLAN, by=None, subject=plan, after={"address": public.get_absolute_url()})
    return len(plans)


def point_to_newest(plan: Plan, public: PublicPlan) -> None:
    """Pages of older editions stay where they are and say where the newer one is."""
    older = Plan.objects.filter(bureau=plan.bureau_id, year=plan.year, edition__lt=plan.edition).values("pk")
    for row in PublicPlan.objects.filter(plan__in=older):
        row.amend(content={**row.content, "newer": public.get_absolute_url()})


def publish_draws() -> int:
    """The commitment once the lists are frozen, the proof when the checks are over, a void one with its reason."""
    shown = PublicDraw.objects.values("draw")
    frozen = list(Draw.objects.exclude(commitment="").exclude(pk__in=shown).select_related("bureau").defer("result"))
    for draw in frozen:
        with transaction.atomic():
            # void before it could be published: it is shown all the same, and holds nothing else up
            public = draw if draw.published_at or draw.state == DrawState.VOID else publish_commitment(draw)
            PublicDraw.objects.create(
                draw=draw.pk,
                slug=secrets.token_hex(6),
                bureau_name=draw.bureau.name,
                title=str(draw),
                published_at=public.published_at or timezone.now(),
                commitment=commitment_of(draw),
                replaces=slug_of(draw.replaces_id),
            )
            record(PUBLISH_COMMITMENT, by=None, subject=draw, after={"sha256": draw.commitment})
    return len(frozen) + reveal_draws() + tell_states()


def commitment_of(draw: Draw) -> dict[str, Any]:
    """Hashes, counts and reasons; neither salt nor an entry: those would say who stands on the list."""
    frozen = history(draw).filter(act="draw.freeze").first()
    shown = ("counts", "sizes", "ratio", "exclusions", "scope", "specialty", "weights", "window", "source_lines",
             "entry_method", "bits_given", "bits_needed", "small_source_reason")  # fmt: skip
    return {
        "sha256": draw.commitment,
        "hashes": draw.hashes,
        "frozen_at": local_text(cast(dt.datetime, draw.frozen_at)),
        "seed_source": draw.seed_source,
        "seed_at": local_text(draw.seed_at),
        "params": {name: draw.params[name] for name in shown if name in draw.params},
        "ledger": {"entry": frozen.pk, "leaf": frozen.leaf} if frozen else {},
    }


def slug_of(draw: int | None) -> str:
    return PublicDraw.objects.filter(draw=draw or 0).values_list("slug", flat=True).first() or ""


def tell_states() -> int:
    """Void ones stay, with the reason; of the others that they were drawn."""
    told = dict(PublicDraw.objects.exclude(state=PublicDrawState.VOID).values_list("draw", "state"))
    moved = 0
    draws = Draw.objects.filter(pk__in=told, state__in=DRAWN_STATES).defer("result", "params")
    for draw in draws:
        state = PublicDrawState.VOID if draw.state == DrawState.VOID else PublicDrawState.DRAWN
        if told[draw.pk] in (state, PublicDrawState.REVEALED) and state != PublicDrawState.VOID:
            continue
        with transaction.atomic():
            reason = draw.void_reason if state == PublicDrawState.VOID else ""
            PublicDraw.objects.defer("proof").get(draw=draw.pk).amend(state=state, void_reason=reason)
            record(PUBLISH_STATE, by=None, subject=draw, after={"state": str(state)}, note=reason)
        moved += 1
    return moved


def local_text(moment: dt.datetime) -> str:
    """To the second and with its offset, as people read it."""
    return timezone.localtime(moment).isoformat(" ", "seconds")


def reveal_draws() -> int:
    """Salt, list and picks name the enterprises: before the last visit they would announce it. A task that is still
    open when its window is over keeps nothing back: nobody is surprised by it any more."""
    waiting = PublicDraw.objects.filter(proof__isnull=True).values("draw")
    begun = [AssignmentState.OPEN, AssignmentState.UNDER_WAY]
    to_visit = Assignment.objects.filter(state__in=begun, window_to__gte=timezone.localdate())
    over = Draw.objects.filter(state=DrawState.REVEALED, pk__in=waiting).exclude(assignments__in=to_visit)
    revealed = list(over.select_related("bureau"))
    for draw in revealed:
        with transaction.atomic():
            proof = proof_of(draw)
            public = PublicDraw.objects.defer("proof").get(draw=draw.pk)
            public.amend(proof=proof, revealed_at=timezone.now(), state=PublicDrawState.REVEALED)
            record(PUBLISH_PROOF, by=None, subject=draw, after={"seal": proof["seal"]})
    return len(revealed)
