"""What is owed on a fine: the fine, the surcharge for late payment, less what was paid."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Span:
    """Days of delay in which the unpaid part of the fine stayed the same."""

    first: dt.date
    last: dt.date
    unpaid: Decimal
    surcharge: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Surcharge:
    spans: tuple[Span, ...]
    uncapped: Decimal
    amount: Decimal

    @property
    def capped(self) -> bool:
        return self.uncapped > self.amount


def surcharge(
    fine: Decimal, rate: Decimal, due: dt.date, *, payments: Iterable[tuple[dt.date, Decimal]], as_of: dt.date
) -> Surcharge:
    """Each day after the due date costs `rate` of what is unpaid of the fine; all together never more than the fine.

    A payment settles the fine first, and its own day still counts.
    """
    unpaid, start, spans = fine, due + dt.timedelta(days=1), []
    for day, paid in [*sorted(payments), (as_of, Decimal(0))]:
        last = min(day, as_of)
        if last >= start and unpaid > 0:
            days = (last - start).days + 1
            spans.append(Span(start, last, unpaid, (unpaid * rate * days).quantize(CENT, ROUND_HALF_UP)))
            start = last + dt.timedelta(days=1)
        if day <= as_of:
            unpaid = max(unpaid - paid, Decimal(0))
    total = sum((one.surcharge for one in spans), Decimal(0))
    return Surcharge(tuple(spans), total, min(total, fine))


Part = tuple[dt.date, Decimal]


def surcharge_by_parts(
    fine: Decimal,
    rate: Decimal,
    parts: Iterable[Part],
    *,
    payments: Iterable[Part],
    as_of: dt.date,
    before: tuple[dt.date, dt.date] | None = None,
) -> Surcharge:
    """Each part is late by itself; a payment settles the parts in their order. Never more than the fine in all.

    `before`: the due date that held until the parts were granted, and that day; what ran up until then stays.
    """
    payments, spans = sorted(payments), list[Span]()
    if before:
        due, granted = before
        spans += surcharge(fine, rate, due, payments=payments, as_of=min(granted, as_of)).spans
    left = [list(one) for one in payments]
    for due, amount in sorted(parts):
        found = surcharge(amount, rate, due, payments=_taken(left, amount), as_of=as_of)
        spans += found.spans
    total = sum((one.surcharge for one in spans), Decimal(0))
    return Surcharge(tuple(spans), total, min(total, fine))


def _taken(left: list[list[Any]], wanted: Decimal) -> list[Part]:
    """What of the payments goes to this part; `left` is used up by it."""
    taken = []
    for one in left:
        used = min(one[1], wanted)
        if used > 0:
            taken.append((one[0], used))
            one[1] -= used
            wanted -= used
    return taken
