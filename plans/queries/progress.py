"""What was done of a published plan: counts from its tasks; each count can be opened as a list of tasks."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, QuerySet

from plans.models import Assignment, Plan
from plans.queries.feasibility import workdays_by_month
from plans.queries.plan import item_groups
from plans.rules.feasibility import ANY
from plans.rules.progress import Count as Tally, Planned, counted, in_whole_visits, planned_by_month
from plans.rules.workload import percent
from plans.states import AssignmentState, ItemKind, Origin


@dataclass(frozen=True)
class Progress:
    on: dt.date
    whole: Tally
    kinds: dict[str, Tally]
    units: dict[str, Tally]
    planned_months: dict[int, Decimal]
    done_months: Counter[int]
    key_enterprises: int
    key_seen: int
    drawn: int
    tasks: int
    officers: int

    @property
    def coverage(self) -> Decimal:
        return percent(Decimal(self.key_seen), Decimal(self.key_enterprises))

    @property
    def drawn_share(self) -> Decimal:
        return percent(Decimal(self.drawn), Decimal(self.tasks))

    @property
    def per_officer(self) -> Decimal:
        """Visits done by each of the plan's officers."""
        if not self.officers:
            return Decimal(0)
        return (Decimal(self.whole.done) / self.officers).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    @property
    def is_behind(self) -> bool:
        return self.whole.behind > 0 or any(count.behind for count in self.units.values())


def tasks_of(plan: Plan) -> QuerySet[Assignment]:
    """Of every edition of the year: an adjusted plan keeps what was done under the one before."""
    return Assignment.objects.filter(plan_item__plan__bureau=plan.bureau_id, plan_item__plan__year=plan.year).exclude(
        state=AssignmentState.CANCELLED
    )


def progress(plan: Plan, on: dt.date) -> Progress:
    """Four queries that add up in the database: as many rows as there are efforts and combinations, not as there are
    items. What is done of an item counts under the item's part of the plan, a drawn campaign as a campaign."""
    groups = item_groups(plan)
    planned = [Planned(one.visits, one.months, one.unit or ANY, one.kind) for one in groups]
    tasks = tasks_of(plan).order_by()
    rows = list(tasks.values_list("plan_item__kind", "plan_item__unit__name", "state", "origin", "done_on__month",
                                  "done_on__year").annotate(count=Count("pk")))  # fmt: skip
    done = [row for row in rows if row[2] == AssignmentState.DONE]
    keys = plan.items.filter(kind=ItemKind.KEY, enterprise__isnull=False)
    visited = tasks.filter(state=AssignmentState.DONE, enterprise__isnull=False).values("enterprise")
    workdays = workdays_by_month(plan.year, plan.bureau_id)

    def count(chosen: list[Planned], number: int) -> Tally:
        return counted(chosen, number, on, year=plan.year, workdays=workdays)

    by_kind: Counter[str] = Counter()
    by_unit: Counter[str] = Counter()
    months: Counter[int] = Counter()
    for kind, unit, _state, _origin, month, year, number in done:
        by_kind[kind] += number
        by_unit[unit or ANY] += number
        if year == plan.year:
            months[month] += number
    seen = keys.aggregate(whole=Count("pk"), seen=Count("pk", filter=Q(enterprise__in=visited)))
    kinds = {kind: count([one for one in planned if one.kind == kind], by_kind[kind]) for kind in ItemKind.values}
    units = {
        unit: count([one for one in planned if one.unit == unit], by_unit[unit])
        for unit in sorted({one.unit for one in planned} | set(by_unit))
    }
    return Progress(
        on=on,
        whole=in_whole_visits({ANY: count(planned, by_kind.total())})[ANY],
        kinds=in_whole_visits(kinds),
        units=in_whole_visits(units),
        planned_months=planned_by_month(planned, workdays),
        done_months=months,
        key_enterprises=seen["whole"],
        key_seen=seen["seen"],
        drawn=sum(row[-1] for row in rows if row[3] == Origin.DRAW),
        tasks=sum(row[-1] for row in rows),
        officers=plan.officers,
    )
