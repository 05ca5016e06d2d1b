import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Finding, Inspection
from cases.queries.finding import pick_violation
from cases.queries.inspection import day_of
from cases.states import FindingState, InspectionState, Severity
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted, RuleBroken, StepRefused, Unmet
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.models import ChecklistItem, Violation

ADD = name_act("finding.add", _("记录问题"))
AMEND = name_act("finding.amend", _("修改问题"))
WITHDRAW = name_act("finding.withdraw", _("撤回问题"))


def lock_for_recording(inspection: Inspection, by: User) -> Inspection:
    """The row, locked, when `by` may write into the record now. A sealed or finished one takes no edits."""
    locked = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not by.may(Permission.INSPECT, locked) or not locked.officers.filter(pk=by.pk).exists():
        raise NotPermitted(_t("只有本次检查的检查人员可以填写检查记录"))
    if locked.state != InspectionState.UNDER_WAY:
        now = InspectionState(locked.state).label
        raise StepRefused([Unmet(_t("当前状态为“%(state)s”，不能修改检查记录") % {"state": now})])
    return locked


@transaction.atomic
def add_finding(
    inspection: Inspection,
    *,
    by: User,
    description: str,
    place: str = "",
    severity: str = Severity.GENERAL,
    violation: Violation | str | None = None,
    item: ChecklistItem | None = None,
    basis: str = "",
) -> Finding:
    """`violation`: a row, or its name or id. The basis is typed, or the violated article, or the item's own basis."""
    locked = lock_for_recording(inspection, by)
    if item and item.checklist_id != locked.checklist_id:
        raise RuleBroken(_t("检查项不在本次检查表内"), field="item")
    row = in_force(violation, day_of(locked))
    cited = basis.strip() or citation(row, item)
    finding = Finding.objects.create(
        bureau_id=locked.bureau_id, inspection=locked, item=item, description=description.strip(),
        place=place.strip(), severity=severity, violation=row, basis=cited, state=state_for(cited), found_by=by,
    )  # fmt: skip
    if item:
        locked.evidence.filter(item=item, finding__isnull=True).update(finding=finding)
    record(
        ADD, by=by, subject=finding, within=locked, after=shown(finding), rule=row.row_id if row else "", article=cited
    )
    return finding


@transaction.atomic
def amend_finding(finding: Finding, *, by: User, **fields: Any) -> Finding:
    """`fields`: description, place, severity, violation, basis."""
    locked = lock_for_recording(finding.inspection, by)
    held = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    before = shown(held)
    fields["violation"] = in_force(fields.get("violation"), day_of(locked))
    fields["basis"] = fields.get("basis", "").strip() or citation(fields["violation"], held.item)
    for name, value in fields.items():
        setattr(held, name, value)
    held.state = state_for(held.basis)
    held.save(update_fields=[*fields, "state"])
    record(AMEND, by=by, subject=held, within=locked, before=before, after=shown(held), article=held.basis)
    return held


@transaction.atomic
def withdraw_finding(finding: Finding, *, by: User, reason: str) -> None:
    """Only while recording; what it said stays in the ledger, its photos stay with the inspection."""
    locked = lock_for_recording(finding.inspection, by)
    finding.evidence.update(finding=None)
    record(WITHDRAW, by=by, subject=finding, within=locked, before=shown(finding), note=reason)
    finding.delete()


def in_force(violation: Violation | str | None, on: dt.date) -> Violation | None:
    if not violation:
        return None
    if isinstance(violation, str):
        return pick_violation(violation, on)
    if not violation.is_in_force(on):
        message = _t("“%(name)s”的条款在 %(on)s 无效，选用当日有效的条款")
        raise RuleBroken(message % {"name": violation.name_zh, "on": on}, field="violation")
    return violation


def citation(violation: Violation | None, item: ChecklistItem | None) -> str:
    if violation:
        return violation.violated_citation
    return item.basis_text if item else ""


def state_for(basis: str) -> str:
    """Without a mandatory basis it is noted and leads to no measure (GT-INS-007)."""
    return FindingState.OPEN if basis else FindingState.NOTED


def shown(finding: Finding) -> dict[str, str]:
    return {
        "description": finding.description,
        "place": finding.place,
        "severity": finding.severity,
        "violation": finding.violation.row_id if finding.violation else "",
        "basis": finding.basis,
    }
