"""Who has an interest in a case does not act on it; the investigation goes on until that is decided."""

from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase, Recusal
from cases.states import ExtensionState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


def recusal_asked_for(case: PenaltyCase) -> Recusal | None:
    return case.recusals.filter(state=ExtensionState.REQUESTED).select_related("officer").first()


@enforces("GT-INV-001")
def not_recused(case: PenaltyCase, by: User) -> Unmet | None:
    if case.recusals.filter(officer=by, state=ExtensionState.GRANTED).exists():
        return unmet("GT-INV-001", _("本人已决定回避，不能办理本案"), case.get_absolute_url())
    return None


@enforces("GT-INV-001")
def recusal_decided(case: PenaltyCase, by: User) -> Unmet | None:
    """Nothing is settled while it is open whether someone may act at all."""
    asked = recusal_asked_for(case)
    if asked is None:
        return None
    return unmet("GT-INV-001", _("%(name)s 的回避尚未决定") % {"name": asked.officer}, act_url(case, "decide_recusal"))


@enforces("GT-INV-001")
def not_the_subject(case: PenaltyCase, by: User) -> Unmet | None:
    asked = recusal_asked_for(case)
    if asked and asked.officer_id == by.pk:
        return unmet("GT-INV-001", _("不能决定本人的回避，由其他负责人决定"))
    return None


def recusal_is_asked(case: PenaltyCase, by: User) -> Unmet | None:
    return None if recusal_asked_for(case) else Unmet(_("没有等待决定的回避"), url=act_url(case, "ask_recusal"))


def no_recusal_asked(case: PenaltyCase, by: User) -> Unmet | None:
    asked = recusal_asked_for(case)
    return Unmet(_("%(name)s 的回避尚未决定") % {"name": asked.officer}) if asked else None
