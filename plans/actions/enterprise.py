import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.actions.enterprise_import import differences, import_rows, plain_value
from plans.guards.enterprise import refuse_merged
from plans.models import Enterprise, FormerName
from plans.rules import credit_code
from plans.rules.initials import initials
from plans.rules.registration import company_name, too_early

__all__ = ["amend_enterprise", "change_status", "import_rows", "log_export", "register_enterprise"]

REGISTERED = name_act("enterprise.register", gettext_lazy("登记企业"))
AMENDED = name_act("enterprise.amend", gettext_lazy("更正企业信息"))
STATUS = name_act("enterprise.change_status", gettext_lazy("变更经营状态"))
EXPORTED = name_act("enterprise.export", gettext_lazy("导出企业名单"))


@transaction.atomic
def register_enterprise(*, by: User, facts: Mapping[str, Any]) -> Enterprise:
    """The bureau of whoever registers it supervises it."""
    require(by, Permission.MAINTAIN_ENTERPRISES)
    enterprise = Enterprise(bureau=by.bureau, created_by=by)
    _put(enterprise, facts)
    _save(enterprise)
    record(REGISTERED, by=by, subject=enterprise, after={name: plain_value(facts[name]) for name in facts})
    return enterprise


@transaction.atomic
def amend_enterprise(enterprise: Enterprise, *, by: User, version: int | None, facts: Mapping[str, Any]) -> Enterprise:
    """Nothing changed: nothing is written. A former name stays findable on the enterprise's page."""
    locked = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    require(by, Permission.MAINTAIN_ENTERPRISES, locked)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    refuse_merged(locked)
    if facts.get("status", locked.status) != locked.status:
        raise RuleBroken(_("经营状态有变化的，在“变更经营状态”中写明日期和理由"), field="status")
    old = Enterprise.objects.get(pk=enterprise.pk)
    _put(locked, facts)
    before, after = differences(old, locked)
    if not after:
        return locked
    if message := too_early(locked.status_on, locked.registered_on):
        raise RuleBroken(message, field="registered_on")
    if old.name != locked.name:
        FormerName.objects.create(enterprise=locked, name=old.name, until=timezone.localdate())
    locked.version += 1
    _save(locked)
    record(AMENDED, by=by, subject=locked, before=before, after=after)
    return locked


@transaction.atomic
def change_status(
    enterprise: Enterprise, *, by: User, version: int | None, status: str, status_on: dt.date, reason: str
) -> Enterprise:
    """From that day it is in the pools, or out of them. A day not after the last change takes the place of that change,
    and so does any day while that change is still to come; lists frozen before stay as they are."""
    locked = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    require(by, Permission.MAINTAIN_ENTERPRISES, locked)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    if locked.merged_into_id:
        raise RuleBroken(_("该企业已并入其他企业，经营状态随并入后的企业"))
    if (status, status_on) == (locked.status, locked.status_on) or (status == locked.status and not locked.status_on):
        raise RuleBroken(_("经营状态没有变化，选择变更后的状态"), field="status")
    if message := too_early(status_on, locked.registered_on):
        raise RuleBroken(message, field="status_on")
    before = {"status": locked.status, "status_on": plain_value(locked.status_on)}
    row = Enterprise.objects.filter(pk=locked.pk)
    if locked.status_on and (status_on <= locked.status_on or locked.status_on > timezone.localdate()):
        row.update(status=locked.status_before or locked.status, status_on=None)
    row.update(status=status, status_on=status_on, version=locked.version + 1)
    locked.refresh_from_db()
    after = {"status": locked.status, "status_on": plain_value(locked.status_on)}
    record(STATUS, by=by, subject=locked, before=before, after=after, note=reason)
    return locked


def _put(enterprise: Enterprise, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(enterprise, name, value)
    enterprise.name = company_name(enterprise.name)
    enterprise.credit_code = credit_code.normalise(enterprise.credit_code)
    enterprise.initials = initials(enterprise.name)
    if problems := credit_code.check(enterprise.credit_code):
        raise RuleBroken("；".join(problem.message for problem in problems), field="credit_code")


def _save(enterprise: Enterprise) -> None:
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError as error:
        holder = Enterprise.objects.filter(credit_code=enterprise.credit_code).exclude(pk=enterprise.pk).first()
        if holder is None:
            raise
        words = {"name": holder.name, "bureau": holder.bureau}
        message = _("该代码已登记为“%(name)s”，由%(bureau)s监管，请在企业库中查找后更正，或核对代码")
        raise RuleBroken(message % words, field="credit_code") from error


def log_export(*, by: User, filters: Mapping[str, str], rows: int, file_format: str) -> None:
    require(by, Permission.VIEW_ENTERPRISES)
    with transaction.atomic():
        after = {"filters": dict(filters), "rows": rows, "format": file_format}
        record(EXPORTED, by=by, subject=by.bureau, after=after)
