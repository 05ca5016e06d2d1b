from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import PenaltyCase
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-DEC-006")
def reviewer_is_not_a_handler(case: PenaltyCase, by: User) -> Unmet | None:
    if case.handlers.filter(pk=by.pk).exists():
        return unmet("GT-DEC-006", _("承办人不能审核自己办理的案件"))
    return None
