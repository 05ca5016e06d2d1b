"""Which law governs an act: that of its day, or that of the day of decision when it is lighter (从旧兼从轻)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from enforcement.rulebook.models import SLOTS, Violation
from enforcement.rulebook.queries import RowMissing, threshold, violation

Band = dict[str, Any] | None
LIGHTER, SAME, HEAVIER, UNCLEAR = "lighter", "same", "heavier", "unclear"  # the later row, seen from the earlier one
LEVELS = ("general", "larger", "major", "exceptional")
ACT, DECISION = "act", "decision"


@dataclass(frozen=True)
class Compared:
    slot: str
    at_act: Band
    at_decision: Band
    verdict: str


@dataclass(frozen=True)
class Governing:
    """`row` is none where the law of the act does not know the violation; the later law is then not applied."""

    act: date
    decided: date
    at_act: Violation | None
    at_decision: Violation | None
    governs: str
    why: str
    comparison: tuple[Compared, ...]

    @property
    def row(self) -> Violation | None:
        return self.at_act if self.governs == ACT else self.at_decision

    @property
    def range(self) -> dict[str, Any] | None:
        return range_of(self.row) if self.row else None

    @property
    def unsettled(self) -> bool:
        """A person has to compare: the rows are lighter in one thing and heavier in another, or not comparable."""
        verdicts = {one.verdict for one in self.comparison}
        return UNCLEAR in verdicts or {LIGHTER, HEAVIER} <= verdicts


def range_of(row: Violation) -> dict[str, Any]:
    """All four ranges; `min` and `max` are those of the first that is given in yuan."""
    bands: dict[str, Any] = row.slots
    in_yuan = (band for band in bands.values() if band and "min" in band and band.get("unit", "CNY") == "CNY")
    first: dict[str, Any] = next(in_yuan, {})
    return {"currency": "CNY", "min": first.get("min"), "max": first.get("max"), **bands}


def governing(violation_id: str, *, act: date, decided: date) -> Governing:
    """Raises RowMissing where no row is in force on either day."""
    at_act, at_decision = _row(violation_id, act), _row(violation_id, decided)
    if at_act is None and at_decision is None:
        violation(violation_id, act)
    comparison = tuple(compare(at_act, at_decision)) if at_act and at_decision and at_act != at_decision else ()
    governs, why = _choose(at_act, at_decision, comparison, (act, decided))
    return Governing(act, decided, at_act, at_decision, governs, why, comparison)


def _row(violation_id: str, on: date) -> Violation | None:
    try:
        return violation(violation_id, on)
    except RowMissing:
        return None


def compare(earlier: Violation, later: Violation) -> Iterable[Compared]:
    for slot in SLOTS:
        old, new = getattr(earlier, slot), getattr(later, slot)
        if old or new:
            yield Compared(slot, old, new, verdict(old, new))


def verdict(old: Band, new: Band) -> str:
    """The maximum decides, then the minimum, then whether the fine is optional; no fine is lighter than any."""
    if not old or not new:
        return _later_is(bool(old), bool(new))
    if old.get("unit", "CNY") != new.get("unit", "CNY"):
        return UNCLEAR
    levels = [name for name in LEVELS if name in old or name in new]
    pairs = [(old.get(name), new.get(name)) for name in levels] or [(old, new)]
    verdicts = {_later_is(_weight(earlier, old), _weight(later, new)) for earlier, later in pairs} - {SAME}
    if not verdicts:
        return SAME
    return verdicts.pop() if len(verdicts) == 1 else UNCLEAR


def _later_is(old: Any, new: Any) -> str:
    if old is None or new is None:
        return UNCLEAR
    if old == new:
        return SAME
    return LIGHTER if new < old else HEAVIER


def _weight(band: Any, whole: dict[str, Any]) -> tuple[float, float, bool] | None:
    if isinstance(band, dict):
        low, high = band.get("min"), band.get("max")
    elif isinstance(band, list) and len(band) == 2:
        low, high = band
    else:
        low = high = band
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    return high, low, whole.get("mode", "must") == "must"


def _choose(
    at_act: Violation | None, at_decision: Violation | None, comparison: tuple[Compared, ...], days: tuple[date, date]
) -> tuple[str, str]:
    act, decided = days
    if at_act is None:
        return ACT, _("规则库中没有 %(day)s（违法行为发生之日）有效的规定，不得适用其后的规定处罚") % {"day": act}
    if at_decision is None:
        text = _("%(day)s（作出决定之日）规则库中没有有效的规定，适用违法行为发生时的规定；新规定是否较轻待核定")
        return ACT, text % {"day": decided}
    if at_act == at_decision:
        return ACT, _("违法行为发生时与作出决定时为同一规定")
    verdicts = {one.verdict for one in comparison}
    basis = _basis(decided)
    if UNCLEAR in verdicts or {LIGHTER, HEAVIER} <= verdicts:
        return ACT, _("新旧规定各有轻重，不能认定新规定较轻，适用违法行为发生时的规定，须人工复核") + basis
    if LIGHTER in verdicts:
        return DECISION, _("作出决定时的规定较轻，从轻适用新规定") + basis
    if HEAVIER in verdicts:
        return ACT, _("作出决定时的规定较重，适用违法行为发生时的规定") + basis
    return ACT, _("新旧规定罚款幅度相同，适用违法行为发生时的规定") + basis


def _basis(decided: date) -> str:
    try:
        return f"（{threshold('non_retroactive', decided).citation}）"
    except RowMissing:
        return ""
