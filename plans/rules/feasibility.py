"""Whether a year's plan can be carried out: officer-days there are against officer-days asked, by month and unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate, pairwise

MONTHS = range(1, 13)
HUNDREDTH = Decimal("0.01")  # of a day; finer parts are noise of the division
ANY = ""  # demand that no unit is named for; it has to fit into what all units leave over


@dataclass(frozen=True)
class Demand:
    """`visits` checks of so many officers and days each, `travel` days on top of each; no months: any month."""

    unit: str
    months: Sequence[int]
    visits: int
    officers: int
    days: Decimal
    travel: Decimal = Decimal(0)

    @property
    def officer_days(self) -> Decimal:
        return self.visits * self.officers * (self.days + self.travel)


@dataclass(frozen=True)
class Cell:
    available: Decimal
    needed: Decimal

    @property
    def spare(self) -> Decimal:
        return self.available - self.needed

    @property
    def fits(self) -> bool:
        return self.spare >= 0


@dataclass(frozen=True)
class Feasibility:
    """`cells[unit][month]`; `rest` is what no unit is named for; `months` are the sums of all of them."""

    cells: Mapping[str, Mapping[int, Cell]]
    months: Mapping[int, Cell]
    rest: Mapping[int, Cell]

    @property
    def year(self) -> Cell:
        return summed(self.months.values())

    @property
    def years(self) -> dict[str, Cell]:
        """Each unit over the whole year, and the bureau (`ANY`)."""
        return {**{unit: summed(row.values()) for unit, row in self.cells.items()}, ANY: self.year}

    @property
    def short(self) -> list[tuple[str, int, Cell]]:
        """Where it does not fit: units first (`ANY` stands for the bureau as a whole), in order of the months."""
        places = [(unit, month, cell) for unit, row in self.cells.items() for month, cell in row.items()]
        places += [(ANY, month, cell) for month, cell in self.months.items()]
        return [place for place in places if not place[2].fits]

    @property
    def short_units(self) -> list[str]:
        return sorted({unit for unit, _month, _cell in self.short} - {ANY})

    @property
    def unassigned(self) -> Decimal:
        """Days asked of no unit while there are units."""
        return summed(self.rest.values()).needed if self.cells else Decimal(0)

    @property
    def holds(self) -> bool:
        return not self.short


def summed(cells: Iterable[Cell]) -> Cell:
    cells = list(cells)
    return Cell(sum((one.available for one in cells), Decimal(0)), sum((one.needed for one in cells), Decimal(0)))


def in_months_of_plan(calendar: Mapping[int, int], plan: int) -> dict[int, Decimal]:
    """The calendar's months, each in the proportion of the plan's workdays to the calendar's: they add up to what the
    plan reckons with, also while the holidays of the year are not yet known."""
    whole = sum(calendar.values())
    return {month: Decimal(days) * plan / whole if whole else Decimal(days) for month, days in calendar.items()}


def in_hundredths(parts: Sequence[Decimal]) -> list[Decimal]:
    """Rounded, so that they add up to their rounded sum."""
    upto = [one.quantize(HUNDREDTH) for one in accumulate(parts, initial=Decimal(0))]
    return [after - before for before, after in pairwise(upto)]


def spread(days: Decimal, months: Sequence[int], workdays: Mapping[int, int | Decimal]) -> dict[int, Decimal]:
    """Over the named months, or over all, in proportion to their working days; the parts add up to the whole."""
    chosen = sorted(set(months)) or list(MONTHS)
    weights = [workdays[month] for month in chosen]
    if not sum(weights):
        weights = [1] * len(chosen)
    parts, given = {}, Decimal(0)
    for index, month in enumerate(chosen, start=1):
        upto = (days * sum(weights[:index]) / sum(weights)).quantize(HUNDREDTH) if index < len(chosen) else days
        parts[month] = upto - given
        given = upto
    return parts


@dataclass(frozen=True)
class Away:
    """`days[unit][month]`: working days on which officers are known to be away. `planned`: what the plan keeps for such
    leave in the whole year, without saying when."""

    days: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    planned: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return Decimal(sum(sum(months.values()) for months in self.days.values()))

    @property
    def beyond(self) -> Decimal:
        """Days away that the plan did not reckon with."""
        return max(self.total - self.planned, Decimal(0))

    def of(self, unit: str, month: int) -> int:
        return self.days.get(unit, {}).get(month, 0)


def share_left(total: Decimal, inspection: Decimal, away: Away) -> Decimal:
    """Of each day an officer is there, what is left for checks. Days away are taken out where they fall, so they come
    out of the year's days first, and out of the days for checks only where the plan kept none for them."""
    there = total - away.total
    return (inspection - away.beyond) / there if there > 0 else Decimal(0)


def there_in(days: Decimal, away: int) -> Decimal:
    """Leave takes no more than there is. Fewer than none, of no unit, are officers the units count too many."""
    return max(days - away, min(days, Decimal(0)))


def feasibility(
    officers: Mapping[str, Decimal],
    workdays: Mapping[int, int | Decimal],
    *,
    share: Decimal,
    reserve: Decimal,
    demands: Iterable[Demand],
    away: Away = Away(),
) -> Feasibility:
    """`officers` by unit; `share` of a working day that is left for checks (see `share_left`); `reserve` the share of
    that kept back for campaigns; `away` lowers its months and units."""
    keep = max(share, Decimal(0)) * (1 - reserve)
    needed: dict[str, dict[int, Decimal]] = {}
    for one in demands:
        asked_of = needed.setdefault(one.unit, {})
        for month, days in spread(one.officer_days, one.months, workdays).items():
            asked_of[month] = asked_of.get(month, Decimal(0)) + days

    def row(unit: str) -> dict[int, Cell]:
        count, asked = officers.get(unit, Decimal(0)), needed.get(unit, {})
        there = in_hundredths([there_in(count * workdays[month], away.of(unit, month)) * keep for month in MONTHS])
        return {month: Cell(there[month - 1], asked.get(month, Decimal(0))) for month in MONTHS}

    cells = {unit: row(unit) for unit in sorted({*officers, *needed} - {ANY})}
    rest = row(ANY)
    rows = [*cells.values(), rest]
    return Feasibility(cells, {month: summed(one[month] for one in rows) for month in MONTHS}, rest)
