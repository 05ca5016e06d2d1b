import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.penalty import check_handlers, settle, update
from cases.flows.penalty import FLOW
from cases.guards.recusal import recusal_asked_for
from cases.models import PenaltyCase, Recusal
from cases.states import ExtensionState
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate


@transaction.atomic
def ask_recusal(
    case: PenaltyCase,
    *,
    by: User,
    officer: User,
    asked_by_party: bool,
    reason: str,
    asked_on: dt.date,
    version: int | None = None,
) -> PenaltyCase:
    """By the party or on own motion. The investigation goes on meanwhile."""
    locked = FLOW.take(case, "ask_recusal", by=by, version=version)
    if asked_on > timezone.localdate():
        raise RuleBroken(_t("提出日期不能晚于今天"), field="asked_on")
    if officer.bureau_id != locked.bureau_id:
        raise RuleBroken(_t("%(name)s 不是本机关人员") % {"name": officer}, field="officer")
    if locked.recusals.filter(officer=officer, state=ExtensionState.GRANTED).exists():
        raise RuleBroken(_t("%(name)s 已回避本案") % {"name": officer}, field="officer")
    Recusal.objects.create(
        penalty=locked, officer=officer, asked_by_party=asked_by_party, reason=reason, asked_on=asked_on, recorded_by=by
    )
    return settle(locked, "ask_recusal", by=by, row=gate("GT-INV-001"), note=reason, after={"officer": str(officer)})


@transaction.atomic
def decide_recusal(
    case: PenaltyCase,
    *,
    by: User,
    granted: bool,
    opinion: str,
    successor: User | None = None,
    version: int | None = None,
) -> PenaltyCase:
    """A handler who is recused leaves the case; where fewer than two would be left, a successor takes over."""
    locked = FLOW.take(case, "decide_recusal", by=by, version=version)
    held = recusal_asked_for(locked)
    if held is None:
        raise RuleBroken(_t("没有等待决定的回避"))
    state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    update(held, state=state, decided_by=by, decided_on=timezone.localdate(), opinion=opinion)
    if granted and locked.handlers.filter(pk=held.officer_id).exists():
        left = [one for one in locked.handlers.all() if one.pk != held.officer_id]
        replace_handlers(locked, [*left, *([successor] if successor else [])], by)
    names = "、".join(one.name for one in locked.handlers.order_by("pk"))
    after = {"officer": str(held.officer), "granted": granted, "handlers": names}
    return settle(locked, "decide_recusal", by=by, row=gate("GT-INV-001"), note=opinion, after=after)


def replace_handlers(case: PenaltyCase, handlers: list[User], by: User) -> None:
    recused = case.recusals.filter(state=ExtensionState.GRANTED, officer__in=[one.pk for one in handlers])
    if name := recused.values_list("officer__name", flat=True).first():
        raise RuleBroken(_t("%(name)s 已回避本案") % {"name": name}, field="successor")
    try:
        check_handlers(handlers, case, barred=by)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, field="successor") from broken
    case.handlers.set(handlers)
