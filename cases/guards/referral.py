"""What this bureau may not decide itself."""

import re

from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.investigation import latest_report
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces

BEYOND = re.compile("吊销|予以关闭|行政拘留")


@enforces("GT-DEC-013")
def referred_where_due(case: PenaltyCase, by: User) -> Unmet | None:
    """A report that speaks of revocation, closure or detention needs the organ that decides on them."""
    report = latest_report(case)
    said = BEYOND.search(f"{report.circumstances}\n{report.reasons}") if report else None
    if said is None or case.referrals.exists():
        return None
    message = _("调查报告提到“%(what)s”，本机关无权决定，先提请有权机关处理") % {"what": said.group()}
    return unmet("GT-DEC-013", message, act_url(case, "refer"))
