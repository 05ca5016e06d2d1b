"""How far a year's plan has come: visits done against visits planned and against those due by a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import TypeVar

from plans.rules.feasibility import MONTHS, spread
from plans.rules.workload import percent

K = TypeVar("K")
ONE, TENTH = Decimal(1), Decimal("0.1")
NOISE = Decimal("0.000001")  # what divisions leave behind


@dataclass(frozen=True)
class Planned:
    visits: int
    months: Sequence[int]
    unit: str
    kind: str


@dataclass(frozen=True)
class Count:
    planned: int
    due: Decimal
    done: int

    @property
    def percent(self) -> Decimal:
        return percent(Decimal(self.done), Decimal(self.planned))

    @property
    def behind(self) -> int:
        """Whole visits that should have been done by the day and are not."""
        return max(int(self.due) - self.done, 0)


def due_by(item: Planned, on: date, *, year: int, workdays: Mapping[int, int]) -> Decimal:
    """The item's visits that belong before `on`: months over in full, the running month by its days."""
    if on.year != year:
        return Decimal(item.visits) if on.year > year else Decimal(0)
    parts = spread(Decimal(item.visits), item.months, workdays)
    past = sum((part for month, part in parts.items() if month < on.month), Decimal(0))
    last = (date(year + on.month // 12, on.month % 12 + 1, 1) - date(year, on.month, 1)).days
    return past + parts.get(on.month, Decimal(0)) * on.day / last


def counted(items: Iterable[Planned], done: int, on: date, *, year: int, workdays: Mapping[int, int]) -> Count:
    items = list(items)
    due = sum((due_by(item, on, year=year, workdays=workdays) for item in items), Decimal(0))
    return Count(sum(item.visits for item in items), due, done)


def apportioned(parts: Mapping[K, Decimal], step: Decimal = ONE) -> dict[K, Decimal]:
    """Each part in whole steps, so that they add up to the whole steps of their sum: rounded down, and what is then
    missing goes to the largest remainders, the first of equal ones."""
    steps = {name: (part / step).quantize(NOISE) for name, part in parts.items()}
    whole = {name: part.to_integral_value(ROUND_FLOOR) for name, part in steps.items()}
    missing = int((sum(parts.values(), Decimal(0)) / step).quantize(NOISE)) - int(sum(whole.values()))
    largest = sorted(steps, key=lambda name: whole[name] - steps[name])[:missing]
    return {name: (count + (name in largest)) * step for name, count in whole.items()}


def in_whole_visits(counts: Mapping[K, Count]) -> dict[K, Count]:
    """What is due of each, as whole visits that add up."""
    due = apportioned({name: count.due for name, count in counts.items()})
    return {name: replace(count, due=due[name]) for name, count in counts.items()}


def planned_by_month(items: Iterable[Planned], workdays: Mapping[int, int]) -> dict[int, Decimal]:
    """In tenths of a visit; the months add up to the plan."""
    total = dict.fromkeys(MONTHS, Decimal(0))
    for item in items:
        for month, part in spread(Decimal(item.visits), item.months, workdays).items():
            total[month] += part
    return apportioned(total, TENTH)
