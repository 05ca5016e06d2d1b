from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.investigation import evidence_in_force, latest_report
from cases.states import PenaltyState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-DEC-001")
def evidence_on_file(case: PenaltyCase, by: User) -> Unmet | None:
    if evidence_in_force(case).exists():
        return None
    return unmet("GT-DEC-001", _("案件中没有任何有效证据，先补充证据"), act_url(case, "add_evidence"))


@enforces("GT-DEC-012")
def no_crime_suspected(case: PenaltyCase, by: User) -> Unmet | None:
    report = latest_report(case)
    if report is None or not report.crime_suspected:
        return None
    url = act_url(case, "revise_report") if case.state == PenaltyState.REPORTED else case.get_absolute_url()
    return unmet("GT-DEC-012", _("调查报告认为涉嫌犯罪，应当先移送司法机关，不能以罚代刑"), url)


@enforces("GT-DEC-005")
def report_follows_return(case: PenaltyCase, by: User) -> Unmet | None:
    """After a review was returned, a further edition of the report answers it."""
    review, report = case.legal_reviews.last(), latest_report(case)
    if review is None or review.passed or report is None or report.pk != review.investigation_id:
        return None
    message = _("法制审核已退回第 %(edition)s 版调查报告，修改后再继续") % {"edition": report.edition}
    return unmet("GT-DEC-005", message, act_url(case, "revise_report"))
