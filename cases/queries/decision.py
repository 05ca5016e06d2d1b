"""Discretion: which row governs the case, which range follows, and the lines that say why."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.law import governing_of, slot_of_charge
from cases.rules.decision import Band, band_of
from cases.states import Outcome
from enforcement.money import in_wan
from enforcement.ranges import Span
from enforcement.rulebook.bands import band_words
from enforcement.rulebook.benchmark_words import span_words
from enforcement.rulebook.governing import Governing, governing
from enforcement.rulebook.models import Violation
from enforcement.rulebook.slots import held_slot, wanted_slot
from enforcement.statutes import statute


@dataclass(frozen=True)
class Discretion:
    """`span`: the statutory range that the facts resolve, where they were weighed."""

    governing: Governing
    slot: str
    band: Band | None
    span: Span | None = None

    @property
    def row(self) -> Violation | None:
        return self.governing.row

    @property
    def lines(self) -> list[str]:
        """From the facts to the range, one step a line; stored with the report and the decision."""
        held = self.governing
        lines = [
            line_of(_("违法行为发生之日"), held.act, held.at_act, self.slot),
            line_of(_("作出决定之日"), held.decided, held.at_decision, self.slot),
            *([held.continued] if held.continued else []),
            held.why,
        ]
        words = {"slot": slot_words(self.slot), "range": self.resolved}
        return [*lines, _("适用情形：%(slot)s；法定幅度：%(range)s") % words]

    @property
    def resolved(self) -> str:
        """In yuan as soon as the facts say so, else as the row gives it."""
        if self.row is None or self.span is None or is_plain(self.row.slots[self.slot]):
            return slot_range(self.row, self.slot) if self.row else range_words(None)
        words = span_words(self.span)
        return _("可以处%(range)s") % {"range": words} if statute(self.row.slots[self.slot]).optional else words


def discretion(case: PenaltyCase, on: dt.date) -> Discretion:
    """Of the first charge still pursued, or of what the case was filed for while it has none.

    Raises RowMissing when the rulebook knows the violation on neither day.
    """
    if charges := charges_of(case):
        return discretion_of(charges[0], on)
    slot = wanted_slot(person=case.is_person, overdue=case.overdue)
    return ranged(governing(case.violation.rule_key, act=case.act_on, decided=on, slot=slot), slot)


def discretion_of(charge: Charge, on: dt.date) -> Discretion:
    return ranged(governing_of(charge, on), slot_of_charge(charge))


def ranged(held: Governing, wanted: str) -> Discretion:
    slot = held_slot(held.row, wanted) if held.row else wanted
    return Discretion(held, slot, band_of(held.row.slots[slot]) if held.row else None)


def line_of(what: str, on: dt.date, row: Violation | None, slot: str) -> str:
    if row is None:
        return _("%(what)s（%(on)s）没有有效的规则行") % {"what": what, "on": on}
    words = {
        "what": what,
        "on": on,
        "row": row.row_id,
        "article": row.citation,
        "range": slot_range(row, held_slot(row, slot)),
    }
    return _("%(what)s（%(on)s）有效的规定：%(row)s %(article)s，幅度 %(range)s") % words


def slot_words(slot: str) -> str:
    return {
        "entity_first": _("单位，首次"),
        "entity_overdue": _("单位，逾期未改正"),
        "persons_first": _("个人，首次"),
        "persons_overdue": _("个人，逾期未改正"),
    }[slot]


def is_plain(slot: dict[str, Any] | None) -> bool:
    """One range in yuan, whatever the facts."""
    ranges = statute(slot).ranges
    return len(ranges) == 1 and not ranges[0].measure.bases


def slot_range(row: Violation, slot: str) -> str:
    held = row.slots[slot]
    return range_words(band_of(held)) if not held or is_plain(held) else band_words(held)


def range_words(band: Band | None) -> str:
    if band is None:
        return _("没有以元表示的罚款幅度")
    words = {"low": in_wan(band.low), "high": in_wan(band.high)}
    if band.optional:
        return (_("可以处%(low)s以上%(high)s以下") if band.low else _("可以处%(high)s以下")) % words
    return (_("%(low)s以上%(high)s以下") if band.low else _("%(high)s以下")) % words


def amount_words(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def set_words(outcome: str, amount: Decimal) -> str:
    """What is set for one charge."""
    if outcome == Outcome.FINE:
        return _("罚款 %(amount)s 元") % {"amount": amount_words(amount)}
    return str(Outcome(outcome).label)
