from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import Decision, PenaltyCase
from cases.queries.execution import account
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


def something_fined(case: PenaltyCase, by: User) -> Unmet | None:
    if Decision.objects.filter(penalty=case, amount=0).exists():
        return Unmet(_("决定没有罚款，不需要登记缴款"), url=act_url(case, "complete"))
    return None


@enforces("GT-CLS-001")
def paid_in_full(case: PenaltyCase, by: User) -> Unmet | None:
    held = account(case, timezone.localdate())
    if held is None or held.outstanding <= 0:
        return None
    message = _("尚欠 %(left)s 元（罚款 %(fine)s 元，加处罚款 %(late)s 元，已缴 %(paid)s 元）")
    words = {"left": held.outstanding, "fine": held.fine, "late": held.late.amount, "paid": held.paid}
    shown = {name: f"{value:,.2f}" for name, value in words.items()}
    return unmet("GT-CLS-001", message % shown, act_url(case, "record_payment"))
