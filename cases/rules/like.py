"""Like cases: what counts as near, the figures of past fines, and where a proposal lies among them.

Quartiles divide the ordered fines by linear interpolation between neighbours, ends included: of n fines the q-quantile
lies at place (n - 1) · q, counted from nought (Hyndman and Fan's type 7; QUARTILE.INC of a spreadsheet).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LEAST = 5  # fewer fines give no figures
YEARS = 3
SCALES = ("large", "medium", "small", "micro")
BELOW, INSIDE, ABOVE = "below", "inside", "above"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Figures:
    count: int
    least: Decimal
    lower: Decimal  # the first quartile
    median: Decimal
    upper: Decimal  # the third quartile
    most: Decimal

    @property
    def spread(self) -> Decimal | None:
        """How many times the smallest the largest is; none where the smallest is nothing."""
        return (self.most / self.least).quantize(CENT, ROUND_HALF_UP) if self.least else None


def figures(amounts: Iterable[Decimal], least: int = LEAST) -> Figures | None:
    """None below `least` fines: then only the cases themselves are shown."""
    ordered = sorted(amounts)
    if len(ordered) < max(least, 1):
        return None
    lower, median, upper = (quantile(ordered, Fraction(part, 4)) for part in (1, 2, 3))
    return Figures(len(ordered), ordered[0], lower, median, upper, ordered[-1])


def quantile(ordered: Sequence[Decimal], part: Fraction) -> Decimal:
    place = (len(ordered) - 1) * part
    below = int(place)
    rest = place - below
    if not rest:
        return ordered[below].quantize(CENT)
    step = Fraction(ordered[below + 1]) - Fraction(ordered[below])
    exact = Fraction(ordered[below]) + step * rest
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


def position(amount: Decimal, held: Figures | None) -> str:
    """Both quartiles belong to the middle; empty where there are no figures."""
    if held is None:
        return ""
    if amount < held.lower:
        return BELOW
    return ABOVE if amount > held.upper else INSIDE


def neighbours(scale: str) -> tuple[str, ...]:
    """The scale and those next to it; of an unknown scale all, the unknown too."""
    if scale not in SCALES:
        return (*SCALES, "")
    place = SCALES.index(scale)
    return SCALES[max(place - 1, 0) : place + 2]


def in_tier(amount: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """As the tier stood when it was decided; an end that is none has no bound."""
    return (low is None or amount >= low) and (high is None or amount <= high)


def since(on: dt.date) -> dt.date:
    """The same day three years before; of 29 February the 28th."""
    try:
        return on.replace(year=on.year - YEARS)
    except ValueError:
        return on.replace(year=on.year - YEARS, day=28)
