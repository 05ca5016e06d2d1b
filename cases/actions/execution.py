import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.penalty import settle
from cases.flows.penalty import FLOW
from cases.models import Decision, Payment, PenaltyCase
from cases.queries.decision import amount_words
from cases.queries.execution import account
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate


@transaction.atomic
def record_payment(
    case: PenaltyCase, *, by: User, amount: Decimal, paid_on: dt.date, receipt: str, version: int | None = None
) -> PenaltyCase:
    """What the bank received. In part or in whole, never more than is owed on that day."""
    locked = FLOW.take(case, "record_payment", by=by, version=version)
    decided, today = Decision.objects.get(penalty=locked).decided_on, timezone.localdate()
    if not decided <= paid_on <= today:
        raise RuleBroken(_t("缴款日期应在 %(from)s 至 %(to)s 之间") % {"from": decided, "to": today}, field="paid_on")
    if Payment.objects.filter(receipt=receipt).exists():
        raise RuleBroken(_t("缴款凭证号 %(receipt)s 已登记") % {"receipt": receipt}, field="receipt")
    held = account(locked, paid_on)
    if amount <= 0:
        raise RuleBroken(_t("缴款金额应大于 0"), field="amount")
    if held and amount > held.outstanding:
        words = {"left": amount_words(held.outstanding), "on": paid_on}
        raise RuleBroken(_t("截至 %(on)s 尚欠 %(left)s 元，缴款金额不能超过") % words, field="amount")
    Payment.objects.create(penalty=locked, amount=amount, paid_on=paid_on, receipt=receipt, recorded_by=by)
    return settle(locked, "record_payment", by=by, row=gate("GT-EXE-001"), document=receipt,
                  after={"amount": str(amount), "paid_on": str(paid_on)})  # fmt: skip


@transaction.atomic
def complete(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "complete", by=by, version=version)
    return settle(locked, "complete", by=by, row=gate("GT-CLS-001"))
