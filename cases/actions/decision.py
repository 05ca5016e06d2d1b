from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from cases.actions.delivery import record_delivery
from cases.actions.discretion import Checked, Proposed, check_for_record, entries, named, reasoned
from cases.actions.penalty import settle, update
from cases.documents import decision as documents
from cases.flows.penalty import FLOW
from cases.guards.gates import cited
from cases.models import DecidedCharge, Decision, Notice, PenaltyCase, Statement
from cases.queries.assessment import agreed_in, said, told_of
from cases.queries.decision import amount_words, set_words
from cases.queries.investigation import latest_report
from cases.queries.notice import latest_notice
from cases.queries.weighing import label
from cases.rules.charge import heavier
from cases.states import Outcome, StatementKind
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.rulebook.gates import checks_entry
from enforcement.rulebook.queries import gate


@transaction.atomic
def decide(
    case: PenaltyCase,
    *,
    by: User,
    facts: str,
    correction: str,
    reasons: str,
    amount: Decimal | None = None,
    charges: Sequence[Proposed] = (),
    version: int | None = None,
) -> PenaltyCase:
    """Each charge inside the law, not above what the party was told, as the discussion agreed; then combined.

    `amount` alone is the fine of a case with one charge.
    """
    locked = FLOW.take(case, "decide", by=by, version=version)
    notice = latest_notice(locked)
    checked, kept = check_for_record(locked, charges, amount)
    total, lines = reasoned(checked)
    lines += told_and_decided(notice, total)
    refuse_above_notice(notice, checked)
    refuse_without_correction(correction)
    refuse_without_discretion(reasons)
    refuse_against_discussion(locked, checked)
    refuse_outside_alone(locked, checked)
    content: dict[str, Any] = {"amount": total, "facts": facts, "correction": correction, "reasons": reasons}
    rows = [decided_row(locked, *one) for one in zip(checked, kept, strict=True)]
    code, context = documents.decision(locked, rows, notice, **content)
    document = issue(code, subject=locked, by=by, shares=locked.number, context=context)
    row = rows[0].violation
    made = Decision.objects.create(penalty=locked, violation=row, arithmetic=lines, document=document, decided_by=by,
                                   decided_on=timezone.localdate(), **content)  # fmt: skip
    for one in rows:
        one.decision = made
        one.save(force_insert=True)
    return settle(locked, "decide", by=by, row=row, document=document.number, note=reasons,
                  after={"amount": str(total), "charges": entries(checked), "arithmetic": lines})  # fmt: skip


@override("zh-hans")
def told_and_decided(notice: Notice | None, total: Decimal) -> list[str]:
    if notice is None:
        return []
    amounts = {"told": amount_words(notice.amount), "now": amount_words(total)}
    return [_t("已告知 %(told)s 元；决定 %(now)s 元") % amounts]


def decided_row(case: PenaltyCase, one: Checked, kept: dict[str, Any]) -> DecidedCharge:
    """What like cases will be found by is copied from the case on this day."""
    if one.outside or one.left_out:
        report, held = latest_report(case), case.deliberations.last()
        earlier = report.assessments.filter(charge=one.charge).first() if report else None
        kept["outside_reason"] = (earlier.outside_reason if earlier else "") or (held.conclusion if held else "")
    return DecidedCharge(
        rule_key=kept["violation"].rule_key, slot=one.weighing.slot, scale=case.enterprise.scale, bureau=case.bureau,
        decided_on=timezone.localdate(), **kept,
    )  # fmt: skip


@checks_entry("GT-DEC-002", "penalty.decide")
@checks_entry("GT-DEC-003", "penalty.decide")
def refuse_above_notice(notice: Notice | None, checked: Sequence[Checked]) -> None:
    """Not heavier because the party spoke up; and nothing the party was not told of; charge by charge and in sum."""
    held, told = [one.charge for one in checked], told_of(notice)
    for one in checked:
        if one.proposed.outcome == Outcome.EXEMPT:
            continue
        earlier = told.get(one.charge.pk)
        if earlier is None:
            words = {"charge": label(one.charge), "source": cited(gate("GT-DEC-002"))}
            message = _t("%(charge)s：没有告知当事人，不能处罚（%(source)s）")
            raise RuleBroken(message % words, field=named("outcome", one.charge, held))
        if heavier(one.proposed.outcome, one.fine, said(earlier)):
            name = "amount" if earlier.outcome == Outcome.FINE else "outcome"
            words = {"amount": set_words(one.proposed.outcome, one.fine), "told": set_words(*said(earlier))}
            words["source"] = cited(gate("GT-DEC-003" if notice and spoke_up(notice) else "GT-DEC-002"))
            message = _t("%(amount)s重于已告知的%(told)s，不得加重（%(source)s）")
            raise RuleBroken(message % words, field=named(name, one.charge, held))


def spoke_up(notice: Notice) -> bool:
    said_so = Statement.objects.filter(notice=notice, kind=StatementKind.STATED).exists()
    return said_so or hasattr(notice, "hearing")


@checks_entry("GT-DEC-009", "penalty.decide")
def refuse_without_correction(correction: str) -> None:
    if not correction.strip():
        message = _t("作出处罚决定同时责令改正，写明改正的内容或已改正的情况（%(source)s）")
        raise RuleBroken(message % {"source": cited(gate("GT-DEC-009"))}, field="correction")


@checks_entry("GT-DEC-010", "penalty.decide")
def refuse_without_discretion(reasons: str) -> None:
    if not reasons.strip():
        message = _t("决定书中列明裁量依据和理由（%(source)s）") % {"source": cited(gate("GT-DEC-010"))}
        raise RuleBroken(message, field="reasons")


@checks_entry("GT-DEC-007", "penalty.decide")
def refuse_against_discussion(case: PenaltyCase, checked: Sequence[Checked]) -> None:
    agreed, held = agreed_in(case), [one.charge for one in checked]
    for one in checked:
        wanted = agreed.get(one.charge.pk)
        if wanted and said(wanted) != (one.proposed.outcome, one.fine):
            words = {"charge": label(one.charge), "set": set_words(*said(wanted)), "source": cited(gate("GT-DEC-007"))}
            message = _t("%(charge)s：集体讨论确定为%(set)s（%(source)s）")
            raise RuleBroken(message % words, field=named("amount", one.charge, held))


def refuse_outside_alone(case: PenaltyCase, checked: Sequence[Checked]) -> None:
    """Beyond the tier of the benchmark nobody decides alone."""
    if case.deliberations.exists():
        return
    for one in checked:
        if one.outside:
            words = {"charge": label(one.charge), "basis": one.weighing.basis, "source": cited(gate("GT-DEC-007"))}
            message = _t("%(charge)s：金额超出裁量阶次（%(basis)s），应当先集体讨论（%(source)s）")
            held = [other.charge for other in checked]
            raise RuleBroken(message % words, field=named("amount", one.charge, held))


@transaction.atomic
def deliver_decision(case: PenaltyCase, *, by: User, version: int | None = None, **delivery: Any) -> PenaltyCase:
    """Starts the period for payment and those for remedies. `delivery`: see `record_delivery`."""
    locked = FLOW.take(case, "deliver_decision", by=by, version=version)
    decision = Decision.objects.select_related("document").get(penalty=locked)
    made = record_delivery(decision.document, by=by, penalty=locked, **delivery)
    update(decision, delivered_on=made.delivered_on)
    return settle(locked, "deliver_decision", by=by, row=gate("GT-DEC-008"), document=decision.document.number,
                  after={"delivered_on": str(made.delivered_on), "method": made.method})  # fmt: skip
