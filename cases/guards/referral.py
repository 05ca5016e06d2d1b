"""What this bureau may not decide itself."""

import re

from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.investigation import latest_report
from cases.states import ReferralKind
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces
from enforcement.wording import listed

BEYOND = re.compile("吊销|予以关闭|行政拘留")


@enforces("GT-DEC-013")
def referred_where_due(case: PenaltyCase, by: User) -> Unmet | None:
    """Each measure that the report proposes and another organ decides on needs a referral of its own."""
    report = latest_report(case)
    referred = set(case.referrals.values_list("kind", flat=True))
    missing = [kind for kind in report.measures if kind not in referred] if report else []
    if not missing:
        return None
    what = listed(str(ReferralKind(kind).label) for kind in missing)
    message = _("调查报告建议%(what)s，本机关无权决定，先提请有权机关处理") % {"what": what}
    return unmet("GT-DEC-013", message, act_url(case, "refer"))


def measures_only_in_words(case: PenaltyCase, by: User) -> Unmet | None:
    """A warning: the text of the report speaks of such a measure, and none is proposed."""
    report = latest_report(case)
    said = BEYOND.search(f"{report.circumstances}\n{report.reasons}") if report else None
    if report is None or report.measures or said is None:
        return None
    message = _("调查报告的文字提到“%(what)s”，但没有建议由其他机关决定的措施；如有建议，先修改调查报告")
    return Unmet(message % {"what": said.group()}, url=act_url(case, "revise_report"))
