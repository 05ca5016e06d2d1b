"""No draw is made again; it is voided, with a reason and by two people, and a new task is set."""

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.documents.actions import void as void_document
from enforcement.documents.queries import documents_of
from enforcement.ledger.actions import record
from enforcement.web.models import Reminder
from enforcement.wording import in_chinese
from plans.actions import assignment as assignments
from plans.actions.draw_reveal import keep_proof
from plans.flows.draw import DRAW
from plans.models import Draw
from plans.queries import draw as draws
from plans.states import AssignmentState, DrawState


@transaction.atomic
def ask_void(task: Draw, *, by: User, version: int | None = None, reason: str) -> Draw:
    """The draw stands still until a leader decides."""
    locked = DRAW.take(task, "ask_void", by=by, version=version)
    locked.void_reason, locked.void_asked_by = reason, by
    locked.save(update_fields=["void_reason", "void_asked_by"])
    record(DRAW.act("ask_void"), by=by, subject=locked, note=reason)
    tell_leaders(locked, "void", _("申请作废抽取，待批准：%(task)s"))
    return locked


def tell_leaders(task: Draw, what: str, words: str | Promise) -> None:
    """It is nobody's turn in the flow: the draw waits in the state where it stood."""
    holders = RoleGrant.objects.in_force(timezone.localdate()).filter(
        role__in=[Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD]
    )
    leaders = User.objects.filter(bureau=task.bureau_id, is_active=True, pk__in=holders.values("user"))
    text = in_chinese(words) % {"task": task}
    Reminder.objects.bulk_create(
        Reminder(user=one, ref=f"draw-{what}:{task.pk}:{task.version}", text=text[:300], url=task.get_absolute_url())
        for one in leaders
    )


@transaction.atomic
def refuse_void(task: Draw, *, by: User, version: int | None = None, reason: str) -> Draw:
    """It goes on where it stood."""
    locked = DRAW.take(task, "refuse_void", by=by, version=version)
    before = {"reason": locked.void_reason, "asked_by": str(locked.void_asked_by)}
    locked.void_reason, locked.void_asked_by = "", None
    locked.save(update_fields=["void_reason", "void_asked_by"])
    record(DRAW.act("refuse_void"), by=by, subject=locked, before=before, note=reason)
    return locked


@transaction.atomic
def void(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """Stays visible for good; its open tasks are withdrawn, those of a reveal that stopped half way as well, which goes
    on no more: what some had learnt of the result by then, everybody can check. Drawing again is a new task that names
    this one."""
    seal, kept = _proof_of_half_known(task, by)
    locked = DRAW.take(task, "void", by=by, version=version, voided_by_id=by.pk, **kept)
    for one in locked.assignments.filter(state=AssignmentState.OPEN):
        assignments.withdraw(one, by=by, reason=locked.void_reason)
    for document in documents_of(locked).filter(kind="CQJG"):
        if document.is_in_force:
            void_document(document, by=by, reason=locked.void_reason)
    after = {"asked_by": str(locked.void_asked_by), **seal}
    record(DRAW.act("void"), by=by, subject=locked, after=after, note=locked.void_reason)
    return locked


def _proof_of_half_known(task: Draw, by: User) -> tuple[dict[str, str], dict[str, int]]:
    """Of a reveal that stopped half way: the seal for the ledger, and the file as a column of the draw."""
    held = Draw.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=task.pk)
    if held.state != DrawState.REVEALING or DRAW.check(held, "void", by):
        return {}, {}
    proof = draws.proof_of(held)
    return {"seal": proof["seal"]}, {"proof_file_id": keep_proof(held, proof).pk}
