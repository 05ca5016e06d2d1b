from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from cases.actions.delivery import record_delivery
from cases.actions.discretion import governing_row, refuse_outside
from cases.actions.notice import current
from cases.actions.penalty import settle, update
from cases.documents import decision as documents
from cases.flows.penalty import FLOW
from cases.guards.gates import cited
from cases.models import Decision, Notice, PenaltyCase
from cases.queries.decision import amount_words
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
    amount: Decimal,
    facts: str,
    correction: str,
    reasons: str,
    version: int | None = None,
) -> PenaltyCase:
    """Inside the range of the governing row, not above what the party was told, as the discussion agreed."""
    locked = FLOW.take(case, "decide", by=by, version=version)
    notice = current(locked)
    row, lines = governing_row(locked)
    refuse_outside(locked, amount)
    refuse_above_notice(notice, amount)
    refuse_without_correction(correction)
    refuse_without_discretion(reasons)
    refuse_against_discussion(locked, amount)
    with override("zh-hans"):
        amounts = {"told": amount_words(notice.amount), "now": amount_words(amount)}
        lines = [*lines, _t("已告知 %(told)s 元；决定 %(now)s 元") % amounts]
    content: dict[str, Any] = {"amount": amount, "facts": facts, "correction": correction, "reasons": reasons}
    code, context = documents.decision(locked, row, notice, **content)
    document = issue(code, subject=locked, by=by, shares=locked.number, context=context)
    Decision.objects.create(penalty=locked, violation=row, arithmetic=lines, document=document, decided_by=by,
                            decided_on=timezone.localdate(), **content)  # fmt: skip
    return settle(locked, "decide", by=by, row=row, document=document.number, note=reasons,
                  after={"amount": str(amount), "arithmetic": lines})  # fmt: skip


@checks_entry("GT-DEC-002", "penalty.decide")
@checks_entry("GT-DEC-003", "penalty.decide")
def refuse_above_notice(notice: Notice, amount: Decimal) -> None:
    """Not heavier because the party spoke up; and nothing the party was not told of."""
    if amount <= notice.amount:
        return
    spoke = hasattr(notice, "statement") or hasattr(notice, "hearing")
    words = {"amount": amount_words(amount), "told": amount_words(notice.amount)}
    words["source"] = cited(gate("GT-DEC-003" if spoke else "GT-DEC-002"))
    message = _t("%(amount)s 元高于已告知的 %(told)s 元，不得加重（%(source)s）")
    raise RuleBroken(message % words, field="amount")


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
def refuse_against_discussion(case: PenaltyCase, amount: Decimal) -> None:
    held = case.deliberations.last()
    if held and amount != held.amount:
        words = {"amount": amount_words(held.amount), "source": cited(gate("GT-DEC-007"))}
        raise RuleBroken(_t("集体讨论确定的罚款为 %(amount)s 元（%(source)s）") % words, field="amount")


@transaction.atomic
def deliver_decision(case: PenaltyCase, *, by: User, version: int | None = None, **delivery: Any) -> PenaltyCase:
    """Starts the period for payment and those for remedies. `delivery`: see `record_delivery`."""
    locked = FLOW.take(case, "deliver_decision", by=by, version=version)
    decision = Decision.objects.select_related("document").get(penalty=locked)
    made = record_delivery(decision.document, by=by, penalty=locked, **delivery)
    update(decision, delivered_on=made.delivered_on)
    return settle(locked, "deliver_decision", by=by, row=gate("GT-DEC-008"), document=decision.document.number,
                  after={"delivered_on": str(made.delivered_on), "method": made.method})  # fmt: skip
