"""Several violations in one case: their sum, and which of them may be one act fined twice. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from enforcement.discretion import Line
from enforcement.ranges import ZERO

SAFETY, HEALTH, OTHER = "safety", "health", "other"
SAME_VIOLATION, SAME_ACT, SAFETY_AND_HEALTH = "same_violation", "same_act", "safety_and_health"


@dataclass(frozen=True)
class Combined:
    total: Decimal
    lines: tuple[Line, ...]


def combine(parts: Sequence[tuple[str, Decimal]]) -> Combined:
    """Each violation is decided by itself; the fines are then added up."""
    total = sum((amount for _label, amount in parts), ZERO)
    lines = [Line("part", {"label": label, "amount": amount}) for label, amount in parts]
    return Combined(total, (*lines, Line("total", {"amounts": [amount for _label, amount in parts], "total": total})))


@dataclass(frozen=True)
class Act:
    """What is fined, or was. `findings` are what it was found by; `decided`: by an earlier decision."""

    label: str
    rule_key: str
    law_key: str
    act_on: date
    field: str = SAFETY
    findings: frozenset[int] = frozenset()
    decided: bool = False


@dataclass(frozen=True)
class Doubled:
    kind: str
    first: Act
    second: Act


def double_fine(acts: Iterable[Act], twins: Iterable[Iterable[str]] = ()) -> tuple[Doubled, ...]:
    """Pairs to look at. `twins`: violations of different laws that one and the same conduct fulfils."""
    groups = [frozenset(group) for group in twins]
    pairs = ((one, other) for one, other in combinations(acts, 2) if not (one.decided and other.decided))
    return tuple(
        Doubled(kind, one, other) for one, other in pairs if (kind := _doubled(one, other, groups)) is not None
    )


def _doubled(one: Act, other: Act, twins: list[frozenset[str]]) -> str | None:
    shared = bool(one.findings & other.findings)
    if one.rule_key == other.rule_key:
        return SAME_VIOLATION if shared or one.act_on == other.act_on else None
    same_day_twins = one.act_on == other.act_on and any({one.rule_key, other.rule_key} <= group for group in twins)
    if not shared and not same_day_twins:
        both = {one.field, other.field} == {SAFETY, HEALTH} and one.act_on == other.act_on
        return SAFETY_AND_HEALTH if both else None
    if {one.field, other.field} == {SAFETY, HEALTH}:
        return SAFETY_AND_HEALTH
    return SAME_ACT
