"""A penalty case: proposed, filed or not, withdrawn. The stages between have their own modules."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions.order import escalate
from cases.documents.penalty import filing
from cases.flows.penalty import FLOW
from cases.guards.gates import cited
from cases.models import Charge, Finding, Inspection, Order, PenaltyCase
from cases.queries.finding import pick_violation
from cases.queries.penalty import ENDED, next_due
from cases.states import FindingState, InspectionState, PartyKind
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.actions import issue
from enforcement.errors import NotPermitted, RuleBroken, StepRefused, Unmet
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.gates import checks_entry
from enforcement.rulebook.models import Row, Violation
from enforcement.rulebook.queries import gate

PROPOSE = name_act("penalty.propose", _("申请立案"))
HANDLERS = 2


@transaction.atomic
def propose_case(
    inspection: Inspection,
    *,
    by: User,
    findings: Iterable[Finding],
    violation: Violation | str,
    act_on: dt.date,
    facts: str,
    handlers: Iterable[User],
    found_on: dt.date | None = None,
    order: Order | None = None,
    party_kind: str = PartyKind.ENTITY,
    began_on: dt.date | None = None,
    harm: bool = False,
    **party: str,
) -> PenaltyCase:
    """From a sealed record, or from an order that was not obeyed. No number yet: 预立案. It starts with one charge.

    `party` for a person: party (the name), party_id, party_post, party_address, party_phone.
    """
    locked = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not by.may(Permission.HANDLE_CASES, locked):
        raise NotPermitted(_t("需要“%(right)s”权限") % {"right": Permission.HANDLE_CASES.label})
    if locked.state not in {InspectionState.SEALED, InspectionState.CLOSED}:
        raise StepRefused([Unmet(_t("检查记录封存后才能申请立案"), url=locked.get_absolute_url())])
    found_on = found_on or (timezone.localdate(locked.started_at) if locked.started_at else timezone.localdate())
    check_days(act_on, found_on)
    check_span(began_on, act_on)
    row = pick_violation(violation, act_on) if isinstance(violation, str) else violation
    if not row.is_in_force(act_on):
        words = {"name": row.name_zh, "on": act_on}
        raise RuleBroken(_t("“%(name)s”的条款在 %(on)s 无效，选用当日有效的条款") % words, field="violation")
    taken = take_findings(locked, findings, order)
    named = named_party(locked, party_kind, party)
    check_handlers(handlers := list(handlers), locked, barred=None)
    case = PenaltyCase.objects.create(
        bureau_id=locked.bureau_id, enterprise=locked.enterprise, inspection=locked, order=order, violation=row,
        overdue=order is not None, act_on=act_on, found_on=found_on, facts=facts, party_kind=party_kind, created_by=by,
        **named,
    )  # fmt: skip
    case.findings.set(taken)
    case.handlers.set(handlers)
    first = Charge.objects.create(penalty=case, number=1, violation=row, overdue=case.overdue, act_on=act_on,
                                  began_on=began_on, harm=harm, added_by=by)  # fmt: skip
    first.findings.set(taken)
    if order is not None:
        escalate(order, by=by)
    project_due(case)
    record(PROPOSE, by=by, subject=case, within=locked, rule=row.row_id, article=row.citation,
           after={"party": case.party, "violation": row.row_id, "act_on": str(act_on)})  # fmt: skip
    return case


def check_days(act_on: dt.date, found_on: dt.date) -> None:
    if act_on > found_on:
        raise RuleBroken(_t("违法行为发生日期不能晚于发现日期 %(on)s") % {"on": found_on}, field="act_on")
    if found_on > timezone.localdate():
        raise RuleBroken(_t("发现日期不能晚于今天"), field="found_on")


def check_span(began_on: dt.date | None, act_on: dt.date) -> None:
    if began_on and began_on > act_on:
        raise RuleBroken(_t("开始日期不能晚于终了日期 %(on)s") % {"on": act_on}, field="began_on")


def take_findings(inspection: Inspection, findings: Iterable[Finding], order: Order | None) -> list[Finding]:
    """Each with a basis, of this inspection, and in no other open case."""
    wanted = [one.pk for one in findings]
    rows = list(
        Finding.objects.select_for_update(of=("self",)).filter(pk__in=wanted, inspection=inspection).order_by("pk")
    )
    if not rows or len(rows) != len(set(wanted)):
        raise RuleBroken(_t("至少选择一个本次检查发现的问题"), field="findings")
    if order is not None and order.inspection_id != inspection.pk:
        raise RuleBroken(_t("责令整改与检查不符"), field="findings")
    open_cases = PenaltyCase.objects.exclude(state__in=ENDED)
    for one in rows:
        if not one.basis:
            raise RuleBroken(_t("“%(finding)s”没有强制性依据，不能立案") % {"finding": one}, field="findings")
        if open_cases.filter(findings=one).exists():
            raise RuleBroken(_t("“%(finding)s”已列入其他案件") % {"finding": one}, field="findings")
    return rows


def named_party(inspection: Inspection, kind: str, given: dict[str, str]) -> dict[str, str]:
    if kind == PartyKind.ENTITY:
        return {"party": inspection.enterprise.name, "party_id": inspection.enterprise.credit_code}
    if not given.get("party"):
        raise RuleBroken(_t("请输入当事人姓名"), field="party")
    return given


@checks_entry("GT-INV-002", "penalty.propose", "penalty.approve_filing")
def check_handlers(handlers: list[User], record_: Any, *, barred: User | None) -> None:
    """Two or more certified officers of the bureau; whoever approves is not among them."""
    source, today = cited(gate("GT-INV-002")), timezone.localdate()
    if len({one.pk for one in handlers}) < HANDLERS:
        message = _t("承办人不得少于两人（%(source)s）") % {"source": source}
        raise RuleBroken(message, field="handlers")
    if barred in handlers:
        raise RuleBroken(_t("批准立案的人不能担任承办人"), field="handlers")
    unfit = [
        one.name
        for one in handlers
        if one.bureau_id != record_.bureau_id
        or one.certificate(today) is None
        or not one.may(Permission.HANDLE_CASES, record_)
    ]
    if unfit:
        message = _t("%(names)s 不是本机关持有效执法证、可以承办案件的人员") % {"names": "、".join(unfit)}
        raise RuleBroken(message, field="handlers")


@transaction.atomic
def approve_filing(
    case: PenaltyCase, *, by: User, handlers: Iterable[User], opinion: str = "", version: int | None = None
) -> PenaltyCase:
    """The approver names the handlers. Only now a number is drawn, in the same transaction."""
    locked = FLOW.take(case, "approve_filing", by=by, version=version)
    check_handlers(named := list(handlers), locked, barred=by)
    locked.handlers.set(named)
    document = issue("LASP", subject=locked, by=by, context=filing(locked, by, opinion))
    update(locked, number=document.number, filed_on=timezone.localdate(), filed_by=by)
    locked.findings.update(state=FindingState.FILED)
    names = "、".join(one.name for one in named)
    return settle(locked, "approve_filing", by=by, row=gate("GT-INV-002"), document=document.number, note=opinion,
                  after={"handlers": names, "filed_on": str(locked.filed_on)})  # fmt: skip


@transaction.atomic
def reject_filing(case: PenaltyCase, *, by: User, reason: str, version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "reject_filing", by=by, version=version)
    return end(locked, "reject_filing", by=by, reason=reason)


@transaction.atomic
def withdraw(case: PenaltyCase, *, by: User, reason: str, version: int | None = None) -> PenaltyCase:
    """Before a decision: no violation, no evidence, or not ours."""
    locked = FLOW.take(case, "withdraw", by=by, version=version)
    return end(locked, "withdraw", by=by, reason=reason)


def end(case: PenaltyCase, step: str, *, by: User, reason: str) -> PenaltyCase:
    """The findings are free again for an order or another case."""
    update(case, end_reason=reason)
    case.findings.update(state=FindingState.OPEN)
    return settle(case, step, by=by, note=reason)


def settle(case: PenaltyCase, step: str, *, by: User, row: Row | None = None, **entry: Any) -> PenaltyCase:
    """The end of every act on a case: the due date follows the facts, the ledger says what was done under which row."""
    project_due(case)
    rule, article = (row.row_id, cited(row)) if row else ("", "")
    record(FLOW.act(step), by=by, subject=case, rule=rule, article=article, **entry)
    return case


def project_due(case: PenaltyCase) -> None:
    """The one place that writes `next_due`."""
    update(case, next_due=next_due(case))


def update(record_: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(record_, name, value)
    record_.save(update_fields=list(fields))
