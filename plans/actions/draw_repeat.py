"""No redraw but a new task that says why, which a second person approves before its lists are frozen."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t, gettext_lazy as _, override

from enforcement.accounts.models import Bureau, User
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from plans.actions.draw_void import tell_leaders
from plans.flows.draw import DRAW
from plans.models import Draw, PlanItem
from plans.queries.draw_repeats import allotment, repetition


def lock_draws(bureau: int) -> None:
    """One at a time sets, changes or freezes a draw of the bureau, so that two do not both take the last visits of a
    plan item, nor both pass for the first of their kind."""
    Bureau.objects.select_for_update(of=("self",), no_key=True).get(pk=bureau)


def refuse_beyond_the_plan(item: PlanItem | None, wanted: int, besides: int | None = None) -> None:
    if item is not None and not (found := allotment(item, wanted, besides)).holds:
        raise RuleBroken(found.in_words, "units_wanted")


def asked_again(task: Draw, *, by: User, reason: str) -> dict[str, Any]:
    """What a draw has to carry that repeats another: its reason, who asks, and the void one it takes the place of.
    `task` has its new conditions and need not be stored yet. Whatever was approved is asked for again."""
    found = repetition(task)
    replaces = task.replaces or (found.void.draw if found.void and found.open else None)
    if replaces is None and not found.is_one:
        return {"replaces": None, "repeat_reason": "", "repeat_asked_by": None, "repeat_approved_by": None}
    if not reason.strip():
        told = found.in_words if found.is_one else _t("%(number)s 已作废") % {"number": replaces and replaces.number}
        raise RuleBroken(_t("%(told)s，写明再次抽取的理由，经另一人批准后冻结") % {"told": told}, "repeat_reason")
    return {"replaces": replaces, "repeat_reason": reason, "repeat_asked_by": by, "repeat_approved_by": None}


def tell_of_repeat(task: Draw) -> None:
    if task.repeat_reason:
        tell_leaders(task, "repeat", _("再次抽取，待批准：%(task)s"))


@transaction.atomic
def approve_repeat(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """Whatever is changed afterwards has to be approved again."""
    locked = DRAW.take(task, "approve_repeat", by=by, version=version)
    locked.repeat_approved_by = by
    locked.save(update_fields=["repeat_approved_by"])
    with override("zh-hans"):
        found = repetition(locked)
        told = found.in_words if found.is_one else ""
    replaces = locked.replaces and locked.replaces.number
    after = {"asked_by": str(locked.repeat_asked_by), "replaces": replaces, "repeats": told}
    record(DRAW.act("approve_repeat"), by=by, subject=locked, after=after, note=locked.repeat_reason)
    return locked
