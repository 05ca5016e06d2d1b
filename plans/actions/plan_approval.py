"""From the draft to the published plan. Every step leaves who, when and the words said."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.documents.files import store
from enforcement.documents.queries import documents_of
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.clocks import Clock
from enforcement.rulebook.gates import recorded
from enforcement.wording import in_chinese
from plans.actions.plan_adjustment import figures_of
from plans.actions.plan_reminder import REFUSED, RETURNED, tell_of_end
from plans.documents.plan import published_plan
from plans.flows.plan import PLAN
from plans.models import Plan
from plans.queries.adjustment import Adjustment, adjustment_of, measure_words, verdict
from plans.queries.editions import approved_edition, edition_before, is_first
from plans.queries.plan_dates import due_on, filing_clock, late_words, publication_clock
from plans.states import PlanState

SCANS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}
GOVERNMENT = ("approval_body", "approval_number", "approved_on", "approval_scan", "filed_with", "filed_on")


@transaction.atomic
def submit(plan: Plan, *, by: User, version: int | None = None) -> Plan:
    locked = PLAN.take(plan, "submit", by=by, version=version)
    locked.submitted_by, locked.submitted_at = by, timezone.now()
    return moved(locked, "submit", by=by, after=figures_of(locked))


@transaction.atomic
def review(plan: Plan, *, by: User, version: int | None = None, opinion: str = "") -> Plan:
    locked = PLAN.take(plan, "review", by=by, version=version)
    locked.reviewed_by, locked.reviewed_at, locked.review_opinion = by, timezone.now(), opinion
    return moved(locked, "review", by=by, note=opinion)


@transaction.atomic
def return_plan(plan: Plan, *, by: User, version: int | None = None, reason: str) -> Plan:
    """From the section chief's table or from the leader's, whoever has it."""
    step = at_the_table(plan, version, review="return", leader="return_reviewed")
    locked = PLAN.take(plan, step, by=by, version=version)
    tell_of_end(locked, [locked.created_by, locked.submitted_by], RETURNED, by=by, reason=reason)
    return back_to_draft(locked, step, by=by, note=reason)


@transaction.atomic
def refuse(plan: Plan, *, by: User, version: int | None = None, reason: str) -> Plan:
    """Ends this edition; another one may be drawn up. An edition before it stays in force."""
    step = at_the_table(plan, version, review="refuse", leader="refuse_reviewed")
    locked = PLAN.take(plan, step, by=by, version=version)
    if not reason.strip():
        raise RuleBroken(_t("写明不同意的理由"), "reason")
    locked.refused_by, locked.refused_at, locked.refuse_reason = by, timezone.now(), reason.strip()
    tell_of_end(locked, [locked.created_by, locked.submitted_by], REFUSED, by=by, reason=reason)
    return moved(locked, step, by=by, note=reason)


def at_the_table(plan: Plan, version: int | None, *, review: str, leader: str) -> str:
    if version is not None and version != plan.version:  # which of the two steps it is depends on the state of now
        raise StaleVersion(plan)
    return leader if plan.state == PlanState.REVIEWED else review


@transaction.atomic
def agree(plan: Plan, *, by: User, version: int | None = None, opinion: str = "") -> Plan:
    """What agreeing means for whoever has the plan before them."""
    step = at_the_table(plan, version, review="review", leader="endorse")
    if step == "review":
        return review(plan, by=by, version=version, opinion=opinion)
    found = adjustment_of(plan)
    take = endorse if found is None or found.is_major else endorse_minor
    return take(plan, by=by, version=version, opinion=opinion)


@transaction.atomic
def endorse(plan: Plan, *, by: User, version: int | None = None, opinion: str = "") -> Plan:
    """For a first edition or a major change; a minor one may go to the government, too."""
    locked = PLAN.take(plan, "endorse", by=by, version=version)
    found = adjustment_of(locked)
    _endorsed(locked, found, by=by, opinion=opinion)
    return moved(locked, "endorse", by=by, note=opinion, after=weighed_words(found), gate="GT-PLN-001")


@transaction.atomic
def endorse_minor(plan: Plan, *, by: User, version: int | None = None, opinion: str = "") -> Plan:
    """The government's approval and the filing of the edition it is weighed against go on to count."""
    locked = PLAN.take(plan, "endorse_minor", by=by, version=version)
    found = adjustment_of(locked)
    _endorsed(locked, found, by=by, opinion=opinion)
    locked.minor = True
    base = approved_edition(locked)
    for name in GOVERNMENT:
        setattr(locked, name, getattr(base, name))
    return moved(locked, "endorse_minor", by=by, note=opinion, after=weighed_words(found), gate="GT-PLN-002")


def _endorsed(plan: Plan, found: Adjustment | None, *, by: User, opinion: str) -> None:
    plan.endorsed_by, plan.endorsed_at, plan.endorse_opinion = by, timezone.now(), opinion
    plan.weighing = found.frozen if found else None


