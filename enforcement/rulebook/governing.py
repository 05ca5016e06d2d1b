"""Which law governs an act: that of its day, or that of the day of decision when it is lighter (从旧兼从轻)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from enforcement.rulebook.comparing import HEAVIER, LIGHTER, Compared, compare, mixed
from enforcement.rulebook.models import SLOTS, Violation
from enforcement.rulebook.queries import RowMissing, threshold, violation
from enforcement.rulebook.slots import held_slot

ACT, DECISION = "act", "decision"


@dataclass(frozen=True)
class Governing:
    """`act` is the day the act ended, `began` the day it began where it continued.

    `row` is none where the law of the act does not know the violation; the later law is then not applied.
    `settled`: a person has compared what cannot be put in order, and `governs` is their choice.
    """

    act: date
    decided: date
    at_act: Violation | None
    at_decision: Violation | None
    governs: str
    why: str
    comparison: tuple[Compared, ...]
    began: date | None = None
    at_began: Violation | None = None
    settled: bool = False

    @property
    def row(self) -> Violation | None:
        return self.at_act if self.governs == ACT else self.at_decision

    @property
    def range(self) -> dict[str, Any] | None:
        return range_of(self.row) if self.row else None

    @property
    def mixed(self) -> bool:
        """The rows are lighter in one thing and heavier in another, or not comparable."""
        return mixed(one.verdict for one in self.comparison)

    @property
    def unsettled(self) -> bool:
        """A person has to compare, and none has."""
        return self.mixed and not self.settled

    @property
    def continued(self) -> str:
        """What to say of an act that lasted; empty for an act of one day."""
        if self.began is None or self.began == self.act:
            return ""
        words = {"began": self.began, "ended": self.act}
        if self.at_began == self.at_act:
            return _("违法行为自 %(began)s 持续至 %(ended)s，其间规定未变") % words
        rows = {"old": _named(self.at_began), "new": _named(self.at_act)}
        text = _(
            "违法行为自 %(began)s 持续至 %(ended)s，其间规定由%(old)s变为%(new)s：以行为终了之日的规定为行为时的规定"
        )
        return text % {**words, **rows}


def _named(row: Violation | None) -> str:
    return f"{row.citation} {row.mark}".strip() if row else _("（没有有效的规则行）")


def range_of(row: Violation) -> dict[str, Any]:
    """All four ranges; `min` and `max` are those of the first that is given in yuan."""
    bands: dict[str, Any] = row.slots
    in_yuan = (band for band in bands.values() if band and "min" in band and band.get("unit", "CNY") == "CNY")
    first: dict[str, Any] = next(in_yuan, {})
    return {"currency": "CNY", "min": first.get("min"), "max": first.get("max"), **bands}


def governing(
    violation_id: str, *, act: date, decided: date, began: date | None = None, slot: str | None = None
) -> Governing:
    """Raises RowMissing where no row is in force on either day. `slot`: compare only the fines that would apply."""
    at_act, at_decision = _row(violation_id, act), _row(violation_id, decided)
    if at_act is None and at_decision is None:
        violation(violation_id, act)
    slots = dict.fromkeys(held_slot(row, slot) for row in (at_act, at_decision) if row) if slot else SLOTS
    comparison = compare(at_act, at_decision, slots) if at_act and at_decision and at_act != at_decision else ()
    governs, why = _choose(at_act, at_decision, comparison, (act, decided))
    at_began = _row(violation_id, began) if began else None
    return Governing(act, decided, at_act, at_decision, governs, why, comparison, began, at_began)


def _row(violation_id: str, on: date) -> Violation | None:
    try:
        return violation(violation_id, on)
    except RowMissing:
        return None


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
    if mixed(verdicts):
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
