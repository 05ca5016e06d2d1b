"""Which level supervises an enterprise from day to day: the first row whose conditions all hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PROVINCE_DIGITS, CITY_DIGITS, COUNTY_DIGITS = 2, 4, 6  # of a division code (GB/T 2260)
DIGITS = {"province": PROVINCE_DIGITS, "city": CITY_DIGITS, "county": COUNTY_DIGITS, "township": COUNTY_DIGITS}


@dataclass(frozen=True)
class LevelRule:
    """`when`: fact → the values that count. Nothing named: it holds for every enterprise."""

    key: str
    name_zh: str
    name_en: str
    when: Mapping[str, tuple[str, ...]]
    source: str
    level: str

    def holds(self, facts: Mapping[str, Any]) -> bool:
        return all(matches(facts.get(name), values) for name, values in self.when.items())


def matches(fact: Any, values: Sequence[str]) -> bool:
    """A fact may be a word or a list of words (hazards): one of them is enough."""
    held = fact if isinstance(fact, list | tuple) else [fact]
    return any(one in values for one in held)


def rule_for(facts: Mapping[str, Any], rules: Iterable[LevelRule]) -> LevelRule | None:
    return next((one for one in rules if one.holds(facts)), None)


@dataclass(frozen=True)
class Place:
    """A bureau of the tree, as far as the choice needs it."""

    pk: int
    level: str
    region_code: str
    path: str


def bureau_for(level: str, region_code: str, now: Place, tree: Iterable[Place]) -> int | None:
    """The bureau of that level for the place of the enterprise. The present one and those above it come first; below it
    the division code decides. None where no single bureau answers: then a person chooses."""
    same = [one for one in tree if one.level == level]
    in_line = [one for one in same if now.path.startswith(one.path)]
    if in_line:
        return in_line[0].pk
    digits = DIGITS[level]
    here = [one for one in same if region_code and one.region_code[:digits] == region_code[:digits]]
    below = [one for one in here if one.path.startswith(now.path)] or here
    return below[0].pk if len(below) == 1 else None
