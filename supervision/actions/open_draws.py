"""Draws become public by being copied: the commitment, that it was drawn, at last the proof. Each run looks for what is
due; running it again adds nothing."""

import datetime as dt
import json
import secrets
from collections.abc import Sequence
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.documents.files import open_file
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record, reference
from enforcement.ledger.models import Entry
from enforcement.ledger.presenters import name_act
from enforcement.ledger.queries import history
from plans.actions.draw import publish_commitment
from plans.flows.draw import DRAW
from plans.models import Assignment, Draw
from plans.rules.draw import Round, draw as draw_list
from plans.rules.draw_frozen_facts import seal_of
from plans.rules.draw_proof import Proof
from plans.states import AssignmentState, DrawState
from supervision.actions.publishing import one_by_one
from supervision.models import PublicDraw, PublicRound
from supervision.states import PublicDrawState

PUBLISH_VOID = name_act("publicdraw.commit", gettext_lazy("公布已作废抽取的名单承诺"))
PUBLISH_STATE = name_act("publicdraw.state", gettext_lazy("公布抽取进展"))
PUBLISH_PROOF = name_act("publicdraw.reveal", gettext_lazy("公开抽取核验材料"))
DRAWN_STATES = (DrawState.DRAWN, DrawState.REVEALING, DrawState.REVEALED, DrawState.VOID)
SHOWN = (
    *("counts", "sizes", "ratio", "exclusions", "scope", "specialty", "weights", "window", "source_lines"),
    *("entry_method", "bits_given", "bits_needed", "small_source_reason"),
)
DIGEST = 16  # hexadecimal digits of a round that the page shows
BATCH = 1_000


def publish_draws() -> int:
    """The commitment once the lists are frozen, the proof when the checks are over, a void one with its reason."""
    shown = PublicDraw.objects.values("draw")
    frozen = Draw.objects.exclude(commitment="").exclude(pk__in=shown).select_related("bureau").defer("result")
    return one_by_one("commit", frozen, publish_one) + reveal_draws() + tell_states()


def publish_one(draw: Draw) -> None:
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
    if not public.published_at:  # void before it could be published: it is shown all the same, and no step says so
        record(PUBLISH_VOID, by=None, subject=draw, after={"sha256": draw.commitment})


def commitment_of(draw: Draw) -> dict[str, Any]:
    """Hashes, counts and reasons; neither salt nor an entry: those would say who stands on the list."""
    frozen = history(draw).filter(act=DRAW.act("freeze")).first()
    return {
        "sha256": draw.commitment,
        "hashes": draw.hashes,
        "frozen_at": local_text(cast(dt.datetime, draw.frozen_at)),
        "seed_source": draw.seed_source,
        "seed_at": local_text(draw.seed_at),
        "params": {name: draw.params[name] for name in SHOWN if name in draw.params},
        "ledger": {"entry": frozen.pk, "leaf": frozen.leaf} if frozen else {},
    }


def slug_of(draw: int | None) -> str:
    return PublicDraw.objects.filter(draw=draw or 0).values_list("slug", flat=True).first() or ""


def tell_states() -> int:
    """Void ones stay, with the reason; of the others that they were drawn."""
    told = dict(PublicDraw.objects.exclude(state=PublicDrawState.VOID).values_list("draw", "state"))
    draws = Draw.objects.filter(pk__in=told, state__in=DRAWN_STATES).defer("result", "params")
    return one_by_one("state", [one for one in draws if state_of(one) != told[one.pk]], tell_state)


def state_of(draw: Draw) -> str:
    if draw.state == DrawState.VOID:
        return PublicDrawState.VOID
    revealed = PublicDraw.objects.filter(draw=draw.pk, revealed_at__isnull=False).exists()
    return PublicDrawState.REVEALED if revealed else PublicDrawState.DRAWN


