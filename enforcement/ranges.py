"""Ranges of money and the conditions they hang on: both ends, in yuan or in multiples of a fact. Pure.

Facts are clean values by question: Decimal for numbers, bool for yes and no, str for choices; one that is absent is
unanswered. Amounts are yuan; every range holds at least one whole cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO, ONE = Decimal(0), Decimal(1)
Value = Decimal | bool | str
Facts = Mapping[str, Value]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Span:
    """From `low` to `high`; each end belongs to it or does not."""

    low: Decimal
    high: Decimal
    low_in: bool = True
    high_in: bool = True

    def __post_init__(self) -> None:
        if self.low < 0 or self.low > self.high:
            raise ValueError(f"{self.low} > {self.high}" if self.low > self.high else f"{self.low} < 0")
        if self.smallest > self.largest:
            raise ValueError(f"no amount between {self.low} and {self.high}")

    @property
    def smallest(self) -> Decimal:
        return self.low if self.low_in else self.low + CENT

    @property
    def largest(self) -> Decimal:
        return self.high if self.high_in else self.high - CENT

    @property
    def width(self) -> Decimal:
        return self.high - self.low

    def contains(self, amount: Decimal) -> bool:
        return self.smallest <= amount <= self.largest

    def within(self, other: "Span") -> bool:
        return other.smallest <= self.smallest and self.largest <= other.largest

    def meet(self, other: "Span") -> "Span | None":
        low, high = max(self.low, other.low), min(self.high, other.high)
        low_in = all(one.low_in for one in (self, other) if one.low == low)
        high_in = all(one.high_in for one in (self, other) if one.high == high)
        try:
            return Span(low, high, low_in, high_in)
        except ValueError:
            return None

    def upper(self, part: Decimal) -> "Span":
        low = self.high - cents(self.width * part)
        return Span(min(low, self.largest), self.high, low != self.low or self.low_in, self.high_in)

    def lower(self, part: Decimal) -> "Span":
        high = self.low + cents(self.width * part)
        return Span(self.low, max(high, self.smallest), self.low_in, high != self.high or self.high_in)

    def at(self, share: Decimal, step: Decimal) -> Decimal:
        """The round amount at this share of the range; where no round one fits, to the cent."""
        exact = self.low + share * self.width
        near = (exact / step).quantize(ONE, ROUND_HALF_UP) * step
        for amount in (near, near - step, near + step, cents(exact)):
            if self.contains(amount):
                return amount
        return self.smallest if exact <= self.smallest else self.largest


@dataclass(frozen=True)
class Condition:
    """A number in a range, or an answer among `values`."""

    key: str
    values: tuple[Value, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = True
    high_in: bool = False

    def holds(self, facts: Facts) -> bool | None:
        fact = facts.get(self.key)
        if fact is None:
            return None
        if self.values:
            return fact in self.values
        if not isinstance(fact, Decimal):
            return False
        above = self.low is None or fact > self.low or (self.low_in and fact == self.low)
        return above and (self.high is None or fact < self.high or (self.high_in and fact == self.high))


When = tuple[tuple[Condition, ...], ...]  # one of the groups, in it every condition; none at all: always


def applies(when: When, facts: Facts) -> bool | None:
    """None while an unanswered question decides."""
    if not when:
        return True
    groups = [[condition.holds(facts) for condition in group] for group in when]
    verdicts = [False if False in group else None if None in group else True for group in groups]
    return True if True in verdicts else None if None in verdicts else False


def open_keys(when: When, facts: Facts) -> list[str]:
    """The questions that still decide whether `when` holds."""
    if applies(when, facts) is not None:
        return []
    alive = [group for group in when if all(condition.holds(facts) is not False for condition in group)]
    return [condition.key for group in alive for condition in group if condition.key not in facts]


def keys_of(when: When) -> list[str]:
    return list(dict.fromkeys(condition.key for group in when for condition in group))


@dataclass(frozen=True)
class Measure:
    """A range in yuan; with `bases`, in multiples or (`percent`) hundredths of the product of these facts."""

    span: Span
    bases: tuple[str, ...] = ()
    percent: bool = False

    def resolve(self, facts: Facts) -> Span | None:
        if not self.bases:
            return self.span
        factor = Decimal("0.01") if self.percent else ONE
        for base in self.bases:
            amount = facts.get(base)
            if not isinstance(amount, Decimal):
                return None
            factor *= amount
        low, high = cents(self.span.low * factor), cents(self.span.high * factor)
        tight = high - low <= CENT
        return Span(low, high, self.span.low_in or tight, self.span.high_in or tight)
