"""Service of a document, for orders and penalty cases alike."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.documents.delivery import receipt
from cases.models import Delivery, Order, PenaltyCase
from cases.rules.delivery import ELECTRONIC, NEEDS, PUBLIC_NOTICE
from cases.rules.evidence import MAX_PHOTO, mime_of
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.documents.files import store
from enforcement.documents.models import Document, StoredFile
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import clocks
from enforcement.rulebook.gates import checks_entry, cited
from enforcement.rulebook.queries import gate
from enforcement.workdays import as_day

DELIVER = name_act("delivery.record", _("登记送达"))


@transaction.atomic
def record_delivery(
    document: Document | None,
    *,
    by: User,
    method: str,
    acted_on: dt.date,
    recipient: str,
    delivered_on: dt.date | None = None,
    officers: Iterable[User] = (),
    proof: File | None = None,
    consent: File | None = None,
    order: Order | None = None,
    penalty: PenaltyCase | None = None,
    **told: str,
) -> Delivery:
    """`acted_on`: handed over, left, posted or announced; `delivered_on`: the day on the slip, where that counts.

    `told`: place, note, witness, tracking. Exactly one of `order`, `penalty`. Issues the receipt document.
    The caller has checked the right and takes the step of its own flow.
    """
    owner = order or penalty
    if document is None or owner is None:
        raise RuleBroken(_t("文书尚未制发，不能登记送达"))
    if Delivery.objects.filter(document=document).exists():
        raise RuleBroken(_t("文书%(number)s已登记送达") % {"number": document.number})
    check_needs(method, {**told, "proof": proof, "consent": consent})
    served = served_on(document, method, acted_on, delivered_on)
    delivery = Delivery.objects.create(
        bureau_id=owner.bureau_id, document=document, order=order, penalty=penalty, method=method, acted_on=acted_on,
        delivered_on=served, recipient=recipient, recorded_by=by, proof=keep(proof, "proof", by),
        consent=keep(consent, "consent", by), **told,
    )  # fmt: skip
    delivery.officers.set(list(officers) or [by])
    shares = order.inspection.number if order else penalty.number if penalty else ""
    within = order.inspection if order else None
    delivery.receipt = issue("SDHZ", subject=owner, within=within, by=by, shares=shares,
                             context=receipt(delivery, str(document.title)))  # fmt: skip
    delivery.save(update_fields=["receipt"])
    record(DELIVER, by=by, subject=delivery, within=owner, rule=method, document=document.number,
           after={"delivered_on": str(served), "recipient": recipient})  # fmt: skip
    return delivery


@checks_entry("GT-SVC-001", DELIVER)
@checks_entry("GT-SVC-002", DELIVER)
def check_needs(method: str, given: dict[str, Any]) -> None:
    """What the way of service must show; electronic service and public notice name the rule that says so."""
    if method not in NEEDS:
        raise RuleBroken(_t("请选择送达方式"), field="method")
    for name in NEEDS[method].fields:
        if name == "witness_or_proof":
            if not given.get("witness") and not given.get("proof"):
                raise RuleBroken(_t("留置送达须有见证人，或上传拍照、录像记录"), field="witness")
        elif not given.get(name):
            raise RuleBroken(missing(method, name), field=name)


def missing(method: str, name: str) -> str:
    if method == ELECTRONIC and name == "consent":
        source = cited(gate("GT-SVC-001"))
        return _t("电子送达须有当事人签订的确认书，上传确认书（%(source)s）") % {"source": source}
    if method == PUBLIC_NOTICE and name == "note":
        source = cited(gate("GT-SVC-002"))
        return _t("公告送达是最后手段，写明已采用的其他方式和经过（%(source)s）") % {"source": source}
    words = {
        "proof": _t("上传送达凭证（签收、回执或现场照片）"),
        "note": _t("写明送达情况和原因"),
        "tracking": _t("请输入邮寄单号"),
        "consent": _t("上传送达地址确认书"),
    }
    return words[name]


def served_on(document: Document, method: str, acted_on: dt.date, delivered_on: dt.date | None) -> dt.date:
    """The day that counts, by the rule of the method."""
    today = timezone.localdate()
    issued = timezone.localdate(document.issued_at)
    if not issued <= acted_on <= today:
        limits = {"from": issued, "to": today}
        raise RuleBroken(_t("送出日期应在 %(from)s 至 %(to)s 之间") % limits, field="acted_on")
    if method == PUBLIC_NOTICE:
        clock = clocks.due("public_notice_service", start=acted_on, bureau=document.bureau_id)
        ends = as_day(clock.due or acted_on)
        if ends > today:
            raise RuleBroken(_t("公告期至 %(on)s 届满，届满后登记送达") % {"on": ends}, field="acted_on")
        return ends
    if NEEDS[method].same_day:
        return acted_on
    if delivered_on is None:
        raise RuleBroken(_t("请输入回执上的签收日期"), field="delivered_on")
    if not acted_on <= delivered_on <= today:
        limits = {"from": acted_on, "to": today}
        raise RuleBroken(_t("签收日期应在 %(from)s 至 %(to)s 之间") % limits, field="delivered_on")
    return delivered_on


def keep(file: File | None, field: str, by: User) -> StoredFile | None:
    if not file:
        return None
    content = file.read()
    mime = mime_of(content)
    if not mime or len(content) > MAX_PHOTO:
        raise RuleBroken(_t("文件不是照片或 PDF，或超过 20 MB，换一份上传"), field=field)
    return store(content, name=file.name or field, mime=mime, by=by)
