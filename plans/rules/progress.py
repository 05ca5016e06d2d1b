"""How far a year's plan has come: visits done against visits planned and against those due by a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plans.rules.feasibility import MONTHS, spread
from plans.rules.workload import percent


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


def planned_by_month(items: Iterable[Planned], workdays: Mapping[int, int]) -> dict[int, Decimal]:
    total = dict.fromkeys(MONTHS, Decimal(0))
    for item in items:
        for month, part in spread(Decimal(item.visits), item.months, workdays).items():
            total[month] += part
    return total
