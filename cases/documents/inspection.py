"""现场检查方案 and 现场检查记录."""

from typing import Any

from django.utils.translation import override

from cases.documents.shapes import local_day, officers, opinion, party
from cases.models import Finding, Inspection, Signature
from cases.states import SignatureMode, SignatureRole
from enforcement.accounts.models import User


@override("zh-hans")
def visit_plan(inspection: Inspection, by: User, text: str) -> dict[str, Any]:
    on = local_day(None)
    categories = inspection.checklist.items.order_by("position").values_list("category", flat=True)
    return {
        "party": party(inspection.enterprise),
        "industry": inspection.enterprise.get_sector_display(),
        "contact": inspection.contact,
        "period": {"start": inspection.planned_on, "end": inspection.planned_on},
        "officers": officers(inspection.officers.all(), inspection.planned_on),
        "items": [inspection.subject, *dict.fromkeys(categories)],
        "methods": [inspection.method] if inspection.method else [],
        "opinions": [opinion("审批意见", text or "同意", by, on)],
        "remark": "",
    }


@override("zh-hans")
def record(inspection: Inspection) -> dict[str, Any]:
    on = local_day(inspection.started_at)
    found = inspection.findings.order_by("id").select_related("item")
    signed = inspection.signatures.filter(record_hash=inspection.record_hash, role=SignatureRole.PARTY).first()
    return {
        "party": party(inspection.enterprise),
        "place": inspection.place,
        "period": {"start": inspection.started_at, "end": inspection.ended_at},
        "officers": officers(inspection.officers.all(), on),
        "findings": [finding_line(one) for one in found],
        "party_signature": party_signature(inspection, signed),
        "record_hash": inspection.record_hash,
    }


@override("zh-hans")
def finding_line(finding: Finding) -> str:
    parts = [f"{finding.place}：" if finding.place else "", finding.description]
    parts.append(f"（{finding.get_severity_display()}）")
    return "".join(parts)


@override("zh-hans")
def party_signature(inspection: Inspection, signed: Signature | None) -> dict[str, Any]:
    if signed is None:
        return {"name": "", "post": "", "on": "", "refused": False, "reason": "", "witness": ""}
    return {
        "name": signed.name,
        "post": inspection.host_post,
        "on": local_day(signed.signed_at),
        "refused": signed.mode == SignatureMode.REFUSED,
        "reason": signed.reason,
        "witness": signed.witness,
    }
