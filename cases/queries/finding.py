import datetime as dt

from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.rulebook.guides import in_force, keys_called
from enforcement.rulebook.models import Violation
from enforcement.rulebook.queries import search_violations, violations_in_force

SHOWN = 5


def exactly(words: str, on: dt.date) -> Violation | None:
    """By id, by the whole name, by words used for it alone, or by words that only its name holds."""
    words = " ".join(words.split())
    rows = violations_in_force(on)
    for name in ("rule_key", "row_id", "name_zh"):
        if row := rows.filter(**{name: words}).first():
            return row
    called = [row for key in keys_called(words) if (row := in_force(key, on))]
    if len(called) == 1:
        return called[0]
    holding = list(rows.search(words)[:2]) if words else []
    return holding[0] if len(holding) == 1 else None


def pick_violation(words: str, on: dt.date) -> Violation:
    """The one violation in force that is meant. What is only like it is never taken, but named."""
    if row := exactly(words, on):
        return row
    raise RuleBroken(not_one(words, list(search_violations(words, on)[:SHOWN])), field="violation")


def not_one(words: str, found: list[Violation]) -> str:
    if not found:
        return _("没有找到当日有效的违法行为“%(words)s”，换个说法再查") % {"words": words}
    names = "；".join(row.name_zh for row in found[:SHOWN])
    return _("“%(words)s”对应多个违法行为，选择其中一个：%(names)s") % {"words": words, "names": names}
