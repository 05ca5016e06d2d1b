import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions.finding import lock_for_recording
from cases.models import Evidence, Finding, Inspection
from cases.rules.evidence import MAX_PHOTO, mime_of
from cases.rules.inspection import digest_of_bytes
from cases.states import EvidenceKind
from enforcement.accounts.models import User
from enforcement.documents.files import store
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.models import ChecklistItem
from enforcement.wording import in_chinese

ADD = name_act("evidence.add", _("采集证据"))
VOID = name_act("evidence.void", _("作废证据"))


@transaction.atomic
def add_evidence(
    inspection: Inspection,
    *,
    by: User,
    content: bytes,
    name: str,
    sha256: str = "",
    kind: str = EvidenceKind.PHOTO,
    proves: str = "",
    item: ChecklistItem | None = None,
    finding: Finding | None = None,
    device_time: dt.datetime | None = None,
) -> Evidence:
    """`sha256`: as computed at capture; what arrived must still have it. Without one, the hash on arrival counts."""
    locked = lock_for_recording(inspection, by)
    mime = check_file(content, kind)
    arrived = digest_of_bytes(content)
    if sha256 and sha256 != arrived:
        raise RuleBroken(_t("收到的照片与拍摄时的校验值不符，重新上传原照片"), field="file")
    if item and finding is None:
        finding = locked.findings.filter(item=item).first()
    last = locked.evidence.aggregate(last=Max("number"))["last"] or 0
    evidence = Evidence.objects.create(
        bureau_id=locked.bureau_id, inspection=locked, finding=finding, item=item, number=last + 1, kind=kind,
        name=name or in_chinese(_("现场照片")), proves=proves, sha256=arrived,
        file=store(content, name=name, mime=mime, by=by),
        collected_at=timezone.now(), device_time=device_time, collected_by=by,
        second_collector=locked.officers.exclude(pk=by.pk).order_by("pk").first(),
    )  # fmt: skip
    record(ADD, by=by, subject=evidence, within=locked, after={"sha256": arrived, "number": evidence.code})
    return evidence


def check_file(content: bytes, kind: str) -> str:
    """The kind of the file by its content; refuses what no evidence is kept as."""
    if len(content) > MAX_PHOTO:
        limit = MAX_PHOTO // (1024 * 1024)
        raise RuleBroken(_t("文件超过 %(limit)s MB，压缩或分开拍摄后上传") % {"limit": limit}, field="file")
    mime = mime_of(content)
    if not mime.startswith("image/") and (kind == EvidenceKind.PHOTO or mime != "application/pdf"):
        raise RuleBroken(_t("文件不是照片，上传 JPG、PNG、WEBP 或 HEIC 格式的照片"), field="file")
    return mime


@transaction.atomic
def void_evidence(evidence: Evidence, *, by: User, reason: str) -> Evidence:
    """While recording. The bytes and the number stay; the record says that it is void and why."""
    if evidence.inspection is None:
        raise RuleBroken(_t("这件证据不属于现场检查，在案件中作废"))
    locked = lock_for_recording(evidence.inspection, by)
    held = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if held.voided_at:
        raise RuleBroken(_t("证据 %(code)s 已作废") % {"code": held.code})
    held.void_reason, held.voided_at, held.voided_by = reason, timezone.now(), by
    held.save(update_fields=["void_reason", "voided_at", "voided_by"])
    record(VOID, by=by, subject=held, within=locked, note=reason)
    return held
