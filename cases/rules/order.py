"""Which orders need whose consent, and when an ordered term ends."""

from datetime import date

from enforcement.accounts.roles import Role
from enforcement.workdays import CALENDAR_DAY, WORKING_DAY, Calendar, Result, compute

AT_ONCE = "at_once"
UNITS = {AT_ONCE: CALENDAR_DAY, "calendar_day": CALENDAR_DAY, "working_day": WORKING_DAY}

CORRECT_AT_ONCE, CORRECT_IN_TERM = "OT-01", "OT-02"
STOPS = frozenset({"OT-03", "OT-04", "OT-05", "OT-06"})
SEALING, POWER_CUT = "OT-08", "OT-09"
MEASURES = STOPS | {SEALING, POWER_CUT}
KINDS = (CORRECT_AT_ONCE, CORRECT_IN_TERM, *sorted(MEASURES))

_HEADS = frozenset({Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD})
_CHIEFS = _HEADS | {Role.SECTION_CHIEF}
# As the rulebook's order types say under `approval`. Correcting at once is ordered by the two officers on site.
APPROVERS: dict[str, frozenset[Role]] = {
    CORRECT_IN_TERM: _CHIEFS,
    "OT-03": _CHIEFS,
    "OT-04": _HEADS,
    "OT-05": _HEADS,
    "OT-06": _HEADS,
    SEALING: _HEADS,
    POWER_CUT: frozenset({Role.PRINCIPAL_HEAD}),
}


def needs_approval(kind: str) -> bool:
    return kind in APPROVERS


def needs_consent_to_resume(kind: str) -> bool:
    """What was stopped may go on only after review and consent."""
    return kind in STOPS


def term_ends(start: date, term: int, unit: str, calendar: Calendar) -> Result:
    """The day of delivery does not count; a term "at once" ends with it. No rolling: ordered, not statutory."""
    return compute(start, 0 if unit == AT_ONCE else term, UNITS[unit], calendar)
