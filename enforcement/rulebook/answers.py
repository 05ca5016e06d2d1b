"""What `manage.py law` answers for rows that are no violations: the row in force on each of two days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.rulebook import queries
from enforcement.rulebook.browse import Entry, index
from enforcement.rulebook.models import Threshold, TimeLimit
from enforcement.rulebook.queries import RowMissing

ASIDE = {"violation"}  # these have an answer of their own


@dataclass(frozen=True)
class Answer:
    """Procedure goes by the day of the step, so the row of the decision governs; `rows`: all in force on that day."""

    key: str
    kind: str
    act: date
    decided: date
    at_act: Any
    at_decision: Any
    rows: tuple[Any, ...]

    @property
    def why(self) -> str:
        if self.at_decision is None:
            return _("%(day)s 没有有效的规则行") % {"day": self.decided}
        return _("程序事项适用办理当日有效的规定")


class Ambiguous(RuleBroken):
    """Several rules go by these words."""


def find(words: str) -> list[Entry]:
    """The rows of one rule: by id (that row alone), by rule key, by name, or else by words of the name."""
    known = index()
    if known is None:
        return []
    entries = [entry for entry in known.entries if entry.kind not in ASIDE]
    tests = (
        lambda one: one.name == words,
        lambda one: one.rule_key == words,
        lambda one: one.title == words,
        lambda one: bool(words.split()) and all(word in one.title for word in words.split()),
    )
    for test in tests:
        if found := [entry for entry in entries if test(entry)]:
            return _one_rule(found, words, by_id=test is tests[0])
    return []


def _one_rule(found: list[Entry], words: str, *, by_id: bool) -> list[Entry]:
    if by_id:
        return found[:1]
    rules = {(one.kind, one.rule_key or one.name) for one in found}
    if len(rules) > 1:
        keys = "、".join(sorted(key for _kind, key in rules))
        raise Ambiguous(_("“%(name)s”不止一个：%(keys)s") % {"name": words, "keys": keys})
    return found


def answer(words: str, *, act: date, decided: date) -> Answer | None:
    """None where nothing goes by these words. Raises Ambiguous; RowMissing where no row is in force on either day."""
    found = find(words)
    if not found:
        return None
    first = found[0]
    key = first.name if len(found) == 1 else first.rule_key
    held = [one.row for one in found]
    sides = [governing_row(held, day) for day in (act, decided)]
    if not any(sides):
        raise RowMissing(key, decided, [dated(row) for row in held])
    rows = tuple(row for row in held if in_force(row, decided))
    return Answer(key, first.kind, act, decided, sides[0], sides[1], rows)


def governing_row(rows: Sequence[Any], on: date) -> Any:
    """Of several in force at once the one that prevails; a single row asked for by its id is itself."""
    standing = [row for row in rows if in_force(row, on)]
    if len(standing) > 1 and isinstance(standing[0], TimeLimit):
        return queries.limit(standing[0].rule_key, on)
    if len(standing) > 1 and isinstance(standing[0], Threshold):
        return queries.thresholds(standing[0].rule_key, on)[0]
    return standing[0] if standing else None


def in_force(row: Any, on: date) -> bool:
    """A checklist item is in force as long as its list; a clause of the checklists has no dates of its own."""
    held = dated(row)
    return held is None or bool(held.is_in_force(on))


def dated(row: Any) -> Any:
    return row if hasattr(row, "is_in_force") else getattr(row, "checklist", None)
