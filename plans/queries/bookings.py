"""How many working days of a plan's year each officer is booked for: tasks given, and leave or training."""

from collections import Counter
from decimal import Decimal

from plans.models import Assignment, Plan
from plans.queries.leave import days_away, leaves_of
from plans.states import AssignmentState


def booked_days(plan: Plan) -> dict[str, Decimal]:
    """By the officer's name, with the sign-in name where two have the same. A task of no plan counts as a day."""
    tasks = Assignment.objects.filter(bureau=plan.bureau_id, window_from__year=plan.year).exclude(
        state=AssignmentState.CANCELLED
    )
    rows = tasks.filter(officers__isnull=False).values_list(
        "officers", "officers__name", "officers__username", "plan_item__days_per_visit"
    )
    names: dict[int, tuple[str, str]] = {}
    booked: dict[int, Decimal] = {}
    for pk, name, username, days in rows:
        names[pk] = (name, username)
        booked[pk] = booked.get(pk, Decimal(0)) + (Decimal(1) if days is None else days + plan.travel_days)
    for leave in leaves_of(plan.bureau, plan.year):
        names[leave.user_id] = (leave.user.name, leave.user.username)
        away = days_away(leave, plan.year, plan.bureau_id).total()
        booked[leave.user_id] = booked.get(leave.user_id, Decimal(0)) + away
    same = Counter(name for name, _username in names.values())
    return {
        name if same[name] == 1 else f"{name}（{username}）": booked[pk]
        for pk, (name, username) in sorted(names.items(), key=lambda one: one[1])
    }
