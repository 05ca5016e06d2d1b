from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.deliberation import Reason, reasons
from cases.queries.investigation import latest_report
from cases.queries.notice import latest_notice
from cases.states import PenaltyState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-DEC-007")
def deliberated_where_due(case: PenaltyCase, by: User) -> Unmet | None:
    found = open_reasons(case, bind=True)
    if not found:
        return None
    why = "；".join(one.words for one in found)
    return unmet("GT-DEC-007", _("应当集体讨论决定：%(why)s") % {"why": why}, act_url(case, "deliberate"))


def discussion_suggested(case: PenaltyCase, by: User) -> Unmet | None:
    """Only by a placeholder: the head of the bureau says whether it asks for a discussion."""
    found = open_reasons(case, bind=False)
    if not found:
        return None
    why = {"why": "；".join(one.words for one in found)}
    message = _("金额标准待核定，本机关尚未设定，是否集体讨论由负责人决定：%(why)s") % why
    return Unmet(message, url=act_url(case, "deliberate"))


def open_reasons(case: PenaltyCase, *, bind: bool) -> list[Reason]:
    """While nothing was discussed."""
    told = latest_notice(case) or latest_report(case)
    if told is None or case.state == PenaltyState.DELIBERATED:
        return []
    return [one for one in reasons(case, told.amount, timezone.localdate()) if one.binds == bind]
