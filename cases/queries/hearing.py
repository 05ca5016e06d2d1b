import datetime as dt

from cases.models import Hearing, PenaltyCase
from cases.queries.notice import latest_notice
from enforcement.accounts.models import RoleGrant, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock


def hearing_of(case: PenaltyCase) -> Hearing | None:
    notice = latest_notice(case)
    return Hearing.objects.select_related("host", "notice").filter(notice=notice).first() if notice else None


def notice_clock(held_on: dt.date, bureau: int | None = None) -> Clock:
    """Backwards from the hearing: the last day on which the parties may be told of it."""
    return clocks.due("hearing_notice", start=held_on, bureau=bureau)


def possible_hosts(case: PenaltyCase, on: dt.date) -> list[User]:
    """People of the bureau who review legality and did not handle the case."""
    roles = [role for role, held in ROLES.items() if Permission.REVIEW_LEGALITY in held]
    grants = RoleGrant.objects.filter(role__in=roles).in_force(on).values("user")
    users = User.objects.filter(bureau_id=case.bureau_id, is_active=True, pk__in=grants).exclude(handled_cases=case)
    return list(users.order_by("name", "pk"))
