from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import Decision, PenaltyCase
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-DEC-008")
def decision_can_be_complete(case: PenaltyCase, by: User) -> Unmet | None:
    """The decision must name where to pay and where to seek a remedy."""
    wanted = {
        "bank_account": _("罚款缴纳账户"),
        "reconsideration_body": _("行政复议机关"),
        "court": _("管辖法院"),
    }
    lacking = [label for name, label in wanted.items() if not getattr(case.bureau, name)]
    if not lacking:
        return None
    return unmet("GT-DEC-008", _("机关资料缺少%(what)s，由系统管理员补充") % {"what": "、".join(lacking)})


@enforces("GT-EXE-001")
def not_the_decider(case: PenaltyCase, by: User) -> Unmet | None:
    """Deciding and dealing with the money are separate."""
    if Decision.objects.filter(penalty=case, decided_by=by).exists():
        return unmet("GT-EXE-001", _("作出决定的人不能登记缴款"))
    return None
