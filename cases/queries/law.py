"""Which law governs a charge: the two rows, what a person settled where they cannot be put in order."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Charge, LawChoice, PenaltyCase
from cases.queries.charge import charges_of
from enforcement.rulebook.governing import Governing, governing
from enforcement.rulebook.queries import RowMissing
from enforcement.rulebook.slots import wanted_slot


def slot_of_charge(charge: Charge) -> str:
    """As far as the facts go; a row may have no fine of its own for it."""
    return wanted_slot(person=charge.penalty.is_person, overdue=charge.overdue)


def governing_of(charge: Charge, on: dt.date) -> Governing:
    """Raises RowMissing when the rulebook knows the violation on neither day."""
    held = governing(
        charge.violation.rule_key, act=charge.act_on, decided=on, began=charge.began_on, slot=slot_of_charge(charge)
    )
    choice = choice_for(charge, held) if held.mixed else None
    return settled(held, choice) if choice else held


def choice_for(charge: Charge, held: Governing) -> LawChoice | None:
    """The newest choice between these very rows, whichever edition they stand in."""
    if held.at_act is None or held.at_decision is None:
        return None
    pair = (held.at_act.row_id, held.at_decision.row_id)
    rows = charge.law_choices.select_related("at_act", "at_decision", "chosen_by").order_by("-pk")
    return next((one for one in rows if (one.at_act.row_id, one.at_decision.row_id) == pair), None)


def settled(held: Governing, choice: LawChoice) -> Governing:
    on = timezone.localdate(choice.chosen_at)
    words = {"choice": choice.get_governs_display(), "who": choice.chosen_by, "on": on, "reason": choice.reason}
    why = _("新旧规定各有轻重，承办人%(who)s于 %(on)s 选定：%(choice)s，理由：%(reason)s") % words
    return replace(held, governs=choice.governs, why=why, settled=True)


def unsettled_charges(case: PenaltyCase, on: dt.date) -> list[Charge]:
    return [charge for charge, held in compared(case, on) if held.unsettled]


def compared(case: PenaltyCase, on: dt.date) -> Iterator[tuple[Charge, Governing]]:
    """Every charge still pursued whose rows can be found."""
    for charge in charges_of(case):
        try:
            yield charge, governing_of(charge, on)
        except RowMissing:
            continue
