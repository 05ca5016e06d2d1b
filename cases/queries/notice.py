"""The prior notice: the right to a hearing, what it opens for the party, and until when."""

import datetime as dt
from decimal import Decimal

from cases.models import Notice, PenaltyCase
from cases.rules.notice import hearing_due
from enforcement.once import once
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock
from enforcement.rulebook.models import Threshold
from enforcement.rulebook.queries import threshold
from enforcement.workdays import as_day


@once
def latest_notice(case: PenaltyCase) -> Notice | None:
    return case.notices.select_related("document", "investigation").order_by("-id").first()


def hearing_threshold(on: dt.date, bureau: int | None = None) -> Threshold:
    """The amounts lapsed with the old rule; until new ones are read they count, marked 待核定."""
    return threshold("hearing_amount", on, lapsed_ok=True, bureau=bureau)


def has_hearing_right(case: PenaltyCase, amount: Decimal, on: dt.date) -> bool:
    return hearing_due(amount, hearing_threshold(on, case.bureau_id).value, person=case.is_person)


def statement_clock(notice: Notice) -> Clock | None:
    if notice.delivered_on is None:
        return None
    return clocks.due("statement_defence", start=notice.delivered_on, lapsed_ok=True, bureau=notice.penalty.bureau_id)


def hearing_clock(notice: Notice) -> Clock | None:
    if notice.delivered_on is None or not notice.hearing_right:
        return None
    return clocks.due("hearing_request", start=notice.delivered_on, bureau=notice.penalty.bureau_id)


def window_ends(notice: Notice) -> dt.date | None:
    """The last day on which the party may still speak up or ask for a hearing."""
    ends = [as_day(one.due) for one in (statement_clock(notice), hearing_clock(notice)) if one and one.due]
    return max(ends, default=None)


def window_mark(notice: Notice) -> str:
    """The rows that set the last day and were not verified, with what is said of each."""
    ends = window_ends(notice)
    held = [one for one in (statement_clock(notice), hearing_clock(notice)) if one and one.due and one.mark]
    return "；".join(f"{one.basis} {one.mark}" for one in held if one.due and as_day(one.due) == ends)
