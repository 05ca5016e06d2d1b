"""Whether the law of each charge is settled, and whether it may still be pursued."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.law import unsettled_charges
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.queries import RowMissing, threshold


def law_is_settled(case: PenaltyCase, by: User) -> Unmet | None:
    """Where neither row is simply lighter, a person chooses with a reason before an amount is proposed."""
    today = timezone.localdate()
    if not (open_ones := unsettled_charges(case, today)):
        return None
    names = "；".join(one.violation.name_zh for one in open_ones)
    message = _("新旧规定轻重不能直接比较，先选定适用的规定并写明理由：%(names)s") % {"names": names}
    return Unmet(message, article=basis(), url=act_url(case, "settle_law"))


def law_is_unsettled(case: PenaltyCase, by: User) -> Unmet | None:
    if unsettled_charges(case, timezone.localdate()):
        return None
    return Unmet(_("各项违法行为适用的规定都已确定，不需要选择"))


def basis() -> str:
    try:
        return threshold("non_retroactive", timezone.localdate()).citation
    except RowMissing:
        return ""
