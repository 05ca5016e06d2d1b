"""The visit: planned, approved, begun, finished, sealed, closed. Recording and signing have their own modules."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.documents import inspection as documents
from cases.flows.inspection import FLOW
from cases.models import Inspection
from cases.queries.inspection import counts, record_digest
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.actions import issue
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.gates import checks_entry, cited
from enforcement.rulebook.models import Checklist
from enforcement.rulebook.queries import gate
from plans.actions.assignment import begin as begin_task, finish as finish_task, visit_on
from plans.models import Assignment
from plans.states import AssignmentState

START = name_act("inspection.start", _("编制检查方案"))


@transaction.atomic
def start_inspection(
    assignment: Assignment,
    *,
    by: User,
    planned_on: dt.date,
    checklist: Checklist,
    officers: Iterable[User] | None = None,
    over_ceiling_reason: str = "",
    **plan: str,
) -> Inspection:
    """`plan`: subject, method, place, contact; the subject is the assignment's unless given."""
    locked = Assignment.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=assignment.pk)
    team = list(officers) if officers is not None else list(locked.officers.all())
    if not by.may(Permission.INSPECT, locked):
        raise NotPermitted(_t("需要“%(right)s”权限") % {"right": Permission.INSPECT.label})
    if by not in team:
        raise NotPermitted(_t("只有本次检查的检查人员可以编制检查方案"))
    if Inspection.objects.filter(assignment=locked).exists() or locked.state != AssignmentState.OPEN:
        raise RuleBroken(_t("这项检查任务已有检查方案，或已不是待检查状态"))
    refuse_outside_window(locked, planned_on)
    refuse_foreign(team, locked)
    plan["subject"] = plan.get("subject") or locked.subject
    plan["place"] = plan.get("place") or locked.enterprise.address[:200]
    inspection = Inspection.objects.create(
        assignment=locked, enterprise=locked.enterprise, bureau_id=locked.bureau_id, checklist=checklist,
        planned_on=planned_on, shared_with=locked.shared_with, created_by=by, **plan,
    )  # fmt: skip
    inspection.officers.set(team)
    begin_task(locked, by=by, day=planned_on, reason=over_ceiling_reason)
    record(START, by=by, subject=inspection, within=locked, after={"planned_on": str(planned_on)})
    return inspection


def refuse_outside_window(assignment: Assignment, planned_on: dt.date) -> None:
    if assignment.window_from <= planned_on <= assignment.window_to:
        return
    limits = {"from": assignment.window_from, "to": assignment.window_to}
    raise RuleBroken(_t("检查日期应在任务期间 %(from)s 至 %(to)s 内") % limits, field="planned_on")


def refuse_foreign(team: list[User], assignment: Assignment) -> None:
    """Of the acting bureau, or of one that takes part."""
    taking_part = {assignment.bureau_id, *assignment.partner_ids}
    if foreign := [one.name for one in team if one.bureau_id not in taking_part]:
        message = _t("%(names)s 不是本机关或参加机关的人员")
        raise RuleBroken(message % {"names": "、".join(foreign)}, field="officers")


@transaction.atomic
def revise_visit_plan(
    inspection: Inspection,
    *,
    by: User,
    version: int | None = None,
    officers: Iterable[User],
    over_ceiling_reason: str = "",
    **plan: Any,
) -> Inspection:
    refuse_outside_window(inspection.assignment, plan["planned_on"])
    refuse_foreign(list(officers), inspection.assignment)
    if by not in officers:
        raise RuleBroken(_t("检查人员中应包含本人"), field="officers")
    locked = FLOW.take(inspection, "revise", by=by, version=version)
    before = {name: str(getattr(locked, name)) for name in plan}
    update(locked, **plan)
    locked.officers.set(officers)
    visit_on(locked.assignment, locked.planned_on, by=by, reason=over_ceiling_reason)
    record(FLOW.act("revise"), by=by, subject=locked, before=before,
           after={name: str(getattr(locked, name)) for name in plan})  # fmt: skip
    return locked


@transaction.atomic
def submit_visit_plan(inspection: Inspection, *, by: User, version: int | None = None) -> Inspection:
    locked = FLOW.take(inspection, "submit", by=by, version=version)
    update(locked, return_reason="")
    record(FLOW.act("submit"), by=by, subject=locked)
    return locked


