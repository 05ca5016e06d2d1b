"""Days on which officers are known to be away, by unit and month, and who else has to know of them."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

from django.db.models import QuerySet

from enforcement.once import once
from enforcement.rulebook import clocks
from plans.models import Leave, Plan
from plans.queries.plan import officers_of
from plans.rules.feasibility import ANY, MONTHS, Away
from plans.states import LeaveKind

ITEMS = {  # the items of the plan's non-enforcement days that the kinds of leave are counted under
    LeaveKind.SICK: "病假、事假",
    LeaveKind.ANNUAL: "法定年休假、探亲假、婚（丧）假",
    LeaveKind.TRAINING: "学习、培训、考核、会议",
}


def leaves_in(year: int) -> QuerySet[Leave]:
    """Of anyone, with a day in the year; cancelled ones left out."""
    within = {"first__lte": dt.date(year, 12, 31), "last__gte": dt.date(year, 1, 1)}
    return Leave.objects.filter(cancelled_at__isnull=True, **within).select_related("user__unit")


def days_away(leave: Leave, year: int, bureau: int) -> Counter[int]:
    """Working days of the leave by month of the year."""
    found: Counter[int] = Counter()
    for month in MONTHS:
        first, last = dt.date(year, month, 1), dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        start, end = max(first, leave.first), min(last, leave.last)
        if start <= end:
            found[month] = clocks.workdays_between(start, end, bureau)
    return found


@once
def leaves_of(plan: Plan) -> list[Leave]:
    """Of anyone of the bureau in the plan's year."""
    return list(leaves_in(plan.year).filter(user__bureau=plan.bureau_id))


def away(plan: Plan) -> Away:
    """Of the officers certified today; two queries. `planned` is what the plan keeps for leave and training in its
    non-enforcement days."""
    counted = {one.pk for one in officers_of(plan)}
    days: dict[str, Counter[int]] = defaultdict(Counter)
    for leave in leaves_of(plan):
        if leave.user_id not in counted:
            continue
        days[str(leave.user.unit) if leave.user.unit else ANY] += days_away(leave, plan.year, plan.bureau_id)
    planned = sum((Decimal(str(plan.non_days.get(item, 0))) for item in ITEMS.values()), Decimal(0))
    return Away(dict(days), planned)
