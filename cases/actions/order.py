"""Correction orders and on-site measures, from the findings to delivery and escalation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions.delivery import record_delivery
from cases.documents import order as documents
from cases.flows.order import FLOW
from cases.guards.gates import unmet
from cases.models import Finding, Inspection, Order, OrderItem, TermUnit
from cases.queries.order import order_types, term_of
from cases.rules.order import CORRECT_AT_ONCE, MEASURES, POWER_CUT, SEALING
from cases.states import FindingState, InspectionState
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.actions import issue
from enforcement.errors import NotPermitted, RuleBroken, StepRefused, Unmet
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.gates import checks_entry

DECISIONS = {SEALING: "CFKYJDS", POWER_CUT: "TZGDJDS"}  # the other measures have one form
DRAFT = name_act("order.draft", _("拟制责令整改"))


@dataclass(frozen=True)
class ItemDraft:
    finding: Finding
    requirement: str
    term: int = 0
    term_unit: str = TermUnit.AT_ONCE


@transaction.atomic
def draft_order(inspection: Inspection, *, by: User, kind: str, items: Iterable[ItemDraft], measure: str = "") -> Order:
    """From findings of a sealed record that have a mandatory basis (GT-INS-007)."""
    locked = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not by.may(Permission.ISSUE_ORDERS, locked) or not locked.officers.filter(pk=by.pk).exists():
        raise NotPermitted(_t("只有本次检查的检查人员可以拟制责令整改"))
    if locked.state != InspectionState.SEALED:
        raise StepRefused([Unmet(_t("检查记录封存后才能拟制责令整改"), url=locked.get_absolute_url())])
    if kind not in order_types(timezone.localdate()):
        raise RuleBroken(_t("请选择责令种类"), field="kind")
    order = Order.objects.create(
        inspection=locked, enterprise=locked.enterprise, bureau_id=locked.bureau_id, kind=kind, measure=measure,
        created_by=by,
    )  # fmt: skip
    put_items(order, items)
    record(DRAFT, by=by, subject=order, within=locked, after={"kind": kind, "items": order.items.count()})
    return order


def put_items(order: Order, items: Iterable[ItemDraft]) -> None:
    drafts = list(items)
    if not drafts:
        raise RuleBroken(_t("至少选择一个问题"))
    for draft in drafts:
        check_item(order, draft)
        term = 0 if draft.term_unit == TermUnit.AT_ONCE else draft.term
        OrderItem.objects.create(
            order=order, finding=draft.finding, requirement=draft.requirement, term=term, term_unit=draft.term_unit
        )


@checks_entry("GT-INS-007", DRAFT, FLOW.act("revise"))
def check_item(order: Order, draft: ItemDraft) -> None:
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=draft.finding.pk)
    if finding.inspection_id != order.inspection_id:
        raise RuleBroken(_t("“%(finding)s”不是本次检查发现的问题") % {"finding": finding})
    if not finding.basis:
        raise StepRefused([unmet("GT-INS-007", _t("“%(finding)s”没有强制性依据，只能记录") % {"finding": finding})])
    if finding.state != FindingState.OPEN or OrderItem.objects.filter(finding=finding).exists():
        raise RuleBroken(_t("“%(finding)s”已列入其他整改或案件") % {"finding": finding})
    if order.kind == CORRECT_AT_ONCE and draft.term_unit != TermUnit.AT_ONCE:
        raise RuleBroken(_t("责令立即改正的期限只能是立即"))
    if draft.term_unit != TermUnit.AT_ONCE and draft.term < 1:
        raise RuleBroken(_t("整改期限应为 1 日以上，或选择立即"))
    if not draft.requirement.strip():
        raise RuleBroken(_t("请输入“%(finding)s”的整改要求") % {"finding": finding})


@transaction.atomic
def revise_order(
    order: Order, *, by: User, items: Iterable[ItemDraft], measure: str = "", version: int | None = None
) -> Order:
    locked = FLOW.take(order, "revise", by=by, version=version)
    before = [str(item) for item in locked.items.all()]
    locked.items.all().delete()
    update(locked, measure=measure)
    put_items(locked, items)
    record(FLOW.act("revise"), by=by, subject=locked, within=locked.inspection, before={"items": before},
           after={"items": [str(item) for item in locked.items.all()], "measure": measure})  # fmt: skip
    return locked


@transaction.atomic
def submit_order(order: Order, *, by: User, version: int | None = None) -> Order:
    locked = FLOW.take(order, "submit", by=by, version=version)
    update(locked, return_reason="")
    record(FLOW.act("submit"), by=by, subject=locked, within=locked.inspection)
    return locked


@transaction.atomic
def approve_order(order: Order, *, by: User, opinion: str = "", version: int | None = None) -> Order:
    locked = FLOW.take(order, "approve", by=by, version=version)
    update(locked, approved_by=by, approved_at=timezone.now())
    record(FLOW.act("approve"), by=by, subject=locked, within=locked.inspection, note=opinion)
    return locked


@transaction.atomic
def return_order(order: Order, *, by: User, reason: str, version: int | None = None) -> Order:
    locked = FLOW.take(order, "return", by=by, version=version)
    update(locked, return_reason=reason)
    record(FLOW.act("return"), by=by, subject=locked, within=locked.inspection, note=reason)
    return locked


@transaction.atomic
def issue_order(order: Order, *, by: User, version: int | None = None) -> Order:
    """The document is numbered and frozen; the findings are in correction from now on."""
    locked = FLOW.take(order, "issue", by=by, version=version)
    measure = locked.kind in MEASURES
    context = documents.measure_decision(locked) if measure else documents.correction_order(locked)
    code = DECISIONS.get(locked.kind, "XCCLCS") if measure else "ZLXQZG"
    document = issue(code, subject=locked, by=by, within=locked.inspection,
                     shares=locked.inspection.number, context=context)  # fmt: skip
    update(locked, document=document, number=document.number, issued_at=timezone.now(), issued_by=by)
    Finding.objects.filter(order_item__order=locked).update(state=FindingState.ORDERED)
    record(FLOW.act("issue"), by=by, subject=locked, within=locked.inspection, rule=locked.kind,
           document=document.number)  # fmt: skip
    return locked


@transaction.atomic
def deliver_order(order: Order, *, by: User, version: int | None = None, **delivery: Any) -> Order:
    """Delivery starts the terms. `delivery`: see `record_delivery`."""
    locked = FLOW.take(order, "deliver", by=by, version=version)
    made = record_delivery(locked.document, by=by, order=locked, **delivery)
    for item in locked.items.all():
        item.term_from = made.delivered_on
        item.due_on = term_of(item, made.delivered_on).due
        item.save(update_fields=["term_from", "due_on"])
    update(locked, delivered_on=made.delivered_on)
    project_next_due(locked)
    record(FLOW.act("deliver"), by=by, subject=locked, within=locked.inspection, rule=made.method,
           after={"delivered_on": str(made.delivered_on), "next_due": str(locked.next_due)})  # fmt: skip
    return locked


@transaction.atomic
def escalate(order: Order, *, by: User, version: int | None = None) -> Order:
    """Called by the proposal of a case for what was not put right; the findings then belong to the case."""
    locked = FLOW.take(order, "escalate", by=by, version=version)
    left = Finding.objects.filter(order_item__in=not_passed_items(locked))
    left.update(state=FindingState.FILED)
    update(locked, next_due=None)
    record(FLOW.act("escalate"), by=by, subject=locked, within=locked.inspection,
           after={"findings": [one.pk for one in left.all()]})  # fmt: skip
    return locked


def not_passed_items(order: Order) -> list[int]:
    return list(order.items.filter(passed_on__isnull=True).values_list("pk", flat=True))


def project_next_due(order: Order) -> None:
    open_dues = order.items.filter(passed_on__isnull=True, due_on__isnull=False).order_by("due_on")
    update(order, next_due=open_dues.values_list("due_on", flat=True).first())


def update(order: Order, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(order, name, value)
    order.save(update_fields=list(fields))
