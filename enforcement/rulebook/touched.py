"""Which open records a new edition touches. The kernel knows no cases: the apps above say how to find theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

SHOWN = 50


@dataclass(frozen=True)
class Changed:
    """What differs between two editions, by the names that records keep: rule keys, ids of rows, keys of laws."""

    rule_keys: frozenset[str]
    row_ids: frozenset[str]
    law_keys: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.rule_keys or self.row_ids or self.law_keys)


@dataclass(frozen=True)
class Record:
    text: str
    url: str
    why: str  # which of the changed rules


@dataclass(frozen=True)
class Touched:
    """One kind of record: how many, and the first of them that the reader may see."""

    label: str | Promise
    count: int
    records: list[Record] = field(default_factory=list)


Finder = Callable[[Changed, Any], Iterable[Touched]]
FINDERS: list[Finder] = []


def register(finder: Finder) -> Finder:
    """`finder(changed, user)` gives what is open and visible to the user; a few queries each, no list over SHOWN."""
    if finder not in FINDERS:
        FINDERS.append(finder)
    return finder


def touched(changed: Changed, user: Any) -> list[Touched]:
    if not changed:
        return []
    return [kind for finder in FINDERS for kind in finder(changed, user) if kind.count]
