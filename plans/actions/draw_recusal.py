"""A drawn officer or expert steps back after the draw: entered by one person, decided by another."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.wording import in_chinese
from plans.actions.draw import keep_result
from plans.flows.draw import DRAW
from plans.models import Draw, DrawRecusal
from plans.queries import draw as draws
from plans.queries.draw_recusal import GROUNDS, waiting_recusal
from plans.queries.draw_skips import recused


@transaction.atomic
def recuse(task: Draw, *, by: User, version: int | None = None, who: str, ground: str, reason: str) -> Draw:
    """`who`: list and entry, "officer:7", of somebody who was drawn or stands in. Nothing moves before it is agreed."""
    locked = DRAW.take(task, "recuse", by=by, version=version)
    name, _colon, entry = who.partition(":")
    if who not in {f"{of_list}:{row.number}" for of_list, row in draws.may_step_back(locked)}:
        raise RuleBroken(_("该人员没有被抽中，不需要回避"), "who")
    if ground not in GROUNDS:
        raise RuleBroken(_("从所列情形中选择回避情形"), "ground")
    draws.compute(locked, [*draws.named(locked), _named(locked, name, int(entry), ground)])  # somebody can step in
    one = DrawRecusal.objects.create(
        draw=locked, list=name, entry=int(entry), ground=ground, reason=reason, asked_by=by, asked_at=timezone.now()
    )
    record(DRAW.act("recuse"), by=by, subject=locked, after=_describe(one), note=reason)
    return locked


@transaction.atomic
def agree_recusal(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """The next index of the order that may go there takes the place; every other place stays."""
    locked = DRAW.take(task, "agree_recusal", by=by, version=version)
    one = _decide(locked, by, agreed=True)
    said = _named(locked, one.list, one.entry, one.ground)
    return keep_result(locked, [*draws.named(locked), said], "agree_recusal", by=by)


@transaction.atomic
def refuse_recusal(task: Draw, *, by: User, version: int | None = None, reason: str) -> Draw:
    locked = DRAW.take(task, "refuse_recusal", by=by, version=version)
    one = _decide(locked, by, agreed=False)
    record(DRAW.act("refuse_recusal"), by=by, subject=locked, before=_describe(one), note=reason)
    return locked


def _decide(task: Draw, by: User, *, agreed: bool) -> DrawRecusal:
    one = waiting_recusal(task)
    assert one is not None  # noqa: S101 - the guard of the step asked
    one.decided_by, one.decided_at, one.agreed = by, timezone.now(), agreed
    one.save()
    return one


def _named(task: Draw, name: str, entry: int, ground: str) -> draws.Named:
    """As it is published: the ground, never the reason in words; the office that agreed, never its holder."""
    number = 1 + max((one.recusal for one in draws.named(task)), default=0)
    now = timezone.localtime().isoformat(timespec="seconds")
    at = max([now, *(one.at for one in draws.named(task))])  # a clock set back does not turn the order round
    return draws.Named(name, entry, recused(ground), in_chinese(Role.SUPERVISOR.label), at, number)


def _describe(one: DrawRecusal) -> dict[str, object]:
    return {"list": one.list, "entry": one.entry, "ground": one.ground}