def tell_state(draw: Draw) -> None:
    state = state_of(draw)
    reason = draw.void_reason if state == PublicDrawState.VOID else ""
    PublicDraw.objects.get(draw=draw.pk).amend(state=state, void_reason=reason)
    record(PUBLISH_STATE, by=None, subject=draw, after={"state": str(state)}, note=reason)


def local_text(moment: dt.datetime) -> str:
    """To the second and with its offset; pages show it as people read it."""
    return timezone.localtime(moment).isoformat(" ", "seconds")


def reveal_draws() -> int:
    """Salt, list and picks name the enterprises: before the last visit they would announce it. A task that is still
    open when its window is over keeps nothing back: nobody is surprised by it any more. A void draw is revealed, too,
    when its result was out: what was done stays to be checked."""
    waiting = PublicDraw.objects.filter(proof_file__isnull=True).values("draw")
    begun = [AssignmentState.OPEN, AssignmentState.UNDER_WAY]
    to_visit = Assignment.objects.filter(state__in=begun, window_to__gte=timezone.localdate())
    draws = Draw.objects.filter(state__in=[DrawState.REVEALED, DrawState.VOID], pk__in=waiting)
    over = list(draws.exclude(assignments__in=to_visit).select_related("bureau", "proof_file"))
    acts = [DRAW.act("finish_reveal"), DRAW.act("void")]
    out = Entry.objects.filter(act__in=acts, subject__in=[reference(one) for one in over], after__has_key="seal")
    entries = {entry.subject: entry for entry in out}
    return one_by_one(
        "reveal",
        [one for one in over if one.state == DrawState.REVEALED or reference(one) in entries],
        lambda draw: reveal_one(draw, entries.get(reference(draw))),
    )


def reveal_one(draw: Draw, entry: Entry | None) -> None:
    """The file kept at the reveal is published, not one made anew: words change from one version of the program to the
    next. Whoever put another in its place would seal that anew; the ledger still holds the seal of the reveal."""
    proof = json.loads(open_file(draw.proof_file)) if draw.proof_file else {}
    held, seal = (entry.after or {}).get("seal") if entry else None, seal_of(proof)
    if entry is None or held != seal:
        words = {"held": held or "--", "seal": seal}
        raise RuleBroken(_("核验文件的校验值 %(seal)s 与日志记载的 %(held)s 不符，不予公布，请核查数据") % words)
    public = PublicDraw.objects.get(draw=draw.pk)
    keep_rounds(public, proof)
    reveal = {"seal": held, "entry": entry.pk, "leaf": entry.leaf, "sources": proof["sources"]}
    state = PublicDrawState.VOID if draw.state == DrawState.VOID else PublicDrawState.REVEALED
    reason = draw.void_reason if state == PublicDrawState.VOID else ""
    public.amend(proof_file=draw.proof_file, reveal=reveal, revealed_at=timezone.now(), state=state, void_reason=reason)
    record(PUBLISH_PROOF, by=None, subject=draw, after={"seal": held})


def keep_rounds(public: PublicDraw, proof: Proof) -> None:
    """The transcript as the page shows it, by the file and nothing else. Whom a number chose is said by the published
    entry, never by a name."""
    PublicRound.objects.bulk_create(
        (
            PublicRound(
                draw=public,
                list=name,
                number=line.number,
                digest=line.hash[:DIGEST],
                tickets_left=line.tickets_left,
                position=line.position,
                entry=line.entry,
                code=content["entries"][line.entry - 1],
                skipped=line.skipped[:200],
            )
            for name, content in proof["lists"].items()
            for line in rounds_of(proof, name)
        ),
        batch_size=BATCH,
    )


def rounds_of(proof: Proof, name: str) -> Sequence[Round]:
    skips = {one["entry"]: one["reason"] for one in proof["skips"] if one["list"] == name}
    weights = proof["lists"][name]["weights"]
    return draw_list(proof["key"], name, weights=weights, count=len(proof["picks"][name]), skips=skips).rounds
