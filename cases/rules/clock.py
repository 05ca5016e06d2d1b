"""Extensions and excluded periods: what may be asked for."""

from collections.abc import Iterable
from datetime import date

Span = tuple[date, date | None]
NOT_ALLOWED = frozenset({"", "none", "unknown"})  # as the rulebook's rows say it


def may_be_extended(extension: str) -> bool:
    return extension.strip().lower() not in NOT_ALLOWED


def overlapping(first: date, last: date | None, spans: Iterable[Span]) -> Span | None:
    """The first of the spans that shares a day with this one; without an end it goes on."""
    far = last or date.max
    return next(((begins, ends) for begins, ends in spans if begins <= far and first <= (ends or date.max)), None)
