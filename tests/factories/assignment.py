"""Tasks reach a state only through the real actions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from enforcement.accounts.models import User
from plans.actions import assignment as actions
from plans.models import Assignment, Enterprise
from plans.states import AssignmentState
from tests.factories.enterprise import code
from tests.factories.plan import Team, graded


def task_of(enterprise: Enterprise, officers: Sequence[User], **changed: Any) -> actions.Task:
    today = timezone.localdate()
    values = {
        "subject": "专项检查",
        "window_from": today,
        "window_to": min(today + dt.timedelta(days=20), today.replace(month=12, day=31)),
    }
    return actions.Task(enterprise, officers=list(officers), **(values | changed))


def assignment_at(state: str, who: Team, *, enterprise: Enterprise | None = None, n: int = 1) -> Assignment:
    """A campaign task of `who.drafter` and `who.second` at the n-th enterprise of the bureau."""
    place = enterprise or Enterprise.objects.filter(credit_code=code(3000 + n)).first()
    place = place or graded(who.bureau, 1, start=3000 + n)[0]
    task = actions.assign_by_hand(task_of(place, [who.drafter, who.second]), by=who.chief)
    if state == AssignmentState.CANCELLED:
        return actions.cancel(task, by=who.chief, reason="企业停产")
    if state in {AssignmentState.UNDER_WAY, AssignmentState.DONE}:
        task = actions.begin(task, by=who.drafter)
    if state == AssignmentState.DONE:
        task = actions.finish(task, by=who.drafter)
    return task
