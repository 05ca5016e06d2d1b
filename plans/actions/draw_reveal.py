"""The result becomes known: every drawn unit gets its task, in chunks that each stand for themselves, then the proof is
built and the notice issued. A few units at once; many by a job, which cut off goes on after its last chunk."""

import json
from collections.abc import Callable
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.documents.files import store
from enforcement.documents.models import StoredFile
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.outbox.actions import post, restart
from enforcement.outbox.models import Rank
from plans.actions.draw_tasks import assign_drawn
from plans.documents.draw import draw_result
from plans.flows.draw import DRAW
from plans.models import Draw, DrawnExpert, DrawnOfficer, DrawnUnit
from plans.queries import draw as draws
from plans.queries.draw_reveal import job_key, why_stopped
from plans.rules.draw import key_string
from plans.rules.draw_proof import Proof
from plans.states import DrawState

AT_ONCE = 50
CHUNK = 200
Tell = Callable[[int, int], None]


@transaction.atomic
def reveal(task: Draw, *, by: User, version: int | None = None, at_once: int = AT_ONCE) -> Draw:
    """Up to `at_once` units are handled before it returns; for more it asks for the job."""
    locked = DRAW.take(task, "reveal", by=by, version=version, revealed_by_id=by.pk)
    _keep_drawn(locked)
    count = len(locked.result["picks"][draws.UNIT])
    after = {"commitment": locked.commitment, "key": key_string(locked.sources), "units": count}
    record(DRAW.act("reveal"), by=by, subject=locked, after=after)
    if count > at_once:
        ask_for_job(locked)
        return locked
    make_tasks(locked.pk, lambda _done, _total: None)
    return Draw.objects.select_related("bureau").get(pk=locked.pk)


@transaction.atomic
def resume_reveal(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """After the job failed for good: it goes on behind the last unit handled."""
    with override("zh-hans"):  # kept as the record has it, whatever page this came from
        why = why_stopped(task)
    locked = DRAW.take(task, "resume_reveal", by=by, version=version)
    if not restart(job_key(locked)):
        ask_for_job(locked)
    after = {"handled": locked.handled, "units": locked.units.count()}
    record(DRAW.act("resume_reveal"), by=by, subject=locked, after=after, note=why)
    return locked


def ask_for_job(task: Draw) -> None:
    post("plans.reveal_draw", key=job_key(task), rank=Rank.SOMEONE_WAITS, draw=task.pk)


def make_tasks(pk: int, tell: Tell) -> None:
    """Run again, it goes on where it stopped; once the result is revealed or the draw is void, it does nothing."""
    while done := _handle_next(pk):
        tell(*done)
    with transaction.atomic():
        task = Draw.objects.select_for_update(of=("self",)).get(pk=pk)
        if task.state == DrawState.REVEALING:
            _finish(task)


def _handle_next(pk: int) -> tuple[int, int] | None:
    """One chunk in its own transaction: so many units handled, of how many; none when none is left."""
    related = ("bureau", "plan_item__unit", "revealed_by__unit", "revealed_by__bureau")
    with transaction.atomic():
        task = Draw.objects.select_for_update(of=("self",)).select_related(*related).get(pk=pk)
        units = list(task.units.filter(place__gt=task.handled).order_by("place")[:CHUNK])
        if task.state != DrawState.REVEALING or not units:
            return None
        if task.void_asked_by_id:
            raise RuleBroken(_t("已申请作废，待批准，批准前不能继续"))
        assign_drawn(task, units)
        task.handled = units[-1].place
        task.save(update_fields=["handled"])
    return task.handled, len(task.result["picks"][draws.UNIT])


def _finish(task: Draw) -> None:
    """The proof checks itself before anybody sees it. An enterprise that cannot be visited any more stays drawn: why it
    has no task stands beside it."""
    proof = draws.proof_of(task)
    file = keep_proof(task, proof)
    locked = DRAW.take(task, "finish_reveal", by=None, revealed_at=timezone.now(), proof_file_id=file.pk)
    document = issue("CQJG", subject=locked, by=cast(User, locked.revealed_by), context=draw_result(locked))
    after: dict[str, Any] = {"seal": proof["seal"], "tasks": locked.assignments.count()}
    unassigned = locked.units.exclude(unassigned="").order_by("place").values_list("entry", "unassigned")
    not_sent = locked.experts.exclude(not_sent="").order_by("place").values_list("entry", "not_sent")
    for name, rows in (("unassigned", unassigned), ("not_sent", not_sent)):
        if found := [{"entry": entry, "reason": reason} for entry, reason in rows]:
            after[name] = found
    record(DRAW.act("finish_reveal"), by=None, subject=locked, after=after, document=document.number)


def keep_proof(task: Draw, proof: Proof) -> StoredFile:
    """The file as everybody gets it; published later, it is still this one."""
    content = json.dumps(proof, ensure_ascii=False, indent=1).encode()
    return store(content, name=f"draw-{task.pk}.json", mime="application/json", by=None)


def _keep_drawn(task: Draw) -> None:
    kinds: tuple[tuple[str, Any, str], ...] = (
        (draws.UNIT, DrawnUnit, "enterprise_id"),
        (draws.OFFICER, DrawnOfficer, "officer_id"),
        (draws.EXPERT, DrawnExpert, "expert_id"),
    )
    for name, model, field in kinds:
        rows = draws.drawn_rows(task, name)
        model.objects.bulk_create(
            [model(draw=task, place=row["place"], entry=row["number"], **{field: row["id"]}) for row in rows],
            batch_size=1_000,
        )
