"""Conditions of the visit plan, the visit and the sealed record."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import Inspection
from cases.queries.inspection import day_of, failures_without_finding, record_digest
from cases.queries.published import is_published
from cases.states import AnswerResult, FindingState, InspectionState, SignatureRole
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces
from plans.models import Assignment
from plans.states import AssignmentState

OFFICERS = 2
UNDER_INSPECTION = (AssignmentState.OPEN, AssignmentState.UNDER_WAY)


def by_own_officer(inspection: Inspection, by: User) -> Unmet | None:
    if inspection.officers.filter(pk=by.pk).exists():
        return None
    return Unmet(_("只有本次检查的检查人员可以办理"))


def not_by_own_officer(inspection: Inspection, by: User) -> Unmet | None:
    if inspection.officers.filter(pk=by.pk).exists() or inspection.created_by_id == by.pk:
        return Unmet(_("检查方案不能由本次检查的检查人员审批"))
    return None


@enforces("GT-INS-004")
def two_officers(inspection: Inspection, by: User) -> Unmet | None:
    count = inspection.officers.count()
    if count >= OFFICERS:
        return None
    message = _("检查人员不得少于两人，现有 %(count)s 人") % {"count": count}
    return unmet("GT-INS-004", message, revise_url(inspection))


@enforces("GT-INS-003")
def officers_certified(inspection: Inspection, by: User) -> Unmet | None:
    """Each officer, on the day of the visit."""
    on = day_of(inspection)
    without = [one.name for one in inspection.officers.all() if one.certificate(on) is None]
    if not without:
        return None
    message = _("%(names)s 在 %(on)s 没有有效的行政执法证") % {"names": "、".join(without), "on": on}
    return unmet("GT-INS-003", message, revise_url(inspection))


@enforces("GT-INS-002")
def item_published(inspection: Inspection, by: User) -> Unmet | None:
    """By this bureau, on the day of the visit."""
    if is_published(inspection.bureau_id, inspection.checklist.code, day_of(inspection)):
        return None
    message = _("本机关没有公布“%(name)s”这一检查事项，未公布的事项不得检查")
    return unmet("GT-INS-002", message % {"name": inspection.checklist.name_zh}, "/published-items/")


@enforces("GT-PLN-004")
def not_overlapping(inspection: Inspection, by: User) -> Unmet | None:
    """Another task for the same enterprise that is not over: of a superior, of a joint check, or our own."""
    others = Assignment.objects.filter(enterprise=inspection.enterprise_id, state__in=UNDER_INSPECTION)
    other = others.exclude(pk=inspection.assignment_id).order_by("pk").first()
    if other is None:
        return None
    words = {"origin": other.get_origin_display(), "from": other.window_from, "to": other.window_to}
    message = _("该企业还有尚未完成的检查任务（%(origin)s，%(from)s 至 %(to)s），不得叠加执法，可以合并或者错开")
    shown = Assignment.objects.visible_to(by).filter(pk=other.pk).exists()
    return unmet("GT-PLN-004", message % words, other.get_absolute_url() if shown else "")


def checklist_in_force(inspection: Inspection, by: User) -> Unmet | None:
    on = day_of(inspection)
    if inspection.checklist.is_in_force(on):
        return None
    message = _("检查表“%(checklist)s”在 %(on)s 无效，改用当日有效的版本")
    return Unmet(message % {"checklist": inspection.checklist, "on": on}, url=revise_url(inspection))


def not_before_planned_day(inspection: Inspection, by: User) -> Unmet | None:
    if timezone.localdate() >= inspection.planned_on:
        return None
    return Unmet(_("批准的检查日期为 %(on)s，不能提前检查") % {"on": inspection.planned_on})


def something_checked(inspection: Inspection, by: User) -> Unmet | None:
    if inspection.answers.exclude(result=AnswerResult.UNCHECKED).exists():
        return None
    return Unmet(_("所有检查项均为未检查，至少检查一项后再结束"), url=record_url(inspection))


def failures_described(inspection: Inspection, by: User) -> Unmet | None:
    open_items = failures_without_finding(inspection)
    if not open_items:
        return None
    message = _("不合格项 %(items)s 尚未写明问题") % {"items": "、".join(open_items)}
    return Unmet(message, url=record_url(inspection))


@enforces("GT-INV-005")
def photos_or_reason(inspection: Inspection, by: User) -> Unmet | None:
    needed = inspection.findings.exists() and not inspection.no_photo_reason
    if not needed or inspection.evidence.filter(voided_at__isnull=True).exists():
        return None
    message = _("有问题但没有任何证据；拍照取证，或写明不具备拍照条件的原因")
    return unmet("GT-INV-005", message, f"/inspections/{inspection.pk}/do/no_photo/")


@enforces("GT-INS-006")
def officers_signed(inspection: Inspection, by: User) -> Unmet | None:
    signed = inspection.signatures.filter(record_hash=inspection.record_hash, officer__isnull=False)
    lacking = inspection.officers.exclude(pk__in=signed.values("officer"))
    if not lacking:
        return None
    message = _("%(names)s 尚未在检查记录上签名") % {"names": "、".join(one.name for one in lacking)}
    return unmet("GT-INS-006", message, f"/inspections/{inspection.pk}/sign/officer/")


@enforces("GT-INS-006")
def party_signed(inspection: Inspection, by: User) -> Unmet | None:
    """Signed, or refused with reason: refusal stops nothing once it is recorded."""
    if inspection.signatures.filter(record_hash=inspection.record_hash, role=SignatureRole.PARTY).exists():
        return None
    message = _("被检查单位负责人尚未签名；拒签的，记录拒签原因")
    return unmet("GT-INS-006", message, f"/inspections/{inspection.pk}/sign/party/")


def not_signed_by(inspection: Inspection, by: User) -> Unmet | None:
    if inspection.signatures.filter(record_hash=inspection.record_hash, officer=by).exists():
        return Unmet(_("本人已在这份检查记录上签名"))
    return None


def party_not_signed(inspection: Inspection, by: User) -> Unmet | None:
    return Unmet(_("被检查单位已签名或已记录拒签")) if party_signed(inspection, by) is None else None


def record_unchanged(inspection: Inspection, by: User) -> Unmet | None:
    if record_digest(inspection) == inspection.record_hash:
        return None
    return Unmet(_("记录内容与签名时的摘要不符，退回补充后重新签名"))


def findings_dealt_with(inspection: Inspection, by: User) -> Unmet | None:
    waiting = inspection.findings.filter(state__in=[FindingState.OPEN, FindingState.ORDERED]).count()
    if not waiting:
        return None
    message = _("还有 %(count)s 个问题未处理完毕（待下达整改或整改未复查合格）")
    return Unmet(message % {"count": waiting}, url=inspection.get_absolute_url())


def revise_url(inspection: Inspection) -> str:
    planning = inspection.state == InspectionState.PLANNING
    return f"/inspections/{inspection.pk}/do/revise/" if planning else inspection.get_absolute_url()


def record_url(inspection: Inspection) -> str:
    return f"/inspections/{inspection.pk}/record/"
