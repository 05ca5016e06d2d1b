from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.inspection import OFFICERS
from cases.models import Reinspection
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


def by_own_officer(reinspection: Reinspection, by: User) -> Unmet | None:
    if reinspection.officers.filter(pk=by.pk).exists():
        return None
    return Unmet(_("只有本次复查的复查人员可以办理"))


@enforces("GT-INS-004")
def two_officers(reinspection: Reinspection, by: User) -> Unmet | None:
    count = reinspection.officers.count()
    if count >= OFFICERS:
        return None
    return unmet("GT-INS-004", _("复查人员不得少于两人，现有 %(count)s 人") % {"count": count})


@enforces("GT-INS-003")
def officers_certified(reinspection: Reinspection, by: User) -> Unmet | None:
    on = timezone.localdate()
    without = [one.name for one in reinspection.officers.all() if one.certificate(on) is None]
    if not without:
        return None
    message = _("%(names)s 在 %(on)s 没有有效的行政执法证") % {"names": "、".join(without), "on": on}
    return unmet("GT-INS-003", message)
