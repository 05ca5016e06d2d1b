import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import PublishedItem
from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.gates import cited
from enforcement.rulebook.models import Checklist
from enforcement.rulebook.queries import gate

PUBLISH = name_act("item.publish", _("登记公布的检查事项"))
END = name_act("item.end", _("停止检查事项"))


@transaction.atomic
def publish_item(*, by: User, checklist: Checklist, source: str, published_on: dt.date) -> PublishedItem:
    require(by, Permission.DISCLOSE)
    if published_on > timezone.localdate():
        raise RuleBroken(_t("公布日期不能晚于今天"), "published_on")
    if PublishedItem.objects.filter(bureau=by.bureau_id, checklist=checklist.code, ended_on__isnull=True).exists():
        raise RuleBroken(_t("“%(name)s”已在公布的清单内") % {"name": checklist.name_zh}, "checklist")
    made = PublishedItem.objects.create(
        bureau=by.bureau, checklist=checklist.code, name=checklist.name_zh, source=source, published_on=published_on,
        recorded_by=by,
    )  # fmt: skip
    row = gate("GT-INS-002")
    record(PUBLISH, by=by, subject=made, rule=row.row_id, article=cited(row),
           after={"item": made.name, "source": source, "from": str(published_on)})  # fmt: skip
    return made


@transaction.atomic
def end_item(item: PublishedItem, *, by: User, reason: str) -> PublishedItem:
    """From tomorrow it is inspected no more; visits of today may be finished."""
    require(by, Permission.DISCLOSE, item)
    locked = PublishedItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.ended_on is not None:
        raise RuleBroken(_t("“%(name)s”已于 %(on)s 停止") % {"name": locked.name, "on": locked.ended_on})
    locked.ended_on = max(timezone.localdate(), locked.published_on)
    locked.save(update_fields=["ended_on"])
    record(END, by=by, subject=locked, note=reason, after={"item": locked.name, "to": str(locked.ended_on)})
    return locked
