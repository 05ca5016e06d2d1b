"""More time to pay, the demand, the court; and what another organ has to decide."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.delivery import record_delivery
from cases.actions.penalty import settle, update
from cases.documents import coercion as documents
from cases.flows.penalty import FLOW
from cases.guards.coercion import deferral_asked_for
from cases.models import CourtApplication, Decision, Deferral, Demand, PenaltyCase, Referral
from cases.queries.decision import amount_words
from cases.queries.execution import account
from cases.states import DeferralKind, ExtensionState, ReferralKind
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate, limit

Part = tuple[dt.date, Decimal]


@transaction.atomic
def ask_deferral(
    case: PenaltyCase,
    *,
    by: User,
    kind: str,
    applied_on: dt.date,
    reason: str,
    parts: Iterable[Part],
    version: int | None = None,
) -> PenaltyCase:
    """What the party applied for: the whole fine later, or parts that add up to it."""
    locked = FLOW.take(case, "ask_deferral", by=by, version=version)
    decision, wanted = Decision.objects.get(penalty=locked), sorted(parts)
    check_parts(decision, kind, wanted)
    if not (decision.delivered_on or applied_on) <= applied_on <= timezone.localdate():
        raise RuleBroken(_t("申请日期应在决定书送达之日和今天之间"), field="applied_on")
    kept = [{"due": due.isoformat(), "amount": str(amount)} for due, amount in wanted]
    Deferral.objects.create(penalty=locked, kind=kind, applied_on=applied_on, reason=reason, parts=kept,
                            until=wanted[-1][0], recorded_by=by)  # fmt: skip
    return settle(locked, "ask_deferral", by=by, row=gate("GT-EXE-004"), note=reason, after={"parts": kept})


def check_parts(decision: Decision, kind: str, parts: list[Part]) -> None:
    fine, total = decision.amount, sum((amount for _day, amount in parts), Decimal(0))
    if kind == DeferralKind.DEFER and len(parts) != 1:
        raise RuleBroken(_t("延期缴纳只有一个期限和全部罚款金额"), field="parts")
    if kind == DeferralKind.PARTS and len(parts) < 2:
        raise RuleBroken(_t("分期缴纳至少分两期"), field="parts")
    if any(amount <= 0 or day <= timezone.localdate() for day, amount in parts):
        raise RuleBroken(_t("每期金额应大于 0，期限应晚于今天"), field="parts")
    if total != fine:
        words = {"total": amount_words(total), "fine": amount_words(fine)}
        raise RuleBroken(_t("各期合计 %(total)s 元，与罚款 %(fine)s 元不符") % words, field="parts")


@transaction.atomic
def decide_deferral(
    case: PenaltyCase, *, by: User, granted: bool, opinion: str, version: int | None = None
) -> PenaltyCase:
    """Granted, the fine is due on the new days and late only after them."""
    locked = FLOW.take(case, "decide_deferral", by=by, version=version)
    held = deferral_asked_for(locked)
    if held is None:
        raise RuleBroken(_t("没有等待批准的延期或者分期申请"))
    state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    update(held, state=state, decided_by=by, decided_on=timezone.localdate(), opinion=opinion)
    number = ""
    if granted:
        decision = Decision.objects.select_related("document").get(penalty=locked)
        document = issue("YQJNPZ", subject=locked, by=by, shares=locked.number,
                         context=documents.deferral_answer(held, decision))  # fmt: skip
        update(held, document=document)
        number = document.number
    return settle(locked, "decide_deferral", by=by, row=gate("GT-EXE-004"), document=number, note=opinion,
                  after={"granted": granted, "until": str(held.until)})  # fmt: skip


@transaction.atomic
def demand(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "demand", by=by, version=version)
    today = timezone.localdate()
    held, decision = account(locked, today), Decision.objects.select_related("document").get(penalty=locked)
    if held is None:
        raise RuleBroken(_t("决定书尚未送达"))
    document = issue("QZZXCG", subject=locked, by=by, shares=locked.number,
                     context=documents.demand(locked, decision, held, today))  # fmt: skip
    Demand.objects.create(penalty=locked, amount=held.outstanding, issued_on=today, document=document, issued_by=by)
    return settle(locked, "demand", by=by, row=gate("GT-EXE-002"), document=document.number,
                  after={"amount": str(held.outstanding), "late": str(held.late.amount)})  # fmt: skip


@transaction.atomic
def deliver_demand(case: PenaltyCase, *, by: User, version: int | None = None, **delivery: Any) -> PenaltyCase:
    """Starts the time the party still has. `delivery`: see `record_delivery`."""
    locked = FLOW.take(case, "deliver_demand", by=by, version=version)
    held = Demand.objects.select_related("document").get(penalty=locked)
    made = record_delivery(held.document, by=by, penalty=locked, **delivery)
    update(held, delivered_on=made.delivered_on)
    return settle(locked, "deliver_demand", by=by, row=gate("GT-EXE-002"), document=held.document.number,
                  after={"delivered_on": str(made.delivered_on)})  # fmt: skip


@transaction.atomic
def apply_court(case: PenaltyCase, *, by: User, court: str, version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "apply_court", by=by, version=version)
    today = timezone.localdate()
    held, made = account(locked, today), Demand.objects.select_related("document").get(penalty=locked)
    decision = Decision.objects.select_related("document").get(penalty=locked)
    if held is None:
        raise RuleBroken(_t("决定书尚未送达"))
    content = documents.court_application(locked, decision, made, court=court, amount=held.outstanding, signer=by.name)
    document = issue("QZZXSQ", subject=locked, by=by, shares=locked.number, context=content)
    CourtApplication.objects.create(
        penalty=locked, court=court, amount=held.outstanding, applied_on=today, document=document, applied_by=by
    )
    return settle(locked, "apply_court", by=by, row=limit("court_application", today), document=document.number,
                  after={"court": court, "amount": str(held.outstanding)})  # fmt: skip


@transaction.atomic
def refer(
    case: PenaltyCase,
    *,
    by: User,
    kind: str,
    authority: str,
    reason: str,
    referred_on: dt.date,
    version: int | None = None,
) -> PenaltyCase:
    """What this bureau may not decide itself goes to the organ that may."""
    locked = FLOW.take(case, "refer", by=by, version=version)
    if referred_on > timezone.localdate():
        raise RuleBroken(_t("提请日期不能晚于今天"), field="referred_on")
    Referral.objects.create(
        penalty=locked, kind=kind, authority=authority, reason=reason, referred_on=referred_on, recorded_by=by
    )
    after = {"kind": str(ReferralKind(kind).value), "authority": authority}
    return settle(locked, "refer", by=by, row=gate("GT-DEC-013"), note=reason, after=after)
