from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.execution import account
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-CLS-001")
def paid_in_full(case: PenaltyCase, by: User) -> Unmet | None:
    held = account(case, timezone.localdate())
    if held is None or held.outstanding <= 0:
        return None
    message = _("尚欠 %(left)s 元（罚款 %(fine)s 元，加处罚款 %(late)s 元，已缴 %(paid)s 元）")
    words = {"left": held.outstanding, "fine": held.fine, "late": held.late.amount, "paid": held.paid}
    shown = {name: f"{value:,.2f}" for name, value in words.items()}
    return unmet("GT-CLS-001", message % shown, act_url(case, "record_payment"))
