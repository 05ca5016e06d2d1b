"""How many working days of a year each officer is booked for: tasks with the way there, and leave or training."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from enforcement.accounts.models import User
from enforcement.once import once
from plans.models import Assignment, Leave, Plan
from plans.queries.leave import days_away, leaves_in, leaves_of
from plans.states import AssignmentState

DAYS = Sum(Coalesce(F("plan_item__days_per_visit") + F("plan_item__plan__travel_days"), Decimal(1)))


def booked_days(officers: Iterable[User], year: int) -> dict[int, Decimal]:
    """Of these officers, whichever bureau gave the task. A task of no plan counts as a day. Two queries."""
    keys = [one.pk for one in officers]
    tasks = Assignment.objects.filter(officers__in=keys, window_from__year=year)
    return _added_up(tasks, leaves_in(year).filter(user__in=keys), year)


@once
def booked_of(plan: Plan) -> dict[str, Decimal]:
    """By the name of whoever has a task of the bureau or is away, with the sign-in name where two have the same."""
    tasks = Assignment.objects.filter(bureau=plan.bureau_id, officers__isnull=False, window_from__year=plan.year)
    booked = _added_up(tasks, leaves_of(plan), plan.year)
    if not booked:
        return {}
    people = list(User.objects.filter(pk__in=list(booked)).order_by("name", "username"))
    same = Counter(one.name for one in people)
    return {one.name if same[one.name] == 1 else f"{one.name}（{one.username}）": booked[one.pk] for one in people}


def _added_up(tasks: QuerySet[Assignment], leaves: Iterable[Leave], year: int) -> dict[int, Decimal]:
    live = tasks.exclude(state=AssignmentState.CANCELLED).order_by()
    booked: dict[int, Decimal] = dict(live.values_list("officers").annotate(days=DAYS))
    for leave in leaves:
        away: Any = days_away(leave, year, leave.user.bureau_id).total()
        booked[leave.user_id] = booked.get(leave.user_id, Decimal(0)) + away
    return booked
