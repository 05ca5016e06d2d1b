from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.deliberation import reasons
from cases.queries.investigation import latest_report
from cases.queries.notice import latest_notice
from cases.states import PenaltyState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-DEC-007")
def deliberated_where_due(case: PenaltyCase, by: User) -> Unmet | None:
    told = latest_notice(case) or latest_report(case)
    if told is None or case.state == PenaltyState.DELIBERATED:
        return None
    found = reasons(case, told.amount, timezone.localdate())
    if not found:
        return None
    why = "；".join(f"{one.text}（{one.article}{f' {one.mark}' if one.mark else ''}）" for one in found)
    return unmet("GT-DEC-007", _("应当集体讨论决定：%(why)s") % {"why": why}, act_url(case, "deliberate"))
