"""What was done of a published plan: counts from its tasks; each count can be opened as a list of tasks."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from plans.models import Assignment, Plan
from plans.queries.feasibility import workdays_by_month
from plans.rules.feasibility import ANY
from plans.rules.progress import Count, Planned, counted, planned_by_month
from plans.rules.workload import percent
from plans.states import AssignmentState, CheckKind, ItemKind, Origin


@dataclass(frozen=True)
class Progress:
    on: dt.date
    whole: Count
    key: Count
    general: Count
    units: dict[str, Count]
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
    """Two queries, whatever the size of the plan's pages."""
    rows = list(
        tasks_of(plan).values_list("kind", "state", "origin", "done_on", "enterprise_id", "plan_item__unit__name")
    )
    done = [row for row in rows if row[1] == AssignmentState.DONE]
    items = plan.items.values_list("visits", "months", "unit__name", "enterprise_id", "kind")
    planned = [Planned(visits, months, unit or ANY, kind) for visits, months, unit, _enterprise, kind in items]
    keys = {row[3] for row in items if row[4] == ItemKind.KEY}
    workdays = workdays_by_month(plan.year, plan.bureau_id)

    def count(chosen: list[Planned], number: int) -> Count:
        return counted(chosen, number, on, year=plan.year, workdays=workdays)

    by_kind = Counter(row[0] for row in done)
    by_unit = Counter(row[5] or ANY for row in done)
    return Progress(
        on=on,
        whole=count(planned, len(done)),
        key=count([one for one in planned if one.kind == ItemKind.KEY], by_kind[CheckKind.KEY]),
        general=count([one for one in planned if one.kind != ItemKind.KEY], by_kind[CheckKind.GENERAL]),
        units={
            unit: count([one for one in planned if one.unit == unit], by_unit[unit])
            for unit in sorted({one.unit for one in planned} | set(by_unit))
        },
        planned_months=planned_by_month(planned, workdays),
        done_months=Counter(row[3].month for row in done if row[3] and row[3].year == plan.year),
        key_enterprises=len(keys),
        key_seen=len(keys & {row[4] for row in done}),
        drawn=sum(row[2] == Origin.DRAW for row in rows),
        tasks=len(rows),
        officers=plan.officers,
    )
