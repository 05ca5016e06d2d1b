"""Grade → frequency and yearly ceiling. Plan items take them as their defaults, tasks as their limit."""

from collections.abc import Iterable
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


def bounds_of_all(enterprises: Iterable[Enterprise]) -> dict[int, Bounds]:
    """One query for all of them, for the checks that the gradings in force demand."""
    each = {one.pk: one for one in enterprises}
    demanded = dict(
        Grading.objects.filter(enterprise__in=list(each), current=True).values_list(
            "enterprise_id", "arithmetic__checks_min"
        )
    )
    return {pk: at_least(by_table(one), demanded.get(pk)) for pk, one in each.items()}


def by_table(enterprise: Enterprise) -> Bounds:
    subject = Subject(
        enterprise.sector,
        enterprise.grade,
        standardisation_word(enterprise.standardisation),
        enterprise.hazards,
    )
    return bounds(source()["caps_per_year"], additions()["frequency"], place_of(enterprise.bureau_id), subject)


def bounds_of(enterprise: Enterprise) -> Bounds:
    return bounds_of_all([enterprise])[enterprise.pk]
