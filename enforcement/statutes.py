"""From the penalty band of a violation row to ranges that can be computed with. Pure.

A band is {min, max, mode} in yuan, a percentage of last year's income, amounts by level of accident, or a fine by the
day; its note may give multiples of the illegal gains or of the value of the goods from some amount on.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from enforcement.discretion import Statute, Tier
from enforcement.ranges import Condition, Measure, Span, When

LEVELS = ("general", "larger", "major", "exceptional")
GAINS, GOODS, INCOME = "illegal_gains", "goods_value", "last_year_income"
ACCIDENT, AGGRAVATED, ORIGINAL, DAYS, CONDUCT = (
    "accident_level",
    "aggravated",
    "original_fine",
    "days_uncorrected",
    "conduct",
)
FORGED, LENT = "forged", "lent"
MULTIPLE = re.compile(r"(\d+)万以上处(货值)?(\d+)-(\d+)倍")
TIMES = re.compile(r"(\d+)-(\d+) times")
BY_CONDUCT = re.compile(r"^(\D+);(\D+)(\d+)-(\d+)$")
WAN = 10_000


def statute(band: Mapping[str, Any] | None) -> Statute:
    if not band:
        return Statute()
    return Statute(tuple(_ranges(band)), optional=band.get("mode") == "may")


def _ranges(band: Mapping[str, Any]) -> Iterator[Tier]:
    unit, note = band.get("unit", "CNY"), band.get("note") or ""
    if unit == "original_fine_per_day":
        yield Tier("daily", "", Measure(Span(Decimal(1), Decimal(1)), (ORIGINAL, DAYS)))
    elif any(level in band for level in LEVELS):
        yield from _by_level(band, unit)
    elif unit == "percent_of_last_year_income":
        yield Tier("percent", "", Measure(_span(band["min"], band["max"]), (INCOME,), percent=True))
    elif found := MULTIPLE.search(note):
        base, above = GOODS if found[2] else GAINS, Decimal(int(found[1]) * WAN)
        yield Tier("fixed", "", _yuan(band), _when(Condition(base, high=above)))
        times = Measure(_span(int(found[3]), int(found[4])), (base,))
        yield Tier("multiple", "", times, _when(Condition(base, low=above)))
    elif found := BY_CONDUCT.match(note):
        yield Tier(FORGED, found[1], _yuan(band), _when(Condition(CONDUCT, (FORGED,))))
        other = Measure(_span(int(found[3]), int(found[4])))
        yield Tier(LENT, found[2], other, _when(Condition(CONDUCT, (LENT,))))
    else:
        yield Tier("fixed", "", _yuan(band))


def _by_level(band: Mapping[str, Any], unit: str) -> Iterator[Tier]:
    percent = unit == "percent_of_last_year_income"
    bases = (INCOME,) if percent else ()
    times = TIMES.search(str(band.get("aggravated") or ""))
    given = band.get("aggravated")
    worse_ends: list[Any] = given if isinstance(given, list) else []
    levels = [level for level in LEVELS if band.get(level) is not None]
    for level in levels:
        ends = band[level]
        low, high = ends if isinstance(ends, list) else (ends, ends)
        at_level = Condition(ACCIDENT, (level,))
        ranged = bool(worse_ends) and level == levels[-1]  # a range is that of the gravest accidents
        plain = (at_level, Condition(AGGRAVATED, (False,))) if times or ranged else (at_level,)
        yield Tier(level, "", Measure(_span(low, high), bases, percent), (plain,))
        if times or ranged:
            ends = [low * int(times[1]), high * int(times[2])] if times else worse_ends
            worse = Measure(_span(*ends), bases, percent)
            yield Tier(f"{level}-aggravated", "", worse, ((at_level, Condition(AGGRAVATED, (True,))),))


def _yuan(band: Mapping[str, Any]) -> Measure:
    return Measure(_span(band["min"], band["max"]))


def _span(low: float, high: float) -> Span:
    """A fine of nothing is none: below a range that begins at 0 stands the first cent."""
    return Span(Decimal(str(low)), Decimal(str(high)), low_in=low > 0)


def _when(*conditions: Condition) -> When:
    return (conditions,)
