from collections.abc import Iterable

from plans.models import Plan
from plans.states import PlanState


def filed_plans(year: int, bureaus: Iterable[int]) -> dict[int, Plan]:
    """By bureau: the first edition of the year that was not refused, for that is the one with a day. One query."""
    rows = Plan.objects.filter(year=year, bureau__in=bureaus).exclude(state=PlanState.REFUSED).order_by("-edition")
    return {plan.bureau_id: plan for plan in rows}
