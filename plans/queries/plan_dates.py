"""By when the plan is filed and published: clocks from the last day of the year before."""

import datetime as dt

from django.utils.translation import gettext as _, gettext_lazy

from enforcement.rulebook.clocks import Clock, due
from plans.models import Plan
from plans.queries.editions import is_first
from plans.states import PlanState

FILING, PUBLICATION = "annual_plan_filing", "annual_plan_publication"
BEFORE_FILING = (
    PlanState.DRAFT,
    PlanState.SUBMITTED,
    PlanState.REVIEWED,
    PlanState.ENDORSED,
    PlanState.APPROVED,
)
START = gettext_lazy("计划年度上一年的最后一日")


def filing_clock(year: int, bureau: int) -> Clock:
    return due(FILING, start=dt.date(year - 1, 12, 31), bureau=bureau, event=START)


def publication_clock(year: int, bureau: int) -> Clock:
    return due(PUBLICATION, start=dt.date(year - 1, 12, 31), bureau=bureau, event=START)


def clock_of(plan: Plan) -> Clock | None:
    """The one that runs. An adjusted edition has no day: the year's plan is filed and published already."""
    if not is_first(plan):
        return None
    if plan.state in BEFORE_FILING:
        return filing_clock(plan.year, plan.bureau_id)
    return publication_clock(plan.year, plan.bureau_id) if plan.state == PlanState.FILED else None


def due_on(plan: Plan) -> dt.date | None:
    clock = clock_of(plan)
    return clock.day if clock else None


def late_words(clock: Clock, on: dt.date) -> str:
    """Empty in time; else by how many days, with the arithmetic."""
    days = (on - clock.day).days
    if days <= 0:
        return ""
    words = {"start": clock.start, "limit": clock.limit, "due": clock.day, "on": on, "days": days}
    return _("期限自 %(start)s 起 %(limit)s，至 %(due)s 届满；%(on)s 已逾期 %(days)s 日") % words
