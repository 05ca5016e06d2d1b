"""What the pictures of a plan show: officer-days by month and unit, and how far the register is covered by region."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from plans.models import Enterprise, Plan
from plans.queries.feasibility import workdays_by_month
from plans.queries.plan import item_days, item_groups
from plans.rules.feasibility import ANY, MONTHS, spread
from plans.rules.workload import percent

Load = Mapping[str, Mapping[int, Decimal]]


def load_by_month(plan: Plan) -> Load:
    """Unit → month → officer-days, spread over the planned months by their working days. Two queries."""
    workdays = workdays_by_month(plan.year, plan.bureau_id)
    cells: dict[str, dict[int, Decimal]] = {}
    for group in item_groups(plan):
        row = cells.setdefault(group.unit or ANY, dict.fromkeys(MONTHS, Decimal(0)))
        for month, days in spread(item_days(group), group.months, workdays).items():
            row[month] += days
    return dict(sorted(cells.items()))


@dataclass(frozen=True)
class Region:
    """`named` are enterprises the plan names, `key` those of them on the key list, `pooled` visits drawn there."""

    name: str
    register: int
    named: int
    key: int
    pooled: int

    @property
    def share(self) -> Decimal:
        """Named enterprises in the register, percent."""
        return percent(Decimal(self.named), Decimal(self.register))


def coverage(plan: Plan) -> list[Region]:
    """By the region on the register, the largest first; items drawn from no region in particular are not here.
    Three queries."""
    pool = Enterprise.objects.in_pool().filter(bureau=plan.bureau_id).order_by()
    register = dict(pool.values_list("region").annotate(count=Count("pk")))
    named = {
        region: (count, key)
        for region, count, key in plan.items.filter(enterprise__isnull=False)
        .order_by()
        .values_list("enterprise__region")
        .annotate(count=Count("pk"), key=Count("pk", filter=Q(kind="key")))
    }
    drawn = plan.items.filter(enterprise__isnull=True).exclude(region="").order_by()
    pooled = dict(drawn.values_list("region").annotate(visits=Sum("visits")))
    names = sorted(set(register) | set(named) | set(pooled), key=lambda name: (-register.get(name, 0), name))
    return [Region(one, register.get(one, 0), *named.get(one, (0, 0)), pooled.get(one, 0)) for one in names]
