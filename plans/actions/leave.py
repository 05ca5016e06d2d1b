"""Who is away when. Entered by whoever assigns the inspections; never changed, only cancelled and entered anew."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.models import Leave

ENTER = name_act("leave.enter", _("登记请假、培训"))
CANCEL = name_act("leave.cancel", _("取消请假、培训"))
LONGEST = 366


@transaction.atomic
def enter_leave(*, by: User, user: User, kind: str, first: dt.date, last: dt.date, note: str = "") -> Leave:
    require(by, Permission.ASSIGN_INSPECTIONS)
    if user.bureau_id != by.bureau_id:
        raise RuleBroken(_t("%(name)s 不是本机关人员，选择其他人员") % {"name": user}, "user")
    if last < first:
        raise RuleBroken(_t("止日不能早于起日 %(first)s") % {"first": first.isoformat()}, "last")
    if (last - first).days >= LONGEST:
        raise RuleBroken(_t("一次不超过 %(days)s 日，分段登记") % {"days": LONGEST}, "last")
    User.objects.select_for_update().get(pk=user.pk)
    taken = Leave.objects.filter(user=user, cancelled_at__isnull=True, first__lte=last, last__gte=first).first()
    if taken is not None:
        words = {"name": user, "first": taken.first, "last": taken.last}
        raise RuleBroken(_t("%(name)s 在 %(first)s 至 %(last)s 已登记，先取消或改选日期") % words, "first")
    made = Leave.objects.create(user=user, kind=kind, first=first, last=last, note=note, entered_by=by)
    record(ENTER, by=by, subject=made, after=_facts(made))
    return made


@transaction.atomic
def cancel_leave(leave: Leave, *, by: User) -> Leave:
    """The second of two does nothing more."""
    require(by, Permission.ASSIGN_INSPECTIONS)
    locked = Leave.objects.select_for_update(of=("self",)).select_related("user").get(pk=leave.pk)
    if locked.user.bureau_id != by.bureau_id:
        raise NotPermitted(_t("只能登记和取消本机关人员的请假、培训"))
    if locked.cancelled_at is None:
        locked.cancelled_at, locked.cancelled_by = timezone.now(), by
        locked.save(update_fields=["cancelled_at", "cancelled_by"])
        record(CANCEL, by=by, subject=locked, before=_facts(locked))
    return locked


def _facts(leave: Leave) -> dict[str, str]:
    return {
        "user": str(leave.user),
        "kind": leave.kind,
        "first": leave.first.isoformat(),
        "last": leave.last.isoformat(),
        "note": leave.note,
    }
