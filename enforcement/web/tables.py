"""A list's table. Cells are formatted here in Python: template filters cost two thirds of a long page."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from enforcement.web.paging import Page

EMPTY = "--"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str = ""
    tag: str = ""  # colour word of the tag component; empty for plain text
    numeric: bool = False
    sub: str = ""  # a small second line


@dataclass(frozen=True)
class Column:
    """`value` reads the row; `href` makes it the row's link; `tag` colours a status; `sub` is a small second line.

    `by` names a field that alone decides the cell (a status, a sector): the cell is then made once for each of its
    values and not for each row, which is a quarter of a long page.
    """

    label: str | Promise
    value: Callable[[Any], Any]
    href: Callable[[Any], str] | None = None
    tag: Callable[[Any], str] | None = None
    numeric: bool = False
    by: str = ""
    sub: Callable[[Any], str] | None = None

    def cell(self, row: Any) -> Cell:
        return Cell(
            show(self.value(row)),
            self.href(row) if self.href else "",
            self.tag(row) if self.tag else "",
            self.numeric,
            self.sub(row) if self.sub else "",
        )


@dataclass(frozen=True, slots=True)
class Row:
    cells: list[Cell]


@dataclass
class Table:
    caption: str | Promise
    columns: tuple[Column, ...]
    source: Iterable[Any]
    page: Page | None = None
    empty: str | Promise = ""
    rows: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        make = [one_for_each(column) if column.by else column.cell for column in self.columns]
        self.rows = [Row([cell_of(row) for cell_of in make]) for row in self.source]


def one_for_each(column: Column) -> Callable[[Any], Cell]:
    """Kept for one table only: the words are in the reader's language."""
    made: dict[Any, Cell] = {}

    def cell_of(row: Any) -> Cell:
        value = getattr(row, column.by)
        if value not in made:
            made[value] = column.cell(row)
        return made[value]

    return cell_of


def show(value: Any) -> str:
    """What a person reads in a cell: dates as 2026-11-20, numbers with thousands separators, nothing as --."""
    match value:
        case None | "":
            return EMPTY
        case bool():
            return "✓" if value else EMPTY
        case dt.datetime():
            return (
                timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
                if timezone.is_aware(value)
                else f"{value:%Y-%m-%d %H:%M}"
            )
        case dt.date():
            return value.isoformat()
        case Decimal() | float():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)
