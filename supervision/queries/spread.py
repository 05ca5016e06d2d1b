"""How far fines for the same violation lie apart in one year: where like is not treated alike."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from cases.models import DecidedCharge
from cases.rules.like import LEAST, Figures, figures, in_tier
from cases.states import Outcome
from enforcement.accounts.models import User

FIELDS = ("rule_key", "slot", "tier", "bureau_id", "amount", "low", "high", "violation__name_zh")


@dataclass
class Fines:
    """Those inside their tier, and how many lay outside it; the latter measure nothing."""

    inside: list[Decimal] = field(default_factory=list)
    outside: int = 0

    def take(self, amount: Decimal, low: Decimal | None, high: Decimal | None) -> None:
        if in_tier(amount, low, high):
            self.inside.append(amount)
        else:
            self.outside += 1

    @property
    def ends(self) -> Figures | None:
        """The least and the most, of however few."""
        return figures(self.inside, least=1)

    @property
    def quartiles(self) -> Figures | None:
        return figures(self.inside)


@dataclass
class Spread:
    """One violation, slot and tier, with the ends of the tier; of all bureaus that may be seen, and of each."""

    rule_key: str
    slot: str
    tier: str
    low: Decimal | None
    high: Decimal | None
    name: str
    all: Fines = field(default_factory=Fines)
    bureaus: dict[int, Fines] = field(default_factory=lambda: defaultdict(Fines))

    @property
    def order(self) -> tuple[bool, Decimal, str]:
        """Widest first; where there are too few fines to say, last."""
        ends = self.all.ends
        ratio = ends.spread if ends and ends.spread else Decimal(0)
        return ends is None or ends.count < LEAST, -ratio, self.rule_key


def spreads(user: User, year: int) -> list[Spread]:
    """Reads each fine of the year once."""
    found: dict[tuple[Any, ...], Spread] = {}
    rows: Iterable[Any] = fines_of(user, year).values_list(*FIELDS).iterator(chunk_size=2000)
    for key, slot, tier, bureau, amount, low, high, name in rows:
        one = found.setdefault((key, slot, tier, low, high), Spread(key, slot, tier, low, high, name))
        one.all.take(amount, low, high)
        one.bureaus[bureau].take(amount, low, high)
    return sorted(found.values(), key=lambda one: (*one.order, one.slot, one.tier, one.low or 0, one.high or 0))


def fines_of(user: User, year: int) -> "QuerySet[DecidedCharge]":
    span = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    return DecidedCharge.objects.filter(
        bureau__in=user.bureau_ids, decided_on__range=span, outcome=Outcome.FINE
    ).order_by("decided_on", "id")


def outside() -> Q:
    """Of a query: what lies outside the tier it was decided in."""
    from_above = Q(high__isnull=False, amount__gt=F("high"))
    return from_above | Q(low__isnull=False, amount__lt=F("low"))
