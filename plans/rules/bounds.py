"""How often an enterprise is inspected in a year, at least and at most, by the table of a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.rules.grading import ceiling

BY_STANDARDISATION, UNRATED = "标准化", "未定级"
Tables = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Subject:
    sector: str
    grade: str
    standardisation: str
    hazards: Sequence[str] = ()


@dataclass(frozen=True)
class Bounds:
    """None where the table says nothing. `row` and `key` name the cell it was read from; `raised` by a scheme that
    demands more checks, of a dishonest enterprise for instance."""

    place: str
    minimum: int | None
    ceiling: int | None
    row: str = ""
    key: str = ""
    raised: bool = False


def bounds(tables: Tables, names: Mapping[str, Any], place: str, subject: Subject) -> Bounds:
    """`names`: what the rows of the tables call our sectors, hazards and colours."""
    row = row_of(tables, place, sector_name(names, subject))
    if row is None:
        return Bounds(place, None, None)
    grades = row["grades"]
    key = key_of(row, names, subject)
    most = ceiling(tables, place=place, sector=row["sector"], grade=key)
    least = grades.get("frequency")
    return Bounds(place, None if least is None else int(least), most, row["sector"], key)


def sector_name(names: Mapping[str, Any], subject: Subject) -> str:
    """A hazard may lift an enterprise out of its sector's row."""
    special = [words for hazard, words in names.get("hazards", {}).items() if hazard in subject.hazards]
    return special[0] if special else str(names["sectors"].get(subject.sector, ""))


def row_of(tables: Tables, place: str, sector: str) -> Mapping[str, Any] | None:
    rows = [row for entry in tables if entry["place"] == place for row in entry["rows"]]
    return next((row for row in rows if row["sector"] in (sector, "all in table")), None)


def key_of(row: Mapping[str, Any], names: Mapping[str, Any], subject: Subject) -> str:
    if row.get("by") == BY_STANDARDISATION:
        return subject.standardisation or UNRATED
    if "ceiling" in row["grades"]:
        return "all"
    return str(names["letters"].get(subject.grade, ""))


def at_least(found: Bounds, checks: int | None) -> Bounds:
    """A scheme may demand a number of checks; the ceiling never stands in its way."""
    if not checks or (found.minimum or 0) >= checks:
        return found
    most = None if found.ceiling is None else max(found.ceiling, checks)
    return Bounds(found.place, checks, most, found.row, found.key, raised=True)
