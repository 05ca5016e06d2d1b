"""More time for an ordered term, on the written application of the party."""

import datetime as dt

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.clock import settle_extension
from cases.actions.delivery import keep
from cases.actions.order import project_next_due
from cases.flows.order import FLOW
from cases.guards.clock import pending_of
from cases.models import Extension, Order, TermUnit
from cases.queries.order import REQUEST, last_day_to_apply
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.rulebook.gates import cited
from enforcement.workdays import as_day


@transaction.atomic
def apply_extension(
    order: Order,
    *,
    by: User,
    applied_on: dt.date,
    until: dt.date,
    reason: str,
    file: File | None = None,
    version: int | None = None,
) -> Order:
    """What the party handed in; after the last day for it, it is recorded as late."""
    locked = FLOW.take(order, "apply_extension", by=by, version=version)
    today, clock = timezone.localdate(), last_day_to_apply(locked)
    if clock is None or locked.next_due is None or locked.delivered_on is None:
        raise RuleBroken(_t("没有尚未复查合格的整改期限"))
    if not locked.delivered_on <= applied_on <= today:
        limits = {"from": locked.delivered_on, "to": today}
        raise RuleBroken(_t("申请日期应在送达日 %(from)s 至 %(to)s 之间") % limits, field="applied_on")
    if until <= locked.next_due:
        raise RuleBroken(_t("延长至的日期应晚于现在的整改期限 %(due)s") % {"due": locked.next_due}, field="until")
    if not file:
        raise RuleBroken(_t("上传当事人的书面申请"), field="file")
    late = bool(clock.due and applied_on > as_day(clock.due))
    Extension.objects.create(
        order=locked, rule_key=REQUEST, rule=clock.rule.row_id, until=until, reason=reason, applied_on=applied_on,
        file=keep(file, "file", by), late=late, requested_by=by,
    )  # fmt: skip
    record(FLOW.act("apply_extension"), by=by, subject=locked, within=locked.inspection, rule=clock.rule.row_id,
           article=cited(clock.rule), note=reason,
           after={"applied_on": str(applied_on), "until": str(until), "late": late})  # fmt: skip
    return locked


@transaction.atomic
def grant_extension(order: Order, *, by: User, opinion: str = "", version: int | None = None) -> Order:
    """Every item that is not put right yet gets the new last day."""
    locked = FLOW.take(order, "grant_extension", by=by, version=version)
    pending = asked(locked)
    until, before = pending.until or dt.date.min, {}
    for item in locked.items.filter(passed_on__isnull=True, due_on__lt=until):
        before[str(item.pk)] = str(item.due_on)
        item.term_from = start = item.term_from or locked.delivered_on or until
        item.term, item.term_unit, item.due_on = (until - start).days, TermUnit.CALENDAR_DAY, until
        item.save(update_fields=["term_from", "term", "term_unit", "due_on"])
    settle_extension(pending, by=by, granted=True, opinion=opinion)
    project_next_due(locked)
    record(FLOW.act("grant_extension"), by=by, subject=locked, within=locked.inspection, rule=pending.rule,
           before=before, after={"next_due": str(locked.next_due)}, note=opinion)  # fmt: skip
    return locked


@transaction.atomic
def refuse_extension(order: Order, *, by: User, reason: str, version: int | None = None) -> Order:
    locked = FLOW.take(order, "refuse_extension", by=by, version=version)
    pending = asked(locked)
    settle_extension(pending, by=by, granted=False, opinion=reason)
    record(FLOW.act("refuse_extension"), by=by, subject=locked, within=locked.inspection, rule=pending.rule,
           note=reason)  # fmt: skip
    return locked


def asked(order: Order) -> Extension:
    pending = pending_of(order)
    if pending is None:
        raise RuleBroken(_t("没有等待批准的延长申请"))
    return pending
