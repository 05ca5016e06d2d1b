"""What is on record about enterprises. Each app says in its `desk` module what it knows; a scheme asks by name."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from plans.models import Enterprise
from plans.rules.grading import STANDARDISATION
from plans.rules.prefill import level_word

Ids = Sequence[int]


@dataclass(frozen=True)
class Known:
    """`value` as schemes compare it, `words` as a reader sees it, `url` where it stands."""

    value: Any
    words: str | Promise
    url: str = ""


@dataclass(frozen=True)
class Provider:
    """`find(ids, since)`: what is known, by enterprise; one that is not in the answer is not known. `since` is None
    where the scheme names no window. A constant number of queries, whatever the number of enterprises. `counts`: its
    values are whole numbers, which a scheme may hold against a bound."""

    name: str
    label: str | Promise
    source: str | Promise
    find: Callable[[Ids, dt.date | None], Mapping[int, Known]]
    counts: bool = False


PROVIDERS: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    PROVIDERS[provider.name] = provider


def known_of(ids: Ids, wanted: Mapping[str, tuple[str, int | None]], today: dt.date) -> dict[int, dict[str, Known]]:
    """`wanted`: key → (fact, years), as `prefill.windows` gives it."""
    found: dict[int, dict[str, Known]] = {pk: {} for pk in ids}
    for key, (name, years) in wanted.items():
        if provider := PROVIDERS.get(name):
            for pk, known in provider.find(ids, back(today, years) if years else None).items():
                found[pk][key] = known
    return found


def among(ids: Ids) -> RawSQL:
    """`pk__in` of thousands: one array, where as many parameters would cost more than the search."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def back(today: dt.date, years: int) -> dt.date:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def standardisation_of(ids: Ids, since: dt.date | None) -> dict[int, Known]:
    rows = Enterprise.objects.filter(pk__in=among(ids)).exclude(standardisation="").values_list("pk", "standardisation")
    return {pk: Known(word, word, page(pk)) for pk, text in rows if (word := standardisation_word(text))}


def standardisation_word(text: str) -> str:
    return text if text in STANDARDISATION else level_word(text)


def source_level_of(ids: Ids, since: dt.date | None) -> dict[int, Known]:
    rows = Enterprise.objects.filter(pk__in=among(ids)).exclude(source_level="").values_list("pk", "source_level")
    return {pk: Known(word, word, page(pk)) for pk, value in rows if (word := level_word(value))}


def page(pk: int) -> str:
    return f"/enterprises/{pk}/"
