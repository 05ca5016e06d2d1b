from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.hearing import hearing_of
from cases.queries.notice import latest_notice
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-DEC-004")
def has_hearing_right(case: PenaltyCase, by: User) -> Unmet | None:
    notice = latest_notice(case)
    if notice and notice.hearing_right:
        return None
    return unmet("GT-DEC-004", _("本案告知书未载明听证权利，不属于应当听证的处罚"))


def not_requested_yet(case: PenaltyCase, by: User) -> Unmet | None:
    return Unmet(_("当事人已就本次告知要求听证")) if hearing_of(case) else None


@enforces("GT-DEC-004")
def is_scheduled(case: PenaltyCase, by: User) -> Unmet | None:
    hearing = hearing_of(case)
    if hearing and hearing.held_on:
        return None
    return unmet("GT-DEC-004", _("听证的时间、地点和主持人尚未通知当事人"), act_url(case, "schedule_hearing"))


def by_host(case: PenaltyCase, by: User) -> Unmet | None:
    hearing = hearing_of(case)
    if hearing is None or hearing.host_id in {None, by.pk}:
        return None
    return Unmet(_("只有主持人 %(name)s 可以记录听证") % {"name": hearing.host})


def day_has_come(case: PenaltyCase, by: User) -> Unmet | None:
    hearing = hearing_of(case)
    if hearing is None or hearing.held_on is None or hearing.held_on <= timezone.localdate():
        return None
    return Unmet(_("听证定于 %(on)s 举行，不能提前记录") % {"on": hearing.held_on})