def weighed_words(found: Adjustment | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {"change": verdict(found), "measures": [measure_words(one) for one in found.weighing.measures]}


@transaction.atomic
def record_approval(
    plan: Plan,
    *,
    by: User,
    version: int | None = None,
    approval_body: str,
    approval_number: str,
    approved_on: dt.date,
    scan: UploadedFile,
) -> Plan:
    locked = PLAN.take(plan, "record_approval", by=by, version=version)
    if approved_on > timezone.localdate():
        raise RuleBroken(_t("批准日期不能晚于今天"), "approved_on")
    if locked.submitted_at and approved_on < timezone.localtime(locked.submitted_at).date():
        words = {"day": timezone.localtime(locked.submitted_at).date().isoformat()}
        raise RuleBroken(_t("批准日期不能早于报批日期 %(day)s") % words, "approved_on")
    locked.approval_body, locked.approval_number, locked.approved_on = approval_body, approval_number, approved_on
    locked.approval_recorded_by, locked.approval_recorded_at = by, timezone.now()
    locked.approval_scan = _store_scan(scan, by)
    after = {"body": approval_body, "number": approval_number, "on": approved_on.isoformat(),
             "scan": locked.approval_scan.sha256}  # fmt: skip
    return moved(locked, "record_approval", by=by, after=after, gate="GT-PLN-002")


def _store_scan(scan: UploadedFile, by: User) -> Any:
    content = scan.read()
    mime = next((mime for start, mime in SCANS.items() if content.startswith(start)), "")
    if not mime:
        raise RuleBroken(_t("扫描件格式不正确，上传 PDF、JPG 或 PNG 文件"), "scan")
    return store(content, name=scan.name or "scan", mime=mime, by=by)


@transaction.atomic
def file_with_superior(
    plan: Plan,
    *,
    by: User,
    version: int | None = None,
    filed_with: str,
    filed_on: dt.date,
    late_reason: str = "",
) -> Plan:
    locked = PLAN.take(plan, "file", by=by, version=version)
    if filed_on > timezone.localdate():
        raise RuleBroken(_t("备案日期不能晚于今天"), "filed_on")
    if locked.approved_on and filed_on < locked.approved_on:
        words = {"day": locked.approved_on.isoformat()}
        raise RuleBroken(_t("备案日期不能早于政府批准日期 %(day)s") % words, "filed_on")
    clock = filing_clock(locked.year, locked.bureau_id)
    locked.filing_late_reason = reason_if_late(locked, clock, filed_on, late_reason)
    locked.filed_with, locked.filed_on = filed_with, filed_on
    locked.filing_recorded_by, locked.filing_recorded_at = by, timezone.now()
    after = {"with": filed_with, "on": filed_on.isoformat(), "due": clock.day.isoformat()}
    return moved(locked, "file", by=by, after=after, note=locked.filing_late_reason, gate="GT-PLN-002")


def reason_if_late(plan: Plan, clock: Clock, on: dt.date, reason: str) -> str:
    """Late is possible, with a reason. The year's day is for its first edition."""
    late = late_words(clock, on) if is_first(plan) else ""
    if late and not reason.strip():
        raise RuleBroken(_t("%(late)s，写明逾期的原因") % {"late": late}, "late_reason")
    return reason.strip() if late else ""


@transaction.atomic
def publish(plan: Plan, *, by: User, version: int | None = None, late_reason: str = "") -> Plan:
    locked = PLAN.take(plan, "publish", by=by, version=version)
    clock = publication_clock(locked.year, locked.bureau_id)
    locked.publishing_late_reason = reason_if_late(locked, clock, timezone.localdate(), late_reason)
    locked.published_on = timezone.localdate()
    before = edition_before(locked)
    old = documents_of(before).filter(kind="JHWB").first() if before else None
    document = issue(
        "JHWB",
        subject=locked,
        by=by,
        context=published_plan(locked),
        title=in_chinese(_("%(year)s 年度安全生产监督检查计划")) % {"year": locked.year},
        supersedes=old if old and old.is_in_force else None,
    )
    return moved(
        locked, "publish", by=by, document=document.number, note=locked.publishing_late_reason, gate="GT-PLN-002"
    )


def moved(plan: Plan, step: str, *, by: User, gate: str = "", **words: Any) -> Plan:
    plan.due_on = due_on(plan)
    plan.save()
    citation = recorded(rulebook.gate(gate)) if gate else ""
    record(PLAN.act(step), by=by, subject=plan, rule=gate, article=citation, **words)
    return plan


def back_to_draft(plan: Plan, step: str, *, by: User, note: str = "") -> Plan:
    """The signatures of the round that ended here stay in the ledger."""
    names = ("submitted_by", "reviewed_by", "review_opinion")
    before = {name: str(getattr(plan, name) or "") for name in names}
    plan.submitted_by = plan.submitted_at = plan.reviewed_by = plan.reviewed_at = None
    plan.review_opinion = ""
    return moved(plan, step, by=by, before=before, note=note)
