import datetime as dt
from decimal import Decimal

from cases.models import Decision, Deferral, Demand, PenaltyCase
from cases.states import ExtensionState
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock
from enforcement.workdays import as_day


def demand_clock(made: Demand) -> Clock | None:
    """How long the party has after the demand before the court may be asked."""
    if made.delivered_on is None:
        return None
    return clocks.due("reminder_wait", start=made.delivered_on, bureau=made.penalty.bureau_id)


def suit_clock(case: PenaltyCase) -> Clock | None:
    decision = Decision.objects.filter(penalty=case).first()
    if decision is None or decision.delivered_on is None:
        return None
    return clocks.due("litigation", start=decision.delivered_on, bureau=case.bureau_id)


def court_clock(case: PenaltyCase) -> Clock | None:
    """By when the court must be asked, from the end of the period for suing."""
    suit = suit_clock(case)
    if suit is None or suit.due is None:
        return None
    return clocks.due("court_application", start=as_day(suit.due), bureau=case.bureau_id)


def deferral_in_force(case: PenaltyCase) -> Deferral | None:
    return case.deferrals.filter(state=ExtensionState.GRANTED).last()


def parts_of(held: Deferral) -> list[tuple[dt.date, Decimal]]:
    return [(dt.date.fromisoformat(one["due"]), Decimal(one["amount"])) for one in held.parts]
