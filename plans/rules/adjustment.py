"""Is a change of the annual plan major: how much of the approved plan it moves, each measure against its limit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

INSPECTION_DAYS, PLANNED_DAYS, VISITS, KEY_LIST = "inspection_days", "planned_days", "visits", "key_list"
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Extent:
    """A plan as far as its size is weighed. `items`: key of the item → (officer-days, visits). Items that are the same
    in both plans may be left out of `items` and `key_list`: `same` has their officer-days, visits, key enterprises."""

    inspection_days: Decimal
    items: Mapping[Key, tuple[Decimal, int]]
    key_list: frozenset[int]
    same: tuple[Decimal, int, int] = (Decimal(0), 0, 0)


@dataclass(frozen=True)
class Measure:
    """`moved` of `base`. More than `limit` of the base is a major change; exactly the limit is not."""

    name: str
    base: Decimal
    moved: Decimal
    limit: Decimal

    @property
    def share(self) -> Decimal:
        """Of nothing, anything is all of it."""
        if self.base > 0:
            return self.moved / self.base
        return Decimal(1) if self.moved else Decimal(0)

    @property
    def exceeds(self) -> bool:
        return self.share > self.limit

    @property
    def percent(self) -> Decimal:
        return (self.share * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Weighing:
    measures: tuple[Measure, ...]

    @property
    def is_major(self) -> bool:
        return any(one.exceeds for one in self.measures)


def weigh(before: Extent, after: Extent, limits: Mapping[str, Decimal]) -> Weighing:
    """What is added and what is taken away do not cancel out: a plan that moves half its visits from one industry to
    another is changed by half. Only the days there are for inspection, one figure, are compared as such."""
    keys = {*before.items, *after.items}
    days, visits, keys_kept = before.same
    none = (Decimal(0), 0)
    pairs = [(before.items.get(key, none), after.items.get(key, none)) for key in keys]
    moved = {
        INSPECTION_DAYS: (before.inspection_days, abs(after.inspection_days - before.inspection_days)),
        PLANNED_DAYS: (days + total(old[0] for old, _new in pairs), total(abs(new[0] - old[0]) for old, new in pairs)),
        VISITS: (visits + total(old[1] for old, _new in pairs), total(abs(new[1] - old[1]) for old, new in pairs)),
        KEY_LIST: (Decimal(keys_kept + len(before.key_list)), Decimal(len(before.key_list ^ after.key_list))),
    }
    return Weighing(tuple(Measure(name, *parts, limits[name]) for name, parts in moved.items()))


def total(parts: Iterable[Decimal | int]) -> Decimal:
    return sum((Decimal(one) for one in parts), Decimal(0))
