"""Which level supervises an enterprise from day to day: the first row whose conditions all hold."""

from collections import Counter
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
    """The bureau of that level for the place of the enterprise. Those above the present one come first. Of the present
    one's own level it is the one that the division code names, or the present one, where the code names none. Below it
    the code decides. None where no single bureau answers: then a person chooses."""
    same = [one for one in tree if one.level == level]
    above = [one for one in same if one.pk != now.pk and now.path.startswith(one.path)]
    if above:
        return above[0].pk
    named = named_by(level, region_code, same)
    if now.level == level:
        return now.pk if now.pk in named or len(named) != 1 else named[0]
    below = {one.pk for one in same if one.path.startswith(now.path)}
    chosen = [pk for pk in named if pk in below] or named
    return chosen[0] if len(chosen) == 1 else None


def named_by(level: str, region_code: str, same: Iterable[Place]) -> list[int]:
    digits = DIGITS[level]
    return [one.pk for one in same if region_code and one.region_code[:digits] == region_code[:digits]]


def answering_codes(tree: Iterable[Place]) -> dict[str, set[str]]:
    """Level → the beginnings of division codes for which exactly one bureau of the level answers."""
    held: dict[str, list[str]] = {}
    for one in tree:
        if one.region_code and one.level in DIGITS:
            held.setdefault(one.level, []).append(one.region_code[: DIGITS[one.level]])
    return {level: {code for code, count in Counter(codes).items() if count == 1} for level, codes in held.items()}
