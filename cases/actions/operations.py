"""What was done on a device arrives here, once or often, late or out of order. Nothing that arrives is thrown away."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions.answer import AnswerConflict, set_answer, set_note
from cases.actions.evidence import add_evidence
from cases.actions.finding import add_finding
from cases.models import Inspection, Operation
from cases.queries.finding import pick_violation
from cases.queries.inspection import day_of
from cases.rules.evidence import mime_of
from cases.rules.inspection import digest, digest_of_bytes
from cases.states import InspectionState, Severity
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.files import plain_name, store
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.rulebook.models import ChecklistItem
from enforcement.wording import in_chinese

KINDS = ("answer", "note", "finding", "photo")
APPLIED, CONFLICT, SEALED, INVALID, DAMAGED = "", "conflict", "sealed", "invalid", "damaged"
STATUS = {APPLIED: 200, CONFLICT: 409, SEALED: 409, INVALID: 422, DAMAGED: 422}


@dataclass(frozen=True)
class Sent:
    """One operation as the device sent it. `photo` holds the bytes of a photo, None for the other kinds."""

    client_id: UUID
    kind: str
    payload: dict[str, Any]
    sha256: str
    item: str = ""
    seq: int = 0
    device_time: dt.datetime | None = None
    photo: bytes | None = None

    @property
    def arrived(self) -> str:
        return digest(self.payload) if self.photo is None else digest_of_bytes(self.photo)


@dataclass(frozen=True)
class Told:
    status: int
    body: dict[str, Any]


@transaction.atomic
def receive(inspection: Inspection, sent: Sent, *, by: User) -> Told:
    """Apply it and give a receipt; or keep it and say why not. The same id and hash get the same answer again.

    What was refused because the record was closed is tried again when it comes again: the record may be open by then.
    """
    locked = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not by.may(Permission.INSPECT, locked) or not locked.officers.filter(pk=by.pk).exists():
        raise NotPermitted(_t("只有本次检查的检查人员可以填写检查记录"))
    known = {one.sha256: one for one in Operation.objects.filter(client_id=sent.client_id)}
    if known and sent.sha256 not in known:
        first = next((one for one in known.values() if one.refused == APPLIED), None)
        if first:
            return keep(locked, sent, by, refused=CONFLICT, body=two_values(first, sent))
    same = known.get(sent.sha256)
    if same and (same.refused != SEALED or locked.state != InspectionState.UNDER_WAY):
        return Told(STATUS[same.refused], same.answer)
    if sent.arrived != sent.sha256:
        body = {"error": _t("收到的内容与设备上的校验值不符，已保留并等待重新上传")}
        return keep(locked, sent, by, refused=DAMAGED, body=body)
    return attempt(locked, sent, by)


def attempt(locked: Inspection, sent: Sent, by: User) -> Told:
    if locked.state != InspectionState.UNDER_WAY:
        body = {"error": "sealed", "state": str(InspectionState(locked.state).label)}
        return keep(locked, sent, by, refused=SEALED, body=body)
    try:
        with transaction.atomic():
            apply(locked, sent, by)
    except AnswerConflict as conflict:
        return keep(locked, sent, by, refused=CONFLICT, body=conflict.values(sent.payload))
    except RuleBroken as broken:
        return keep(locked, sent, by, refused=INVALID, body={"error": str(broken.message)})
    body = {"receipt": f"{sent.client_id.hex[:8]}{sent.sha256[:8]}", "sha256": sent.sha256}
    body["server_time"] = timezone.now().isoformat()
    return keep(locked, sent, by, refused=APPLIED, body=body)


def apply(inspection: Inspection, sent: Sent, by: User) -> None:
    item = item_of(inspection, sent)
    if sent.kind == "answer" and item:
        version = sent.payload.get("version")
        set_answer(inspection, item, str(sent.payload.get("answer", "")), by=by,
                   version=version if isinstance(version, int) else None)  # fmt: skip
    elif sent.kind == "note" and item:
        set_note(inspection, item, str(sent.payload.get("text", "")), by=by)
    elif sent.kind == "finding":
        apply_finding(inspection, sent, item, by)
    elif sent.kind == "photo" and sent.photo is not None:
        name = plain_name(str(sent.payload.get("name") or _t("现场照片")))
        add_evidence(inspection, by=by, content=sent.photo, name=name, sha256=sent.sha256, item=item,
                     device_time=sent.device_time)  # fmt: skip
    else:
        raise RuleBroken(_t("这条记录缺少检查项或照片，不能登记"))


def item_of(inspection: Inspection, sent: Sent) -> ChecklistItem | None:
    row_id = sent.item or str(sent.payload.get("item") or "")
    if not row_id:
        return None
    item = inspection.checklist.items.filter(row_id=row_id).first()
    if item is None:
        raise RuleBroken(_t("检查项 %(item)s 不在本次检查表内") % {"item": row_id})
    return item


def apply_finding(inspection: Inspection, sent: Sent, item: ChecklistItem | None, by: User) -> None:
    """Findings only add. Words that name no single violation stay in the description; the officer picks one later."""
    said = {key: str(sent.payload.get(key) or "").strip() for key in ("description", "place", "basis", "violation")}
    if not said["description"]:
        raise RuleBroken(_t("请输入问题描述"), field="description")
    severity = str(sent.payload.get("severity") or Severity.GENERAL)
    if severity not in Severity.values:
        raise RuleBroken(_t("隐患级别格式不正确"), field="severity")
    violation = None
    if said["violation"]:
        try:
            violation = pick_violation(said["violation"], day_of(inspection))
        except RuleBroken:
            said["description"] += in_chinese(_("（违法行为待选定：%(words)s）")) % {"words": said["violation"]}
    add_finding(inspection, by=by, description=said["description"], place=said["place"][:100], basis=said["basis"],
                severity=severity, violation=violation, item=item)  # fmt: skip


def two_values(first: Operation, sent: Sent) -> dict[str, Any]:
    return {"error": "conflict", "server": first.payload, "yours": sent.payload}


def keep(inspection: Inspection, sent: Sent, by: User, *, body: dict[str, Any], refused: str = APPLIED) -> Told:
    """The row of what arrived, under the hash of what arrived; the bytes of a photo that was not taken stay too."""
    told = Told(STATUS[refused], body)
    bytes_stay = sent.photo is not None and refused not in (APPLIED, INVALID)
    fields = {
        "inspection": inspection, "kind": sent.kind[:20], "item": sent.item[:30], "seq": sent.seq,
        "payload": sent.payload, "sent_by": by, "device_time": sent.device_time,
        "receipt": body.get("receipt", ""), "refused": refused, "answer": body,
        "file": store(sent.photo, name=str(sent.payload.get("name", "")), mime=mime_of(sent.photo), by=by)
        if bytes_stay and sent.photo is not None else None,
    }  # fmt: skip
    digest_kept = sent.arrived if refused == DAMAGED else sent.sha256
    Operation.objects.update_or_create(client_id=sent.client_id, sha256=digest_kept, defaults=fields)
    return told
