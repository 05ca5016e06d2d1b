"""What the register and the enforcement record already answer, and what of an earlier grading still stands."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from plans.rules.grading import Scheme
from plans.rules.scheme import BOUNDS, OF_TASKS

Answers = dict[str, Any]
TESTS: dict[str, Callable[[Any, Any], bool]] = {  # a yes or a no; two of them: both hold
    "equals": operator.eq,
    "least": operator.ge,
    "most": operator.le,
}
LEVELS = ("一级", "二级", "三级", "四级")


def fact_key(asked: Mapping[str, Any]) -> str:
    """One fact looked at through two windows is two facts."""
    return f"{asked['fact']}_{asked['years']}" if "years" in asked else str(asked["fact"])


def windows(scheme: Scheme) -> dict[str, tuple[str, int | None]]:
    """key → (fact, years): what has to be looked up for the scheme."""
    return {fact_key(one): (one["fact"], one.get("years")) for one in scheme.get("inputs", {}).values()}


def proposed(scheme: Scheme, known: Mapping[str, Any]) -> Answers:
    """Item → answer, for the items whose fact is known. What is not known is asked, not taken for no."""
    found = {}
    for code, one in scheme.get("inputs", {}).items():
        key = fact_key(one)
        if key in known and (answer := answer_to(scheme, one, known[key])) is not None:
            found[code] = answer
    return found


def answer_to(scheme: Scheme, asked: Mapping[str, Any], value: Any) -> Any:
    """None: what is known says nothing to it, and it is asked."""
    if any(name in asked for name in BOUNDS) and not isinstance(value, int):
        return None
    if said := [test(value, asked[name]) for name, test in TESTS.items() if name in asked]:
        return all(said) if scheme["kind"] == "rules" else int(all(said))
    if "table" in asked:
        return asked["table"].get(str(value))
    return int(value) if isinstance(value, int) else None


def plain(scheme: Scheme, answers: Mapping[str, Any]) -> Answers:
    """Without what says no: an item that does not apply is left out, so that two answers can be compared."""
    if scheme["kind"] in {"matrix", OF_TASKS}:
        return dict(answers)
    return {code: value for code, value in answers.items() if value}


def differing(scheme: Scheme, proposals: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    given, meant = plain(scheme, answers), plain(scheme, proposals)
    return [code for code in proposals if given.get(code) != meant.get(code)]


def level_word(value: Any) -> str:
    """一级 to 四级, however the register writes the level: 1, "1", "level_1", "一级"."""
    for digit, word in zip("1234", LEVELS, strict=True):
        if digit in str(value) or word[0] in str(value):
            return word
    return ""
