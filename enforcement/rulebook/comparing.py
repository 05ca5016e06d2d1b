"""Two rows of one violation, compared item by item: kind of penalty, maximum, minimum, whether the fine is optional.

The later row is seen from the earlier one. What cannot be put in order is never guessed: it is `unclear`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from enforcement.rulebook.models import SLOTS, Violation
from enforcement.rulebook.states import Evidence

Band = dict[str, Any] | None
LIGHTER, SAME, HEAVIER, UNCLEAR = "lighter", "same", "heavier", "unclear"
LEVELS = ("general", "larger", "major", "exceptional")
MEASURES = "other_measures"

# Kinds of administrative penalty beside the fine, by the words of the source. An order to correct and a disciplinary
# sanction are none.
KINDS = {
    "warning": re.compile(r"警告|通报批评"),
    "confiscation": re.compile(r"没收"),
    "suspension": re.compile(r"停[产业止]|停产整顿|停业整顿"),
    "closure": re.compile(r"关闭"),
    "licence": re.compile(r"暂扣|暂停|吊销|撤销|降低资质"),
    "ban": re.compile(r"禁业|终身"),
    "detention": re.compile(r"拘留"),
}


@dataclass(frozen=True)
class Item:
    """`name` is kind, max, min, mode or an accident level; the values as the rows give them."""

    name: str
    at_act: Any
    at_decision: Any
    verdict: str


@dataclass(frozen=True)
class Compared:
    """`slot`: one of the four, or other_measures. The verdict follows from the items, the first that differs first."""

    slot: str
    at_act: Any
    at_decision: Any
    verdict: str
    items: tuple[Item, ...] = ()


def compare(earlier: Violation, later: Violation, slots: Iterable[str] = SLOTS) -> tuple[Compared, ...]:
    wanted = list(slots)
    wanted += [_first(slot) for slot in wanted if _moved(slot, earlier, later) and _first(slot) not in wanted]
    found = [_slot(slot, earlier, later) for slot in wanted if getattr(earlier, slot) or getattr(later, slot)]
    measures = _measures(earlier, later)
    return (*found, measures) if measures else tuple(found)


def mixed(verdicts: Iterable[str]) -> bool:
    """A person has to weigh: not comparable, or lighter in one thing and heavier in another."""
    held = set(verdicts)
    return UNCLEAR in held or {LIGHTER, HEAVIER} <= held


def _slot(slot: str, earlier: Violation, later: Violation) -> Compared:
    old, new = getattr(earlier, slot), getattr(later, slot)
    if _moved(slot, earlier, later):
        items: tuple[Item, ...] = (Item("kind", _kind(old), _kind(new), UNCLEAR),)
    else:
        items = tuple(_items(old, new))
    found = next((one.verdict for one in items if one.verdict != SAME), SAME)
    if len({one.verdict for one in items if one.name in LEVELS} - {SAME}) > 1:
        found = UNCLEAR
    return Compared(slot, old, new, found, items)


def _moved(slot: str, earlier: Violation, later: Violation) -> bool:
    """The fine for not obeying is gone because the later row fines at once: neither row is simply lighter."""
    first = _first(slot)
    dropped = first != slot and getattr(earlier, slot) and not getattr(later, slot)
    return bool(dropped and getattr(later, first) and not getattr(earlier, first))


def _first(slot: str) -> str:
    return slot.replace("overdue", "first")


def _items(old: Band, new: Band) -> Iterable[Item]:
    kinds = (_kind(old), _kind(new))
    if None in kinds:  # no fine is lighter than any
        yield Item("kind", *kinds, _later_is(bool(old), bool(new)))
        return
    yield Item("kind", *kinds, SAME if kinds[0] == kinds[1] else UNCLEAR)
    if kinds[0] != kinds[1] or old is None or new is None:
        return
    if levels := [name for name in LEVELS if name in old or name in new]:
        yield from (Item(name, old.get(name), new.get(name), _level(old.get(name), new.get(name))) for name in levels)
        return
    for name in ("max", "min"):
        yield Item(name, old.get(name), new.get(name), _later_is(_number(old, name), _number(new, name)))
    modes = (old.get("mode", "must"), new.get("mode", "must"))
    yield Item("mode", *modes, _later_is(modes[0] == "must", modes[1] == "must"))


def _kind(band: Band) -> str | None:
    return str(band.get("unit", "CNY")) if band else None


def _number(band: dict[str, Any], name: str) -> float | None:
    value = band.get(name)
    return value if isinstance(value, int | float) else None


def _level(old: Any, new: Any) -> str:
    return _later_is(_ends(old), _ends(new))


def _ends(value: Any) -> tuple[float, float] | None:
    """Maximum, then minimum."""
    if isinstance(value, dict):
        value = [value.get("min"), value.get("max")]
    low, high = value if isinstance(value, list) and len(value) == 2 else (value, value)
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    return high, low


def _later_is(old: Any, new: Any) -> str:
    if old is None or new is None:
        return UNCLEAR
    if old == new:
        return SAME
    return LIGHTER if new < old else HEAVIER


def kinds_of(row: Violation) -> frozenset[str]:
    words = f"{row.other_measures};{row.text}"
    return frozenset(kind for kind, named in KINDS.items() if named.search(words))


def warns(row: Violation) -> bool:
    """The article penalises by a warning; 通报批评 is another kind."""
    return "警告" in row.other_measures


def _measures(earlier: Violation, later: Violation) -> Compared | None:
    """More kinds are heavier, fewer lighter; where each row has one that the other lacks, nobody can say."""
    old, new = kinds_of(earlier), kinds_of(later)
    if not old and not new:
        return None
    if old == new:
        found = SAME
    elif old < new:
        found = HEAVIER
    else:
        # That a kind is gone counts only where the later text was read and does not have it.
        read = later.evidence in {Evidence.FULL_TEXT, Evidence.QUOTED_TEXT}
        found = LIGHTER if new < old and read else UNCLEAR
    items = tuple(_kind_item(kind, kind in old, kind in new) for kind in KINDS if kind in old | new)
    return Compared(MEASURES, earlier.other_measures or earlier.text, later.other_measures, found, items)


def _kind_item(kind: str, old: bool, new: bool) -> Item:
    return Item(kind, old, new, _later_is(old, new))
