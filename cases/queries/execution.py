"""What is owed on the fine of a case, with the arithmetic."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cases.models import Decision, PenaltyCase
from cases.queries.coercion import deferral_in_force, parts_of
from cases.queries.decision import amount_words
from cases.rules.execution import Part, Surcharge, surcharge_by_parts
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock
from enforcement.rulebook.models import Threshold
from enforcement.rulebook.queries import threshold
from enforcement.workdays import as_day


@dataclass(frozen=True)
class Account:
    fine: Decimal
    paid: Decimal
    clock: Clock
    rule: Threshold
    late: Surcharge
    parts: tuple[Part, ...]  # when how much of the fine is due: one part unless payment in parts was granted

    @property
    def due(self) -> dt.date:
        """The last day of payment, deferred where that was granted."""
        return max(day for day, _amount in self.parts)

    @property
    def owed(self) -> Decimal:
        return self.fine + self.late.amount

    @property
    def outstanding(self) -> Decimal:
        return self.owed - self.paid

    @property
    def lines(self) -> list[str]:
        rate = percent(self.rule)
        lines = []
        for one in self.late.spans:
            words = {
                "first": one.first, "last": one.last, "days": one.days, "unpaid": amount_words(one.unpaid),
                "rate": rate, "sum": amount_words(one.surcharge),
            }  # fmt: skip
            lines.append(_("%(first)s 至 %(last)s：%(unpaid)s × %(rate)s%% × %(days)s 日 = %(sum)s 元") % words)
        if self.late.capped:
            words = {"sum": amount_words(self.late.uncapped), "cap": amount_words(self.fine)}
            lines.append(_("合计 %(sum)s 元，超过罚款数额，按罚款数额 %(cap)s 元计") % words)
        return lines


def percent(rule: Threshold) -> str:
    return f"{(Decimal(str(rule.value['daily_rate'])) * 100).normalize():f}"


def account(case: PenaltyCase, as_of: dt.date) -> Account | None:
    """None before the decision was delivered: nothing is due yet."""
    decision = Decision.objects.filter(penalty=case).first()
    if decision is None or decision.delivered_on is None:
        return None
    clock = clocks.due("payment", start=decision.delivered_on, bureau=case.bureau_id)
    rule = threshold("late_fine", as_of)
    paid = [(one.paid_on, one.amount) for one in case.payments.all()]
    due = as_day(clock.due) if clock.due else as_of
    granted = deferral_in_force(case)
    parts = tuple(parts_of(granted)) if granted else ((due, decision.amount),)
    rate = Decimal(str(rule.value["daily_rate"]))
    before = (due, granted.decided_on) if granted and granted.decided_on else None
    late = surcharge_by_parts(decision.amount, rate, parts, payments=paid, as_of=as_of, before=before)
    return Account(decision.amount, sum((amount for _day, amount in paid), Decimal(0)), clock, rule, late, parts)
