"""Re-inspection per item, and what follows from it: lifted, resumed with consent, extended."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions.order import project_next_due, update
from cases.documents.reinspection import opinion as opinion_document
from cases.flows.order import FLOW as ORDER_FLOW
from cases.flows.reinspection import FLOW
from cases.models import Finding, Order, OrderItem, Reinspection, ReinspectionItem, TermUnit
from cases.queries.order import not_passed, term_of
from cases.rules.order import needs_consent_to_resume
from cases.states import FindingState
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act

START = name_act("reinspection.start", _("开始复查"))


@transaction.atomic
def start_reinspection(
    order: Order, *, by: User, officers: Iterable[User], done_on: dt.date | None = None, version: int | None = None
) -> Reinspection:
    team = list(officers)
    on = done_on or timezone.localdate()
    if by not in team:
        raise RuleBroken(_t("复查人员中应包含本人"), field="officers")
    if foreign := [one.name for one in team if one.bureau_id != order.bureau_id]:
        raise RuleBroken(_t("%(names)s 不是本机关人员") % {"names": "、".join(foreign)}, field="officers")
    if order.delivered_on and not order.delivered_on <= on <= timezone.localdate():
        raise RuleBroken(_t("复查日期不能早于送达日期，也不能晚于今日"), field="done_on")
    locked = ORDER_FLOW.take(order, "reinspect", by=by, version=version)
    reinspection = Reinspection.objects.create(order=locked, bureau_id=locked.bureau_id, done_on=on, created_by=by)
    reinspection.officers.set(team)
    record(ORDER_FLOW.act("reinspect"), by=by, subject=locked, within=locked.inspection, after={"done_on": str(on)})
    record(START, by=by, subject=reinspection, within=locked, after={"officers": [one.name for one in team]})
    return reinspection


@transaction.atomic
def seal_reinspection(
    reinspection: Reinspection,
    *,
    by: User,
    results: Mapping[int, tuple[bool, str]],
    opinion: str,
    version: int | None = None,
) -> Reinspection:
    """`results`: order item id → (passed, what was found). Every open item needs one. A full pass ends the order."""
    locked = FLOW.take(reinspection, "seal", by=by, version=version)
    order = locked.order
    pending = list(order.items.filter(passed_on__isnull=True).order_by("id"))
    for item in pending:
        if item.pk not in results:
            raise RuleBroken(_t("“%(item)s”尚未填写复查结果") % {"item": item}, field=f"passed_{item.pk}")
        note_result(locked, item, *results[item.pk])
    locked.opinion = opinion
    locked.save(update_fields=["opinion"])
    locked.document = issue("ZGFC", subject=locked, by=by, within=order.inspection, shares=order.inspection.number,
                            context=opinion_document(locked))  # fmt: skip
    locked.save(update_fields=["document"])
    passed = sum(results[item.pk][0] for item in pending)
    record(FLOW.act("seal"), by=by, subject=locked, within=order, document=locked.document.number,
           after={"passed": passed, "not_passed": len(pending) - passed})  # fmt: skip
    project_next_due(order)
    if passed == len(pending):
        end_order(order, by=by)
    return locked


def note_result(reinspection: Reinspection, item: OrderItem, passed: bool, note: str) -> None:
    if not passed and not note.strip():
        raise RuleBroken(_t("写明“%(item)s”不合格的情况") % {"item": item}, field=f"note_{item.pk}")
    ReinspectionItem.objects.create(reinspection=reinspection, order_item=item, passed=passed, note=note.strip())
    if passed:
        item.passed_on = reinspection.done_on
        item.save(update_fields=["passed_on"])
        Finding.objects.filter(pk=item.finding_id).update(state=FindingState.RECTIFIED)


def end_order(order: Order, *, by: User) -> None:
    """Lifted at once; what was stopped may resume only with consent (GT-INS-008)."""
    step = "ask_resume" if needs_consent_to_resume(order.kind) else "lift"
    locked = ORDER_FLOW.take(order, step, by=by)
    if step == "lift":
        update(locked, lifted_on=timezone.localdate())
    record(ORDER_FLOW.act(step), by=by, subject=locked, within=locked.inspection)


@transaction.atomic
def consent_to_resume(order: Order, *, by: User, opinion: str = "", version: int | None = None) -> Order:
    locked = ORDER_FLOW.take(order, "resume", by=by, version=version)
    update(locked, lifted_on=timezone.localdate())
    record(ORDER_FLOW.act("resume"), by=by, subject=locked, within=locked.inspection, rule="GT-INS-008", note=opinion)
    return locked


@transaction.atomic
def refuse_to_resume(order: Order, *, by: User, reason: str, version: int | None = None) -> Order:
    """The items count as open again and wait for another re-inspection."""
    locked = ORDER_FLOW.take(order, "refuse_resume", by=by, version=version)
    locked.items.update(passed_on=None)
    Finding.objects.filter(order_item__order=locked).update(state=FindingState.ORDERED)
    project_next_due(locked)
    record(ORDER_FLOW.act("refuse_resume"), by=by, subject=locked, within=locked.inspection, rule="GT-INS-008",
           note=reason)  # fmt: skip
    return locked


@transaction.atomic
def extend_terms(
    order: Order, *, by: User, term: int, term_unit: str, reason: str, version: int | None = None
) -> Order:
    """A new term for what was not put right, counted from the day of the re-inspection that found it so."""
    if term < 1 or term_unit == TermUnit.AT_ONCE:
        raise RuleBroken(_t("延长的期限应为 1 日以上"), field="term")
    locked = ORDER_FLOW.take(order, "extend", by=by, version=version)
    before = {}
    for item in not_passed(locked):
        before[str(item.pk)] = str(item.due_on)
        item.term_from = item.reinspected.order_by("-id")[0].reinspection.done_on
        item.term, item.term_unit = term, term_unit
        item.due_on = term_of(item, item.term_from).due
        item.save(update_fields=["term", "term_unit", "term_from", "due_on"])
    project_next_due(locked)
    record(ORDER_FLOW.act("extend"), by=by, subject=locked, within=locked.inspection, before=before,
           after={"next_due": str(locked.next_due)}, note=reason)  # fmt: skip
    return locked
