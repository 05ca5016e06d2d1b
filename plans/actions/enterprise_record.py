"""Sites, licences, self-reports, hazards under listed supervision, accidents, complaints and credit entries: added,
amended, ended."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.actions.enterprise_import import plain_value
from plans.guards.enterprise import is_settled, refuse_merged
from plans.guards.occurrence import refuse_too_slight
from plans.models import (
    Accident,
    Complaint,
    CreditEntry,
    Enterprise,
    EnterpriseRecord,
    Licence,
    ListedHazard,
    Occurrence,
    SelfReport,
    Site,
)

R = TypeVar("R", bound=EnterpriseRecord)
KEPT = (Site, Licence, SelfReport, ListedHazard, Accident, Complaint, CreditEntry)
MODELS: dict[str, type[EnterpriseRecord]] = {one.kind_of: one for one in KEPT}
ACTS = {
    Site: (
        name_act("site.add", gettext_lazy("登记场所")),
        name_act("site.amend", gettext_lazy("更正场所")),
        name_act("site.end", gettext_lazy("关闭场所")),
    ),
    Licence: (
        name_act("licence.add", gettext_lazy("登记许可")),
        name_act("licence.amend", gettext_lazy("更正许可")),
        name_act("licence.end", gettext_lazy("终止许可")),
    ),
    SelfReport: (
        name_act("self_report.add", gettext_lazy("登记自查报告")),
        name_act("self_report.amend", gettext_lazy("更正自查报告")),
        name_act("self_report.end", gettext_lazy("作废自查报告")),
    ),
    ListedHazard: (
        name_act("listed_hazard.add", gettext_lazy("登记挂牌督办")),
        name_act("listed_hazard.amend", gettext_lazy("更正挂牌督办")),
        name_act("listed_hazard.end", gettext_lazy("摘牌")),
    ),
    Accident: (
        name_act("accident.add", gettext_lazy("登记事故")),
        name_act("accident.amend", gettext_lazy("更正事故")),
        name_act("accident.end", gettext_lazy("作废事故记载")),
    ),
    Complaint: (
        name_act("complaint.add", gettext_lazy("登记投诉举报")),
        name_act("complaint.amend", gettext_lazy("更正投诉举报")),
        name_act("complaint.end", gettext_lazy("作废投诉举报记载")),
    ),
    CreditEntry: (
        name_act("credit.add", gettext_lazy("登记信用记录")),
        name_act("credit.amend", gettext_lazy("更正信用记录")),
        name_act("credit.end", gettext_lazy("终止信用记录")),
    ),
}
TAKEN = {
    "site_name_once": ("name", gettext_lazy("该企业已有同名的场所，换一个名称")),
    "occurrence_number_once": (
        "number",
        gettext_lazy("该企业已登记过此机关此文号的同类记录，核对文号或更正原有的一条"),
    ),
    "licence_number_once": ("number", gettext_lazy("该企业已登记过此编号的同种许可，核对编号或更正原有的一条")),
}


@transaction.atomic
def add_record(model: type[R], *, by: User, enterprise: Enterprise, facts: Mapping[str, Any]) -> R:
    enterprise = _hold_enterprise(enterprise.pk)
    require(by, Permission.MAINTAIN_ENTERPRISES, enterprise)
    refuse_merged(enterprise)
    made = model(enterprise=enterprise, created_by=by, **model.given, **facts)
    refuse_too_slight(made)
    _save(made)
    after = {name: plain_value(value) for name, value in facts.items()}
    record(ACTS[model][0], by=by, subject=made, within=enterprise, after=after)
    return made


@transaction.atomic
def amend_record(one: R, *, by: User, version: int | None, facts: Mapping[str, Any]) -> R:
    """Nothing changed: nothing is written."""
    locked = _hold(one, by, version)
    before = {name: plain_value(getattr(locked, name)) for name in facts}
    after = {name: plain_value(value) for name, value in facts.items()}
    changed = [name for name in facts if before[name] != after[name]]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, facts[name])
    refuse_too_slight(locked)
    locked.version += 1
    _save(locked)
    sides = ({name: side[name] for name in changed} for side in (before, after))
    old, new = sides
    record(ACTS[type(locked)][1], by=by, subject=locked, within=locked.enterprise, before=old, after=new)
    return locked


@transaction.atomic
def end_record(one: R, *, by: User, version: int | None, ended_on: dt.date, reason: str, **more: Any) -> R:
    """Closed, revoked, void or cleared, each by its kind; the row stays."""
    locked = _hold(one, by, version)
    if not reason.strip():
        raise RuleBroken(_("写明理由"), "reason")
    if ended_on > timezone.localdate():
        raise RuleBroken(_("日期不能晚于今天"), "ended_on")
    if (first := began_on(locked)) and ended_on < first:
        raise RuleBroken(_("日期不能早于 %(day)s") % {"day": first.isoformat()}, "ended_on")
    locked.ended_on, locked.end_reason = ended_on, reason
    for name, value in more.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save()
    after = {"ended_on": ended_on.isoformat(), **{name: plain_value(value) for name, value in more.items()}}
    record(ACTS[type(locked)][2], by=by, subject=locked, within=locked.enterprise, after=after, note=reason)
    return locked


def began_on(one: EnterpriseRecord) -> dt.date | None:
    """The day before which it cannot have ended."""
    match one:
        case Site():
            return one.opened_on
        case Licence():
            return one.valid_from
        case SelfReport():
            return one.reported_on
        case ListedHazard():
            return one.listed_on
        case Occurrence():
            return one.happened_on or one.known_on
    return None


def _hold_enterprise(pk: int) -> Enterprise:
    """Before any of its records: whoever merges it or gives it to another bureau meanwhile waits, or is waited for."""
    return Enterprise.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=pk)


def _hold(one: R, by: User, version: int | None) -> R:
    enterprise = _hold_enterprise(one.enterprise_id)
    rows: Any = type(one).objects.select_for_update()
    locked: R = rows.get(pk=one.pk)
    locked.enterprise = enterprise
    require(by, Permission.MAINTAIN_ENTERPRISES, locked)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    if is_settled(locked):
        raise RuleBroken(_("该记录已于 %(day)s 终止，不能再改") % {"day": locked.ended_on})
    return locked


def _save(one: EnterpriseRecord) -> None:
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        for name, (field, message) in TAKEN.items():
            if name in str(error):
                raise RuleBroken(message, field) from error
        raise
