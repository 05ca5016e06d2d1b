"""Who may act on a case, and when a case may be filed."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import PenaltyCase
from cases.queries.limitation import Limitation, limitations
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


def by_handler(case: PenaltyCase, by: User) -> Unmet | None:
    if case.handlers.filter(pk=by.pk).exists():
        return None
    return Unmet(_("只有本案承办人可以办理"))


@enforces("GT-INS-003")
def is_certified(case: PenaltyCase, by: User) -> Unmet | None:
    """Whoever investigates, notifies and serves holds a valid certificate on the day."""
    today = timezone.localdate()
    if by.certificate(today):
        return None
    return unmet("GT-INS-003", _("%(name)s 在 %(on)s 没有有效的行政执法证") % {"name": by.name, "on": today})


def not_the_reviewer(case: PenaltyCase, by: User) -> Unmet | None:
    """Who reviewed the legality of a decision does not take it."""
    if case.legal_reviews.filter(reviewed_by=by).exists():
        return Unmet(_("法制审核人员不能决定同一案件，由另一名负责人决定"))
    return None


def not_a_handler(case: PenaltyCase, by: User) -> Unmet | None:
    if case.handlers.filter(pk=by.pk).exists():
        return Unmet(_("承办人不能审批或决定本案"))
    return None


def not_the_proposer(case: PenaltyCase, by: User) -> Unmet | None:
    if case.created_by_id == by.pk:
        return Unmet(_("申请立案的人不能批准立案"))
    return None


def within_limitation(case: PenaltyCase, by: User) -> Unmet | None:
    """Each violation discovered in time, by the law in force when it ended; after that no penalty may be given."""
    return too_late([one for one in limitations(case) if one.clock is None or (one.is_over and not one.mark)])


def limitation_to_verify(case: PenaltyCase, by: User) -> Unmet | None:
    """Too late by a row that was not verified: whoever acts is told, and looks it up."""
    return too_late([one for one in limitations(case) if one.is_over and one.mark])


def too_late(late: list[Limitation]) -> Unmet | None:
    if not late:
        return None
    message = "；".join(_("%(name)s：%(lines)s") % {"name": one.name, "lines": "，".join(one.lines)} for one in late)
    clock = late[0].clock
    if clock is None:
        return Unmet(_("追责时效：") + message)
    return Unmet(_("已超过追责时效：") + message, article=f"{clock.basis} {clock.mark}".strip(), gate=clock.rule.row_id)


def act_url(case: PenaltyCase, step: str) -> str:
    return f"{case.get_absolute_url()}do/{step}/"
