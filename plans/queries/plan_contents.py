"""What a published plan tells beside its key list, as `plan_contents` of the rule names it: sums, no single visit."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.db.models import Count

from plans.models import Enterprise, Plan, PlanItem
from plans.queries.feasibility import workdays_by_month
from plans.queries.item_values import Values, plain, values_of
from plans.queries.plan import item_groups
from plans.rules.progress import Planned, planned_by_month
from plans.states import ItemKind

QUARTERS = ((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12))


def register_counts(plan: Plan) -> dict[str, Any]:
    """Enterprises under supervision on the day it is asked, by sector and by region. Two queries."""
    pool = Enterprise.objects.in_pool().filter(bureau=plan.bureau_id).order_by()
    sectors = dict(pool.values_list("sector").annotate(count=Count("pk")))
    regions = dict(pool.exclude(region="").values_list("region").annotate(count=Count("pk")))
    return {"total": sum(sectors.values()), "sectors": dict(sorted(sectors.items())),
            "regions": dict(sorted(regions.items()))}  # fmt: skip


def schedule(plan: Plan) -> dict[str, Any]:
    """Visits by quarter and by unit, from the sums of the items. Two queries, whatever the size of the plan."""
    groups = item_groups(plan)
    planned = [Planned(one.visits, one.months, one.unit, one.kind) for one in groups]
    months = planned_by_month(planned, workdays_by_month(plan.year, plan.bureau_id))
    quarters = [sum((months[month] for month in quarter), Decimal(0)) for quarter in QUARTERS]
    units: Counter[str] = Counter()
    for one in groups:
        units[one.unit] += one.visits
    return {"quarters": [plain(one) for one in quarters], "units": dict(sorted(units.items()))}


def other_items(plan: Plan) -> list[Values]:
    """General checks, campaigns and the emergency part. Those that name enterprises are taken together by what they are
    about: how many there are is told, who they are and when is not."""
    found: dict[Any, Values] = {}
    rest = plan.items.exclude(kind=ItemKind.KEY).select_related("unit").order_by("id")
    for item in rest.iterator(chunk_size=1_000):
        values = values_of(item) | ({"enterprises": 0} if item.is_random else {"enterprises": 1, "months": []})
        key = item.pk if item.is_random else place_of_named(item)
        if key in found:
            found[key]["visits"] += values["visits"]
            found[key]["enterprises"] += 1
        else:
            found[key] = values
    return sorted(found.values(), key=lambda one: list(ItemKind.values).index(one["kind"]))


def place_of_named(item: PlanItem) -> tuple[Any, ...]:
    return (item.kind, item.subject, item.licence, item.campaign, item.starts_on, item.ends_on, item.officers_per_visit,
            item.days_per_visit, item.ceiling, item.occupational_health, item.unit_id)  # fmt: skip
