"""What a checked table would change in the register, before anyone confirms it."""

import copy
from typing import NamedTuple

from plans.models import Enterprise, ImportRow, ImportRun
from plans.models.enterprise_import import AMENDABLE
from plans.states import ImportState, Verdict

SHOWN = 50
LOOKED_AT = tuple(name for name in AMENDABLE if name != "initials")  # they follow the name


class Change(NamedTuple):
    """The enterprise as it stands, as it would stand, and the fields that differ."""

    old: Enterprise
    new: Enterprise
    fields: list[str]


def changes_to_come(run: ImportRun) -> list[Change]:
    """Of the first enterprises that change, in the order of the file. Two queries."""
    if run.state != ImportState.CHECKED or not run.changed:
        return []
    rows = list(run.staged.filter(verdict=Verdict.CHANGED).order_by("place")[:SHOWN])
    known = Enterprise.objects.filter(bureau=run.bureau_id).in_bulk(
        [row.credit_code for row in rows], field_name="credit_code"
    )
    return [change_by(row, known[row.credit_code]) for row in rows if row.credit_code in known]


def change_by(row: ImportRow, old: Enterprise) -> Change:
    """As `given` of the staging table has it: an empty cell changes nothing."""
    new = copy.copy(old)
    said = {name: value for name in LOOKED_AT if (value := getattr(row, name)) not in (None, "", [])}
    if "hazards" in said:
        said["source_level"] = row.source_level
    else:
        said.pop("source_level", None)
    for name, value in said.items():
        setattr(new, name, value)
    return Change(old, new, [name for name in said if getattr(old, name) != getattr(new, name)])
