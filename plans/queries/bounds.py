"""Grade → frequency and yearly ceiling. Plan items take them as their defaults, tasks as their limit."""

from typing import Any

from enforcement.rulebook import snapshot
from plans.models import Enterprise, Grading
from plans.queries.facts import standardisation_word
from plans.queries.scheme import additions, source
from plans.rules.bounds import Bounds, Subject, at_least, bounds

TABLE_SETTING = "grading.caps_per_year"  # row_id of the bureau's setting: {"place": …}


def places() -> list[str]:
    return [entry["place"] for entry in source()["caps_per_year"]]


def table_of(place: str) -> dict[str, Any]:
    return next(entry for entry in source()["caps_per_year"] if entry["place"] == place)


def place_of(bureau_id: int) -> str:
    """Whose table the bureau follows: its own setting, that of the nearest above, else the one installed."""
    chosen = (snapshot.current().of(bureau_id).settings.get(TABLE_SETTING) or {}).get("place")
    return str(chosen) if chosen in places() else str(additions()["frequency"]["default"])


def bounds_of(enterprise: Enterprise) -> Bounds:
    """One query, for the checks that the grading in force demands."""
    subject = Subject(
        enterprise.sector,
        enterprise.grade,
        standardisation_word(enterprise.standardisation),
        enterprise.hazards,
    )
    tables = source()["caps_per_year"]
    found = bounds(tables, additions()["frequency"], place_of(enterprise.bureau_id), subject)
    demanded = Grading.objects.filter(enterprise=enterprise, current=True)
    return at_least(found, demanded.values_list("arithmetic__checks_min", flat=True).first())


def proposed(enterprise: Enterprise) -> Bounds:
    """What a plan item for the enterprise starts with: `minimum` visits, at most `ceiling`."""
    return bounds_of(enterprise)