@transaction.atomic
def approve_visit_plan(
    inspection: Inspection, *, by: User, version: int | None = None, opinion: str = ""
) -> Inspection:
    locked = FLOW.take(inspection, "approve", by=by, version=version)
    document = issue("XCJCFA", subject=locked, by=by, context=documents.visit_plan(locked, by, opinion))
    update(locked, number=document.number, plan_document=document, approved_by=by, approved_at=timezone.now())
    record(FLOW.act("approve"), by=by, subject=locked, rule="GT-INS-001", document=document.number, note=opinion)
    return locked


@transaction.atomic
def return_visit_plan(inspection: Inspection, *, by: User, reason: str, version: int | None = None) -> Inspection:
    locked = FLOW.take(inspection, "return", by=by, version=version)
    update(locked, return_reason=reason)
    record(FLOW.act("return"), by=by, subject=locked, note=reason)
    return locked


@transaction.atomic
def begin(
    inspection: Inspection,
    *,
    by: User,
    certificates_shown: bool,
    host_name: str = "",
    host_post: str = "",
    over_ceiling_reason: str = "",
    version: int | None = None,
) -> Inspection:
    """On site. The party may refuse when no certificate is shown, so it cannot begin without (GT-INS-005)."""
    refuse_without_certificates(shown=certificates_shown)
    locked = FLOW.take(inspection, "begin", by=by, version=version)
    now = timezone.now()
    visit_on(locked.assignment, timezone.localdate(now), by=by, reason=over_ceiling_reason)
    update(locked, started_at=now, certificates_shown=True, host_name=host_name, host_post=host_post)
    record(FLOW.act("begin"), by=by, subject=locked, rule="GT-INS-005", after={"started_at": now.isoformat()})
    return locked


@checks_entry("GT-INS-005", "inspection.begin")
def refuse_without_certificates(*, shown: bool) -> None:
    if not shown:
        source = cited(gate("GT-INS-005"))
        message = _t("检查前先出示执法证件并在此确认（%(source)s）") % {"source": source}
        raise RuleBroken(message, field="certificates_shown")


@transaction.atomic
def note_no_photo(inspection: Inspection, *, by: User, reason: str, version: int | None = None) -> Inspection:
    locked = FLOW.take(inspection, "no_photo", by=by, version=version)
    update(locked, no_photo_reason=reason)
    record(FLOW.act("no_photo"), by=by, subject=locked, note=reason)
    return locked


@transaction.atomic
def finish(inspection: Inspection, *, by: User, summary: str = "", version: int | None = None) -> Inspection:
    """Ends the visit and fixes the digest that the signatures will be bound to."""
    locked = FLOW.take(inspection, "finish", by=by, version=version)
    update(locked, ended_at=timezone.now(), summary=summary)
    update(locked, record_hash=record_digest(locked))
    record(FLOW.act("finish"), by=by, subject=locked, after={"record_hash": locked.record_hash, **counts(locked)})
    return locked


@transaction.atomic
def reopen(inspection: Inspection, *, by: User, reason: str, version: int | None = None) -> Inspection:
    """Back to recording. Signatures given so far stay on file, bound to the digest they were given for."""
    locked = FLOW.take(inspection, "reopen", by=by, version=version)
    update(locked, ended_at=None, record_hash="")
    record(FLOW.act("reopen"), by=by, subject=locked, note=reason)
    return locked


@transaction.atomic
def seal(inspection: Inspection, *, by: User, version: int | None = None) -> Inspection:
    locked = FLOW.take(inspection, "seal", by=by, version=version)
    document = issue("XCJC", subject=locked, by=by, shares=locked.number, context=documents.record(locked))
    update(locked, sealed_at=timezone.now(), sealed_by=by, record_document=document)
    finish_task(locked.assignment, by=by)
    record(FLOW.act("seal"), by=by, subject=locked, rule="GT-INS-006", document=document.number,
           after={"record_hash": locked.record_hash})  # fmt: skip
    return locked


@transaction.atomic
def close(inspection: Inspection, *, by: User, version: int | None = None) -> Inspection:
    locked = FLOW.take(inspection, "close", by=by, version=version)
    record(FLOW.act("close"), by=by, subject=locked)
    return locked


def update(record_: Inspection, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(record_, name, value)
    record_.save(update_fields=list(fields))
