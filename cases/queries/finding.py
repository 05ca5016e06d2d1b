import datetime as dt

from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.rulebook.models import Violation
from enforcement.rulebook.queries import search_violations, violations_in_force

SHOWN = 5


def pick_violation(words: str, on: dt.date) -> Violation:
    """The one violation in force that is meant: by id, by its whole name, or by words that only it contains."""
    words = " ".join(words.split())
    rows = violations_in_force(on)
    exact = (
        rows.filter(rule_key=words).first() or rows.filter(row_id=words).first() or rows.filter(name_zh=words).first()
    )
    if exact:
        return exact
    found = list(search_violations(words, on)[: SHOWN + 1])
    if len(found) == 1:
        return found[0]
    raise RuleBroken(not_one(words, found), field="violation")


def not_one(words: str, found: list[Violation]) -> str:
    if not found:
        return _("没有找到当日有效的违法行为“%(words)s”，换个说法再查") % {"words": words}
    names = "；".join(row.name_zh for row in found[:SHOWN])
    return _("“%(words)s”对应多个违法行为，选择其中一个：%(names)s") % {"words": words, "names": names}


def suggestions(on: dt.date) -> list[str]:
    """Names offered while typing, on the device as well."""
    return list(dict.fromkeys(violations_in_force(on).order_by("row_id").values_list("name_zh", flat=True)))
