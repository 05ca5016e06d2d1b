"""Inspections that reached their state through the real acts. Photos are one-pixel files."""

import base64
import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from cases.actions import inspection as acts
from cases.actions.answer import answer_items
from cases.actions.evidence import add_evidence
from cases.actions.finding import add_finding
from cases.actions.signature import sign_as_officer, sign_as_party
from cases.models import Inspection
from cases.states import InspectionState as S
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.roles import Role
from enforcement.rulebook.models import Checklist
from enforcement.rulebook.queries import checklists_in_force
from plans.actions.assignment import Task, assign_by_hand
from plans.models import Assignment
from tests.factories.accounts import bureau as make_bureau, user_with, users_with
from tests.factories.enterprise import enterprise as make_enterprise

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
counter = itertools.count(50_000)
PATH = (S.PLANNING, S.SUBMITTED, S.APPROVED, S.UNDER_WAY, S.FINISHED, S.SEALED, S.CLOSED)


def checklist(code: str = "CL-GEN") -> Checklist:
    return checklists_in_force(timezone.localdate()).get(code=code)


def assignment(*officers: User, bureau: Bureau | None = None) -> Assignment:
    """Two inspectors unless given, an enterprise of its own, and a window around today."""
    home = officers[0].bureau if officers else bureau or make_bureau()
    *made, chief = users_with(
        home, [((Role.INSPECTOR,), True)] * (0 if officers else 2) + [((Role.SECTION_CHIEF,), True)]
    )
    team = officers or tuple(made)
    today = timezone.localdate()
    task = Task(
        enterprise=make_enterprise(team[0], next(counter)), subject="安全生产责任制和教育培训", officers=team,
        window_from=today - dt.timedelta(days=30), window_to=today + dt.timedelta(days=30),
    )  # fmt: skip
    return assign_by_hand(task, by=chief)


def team_of(inspection: Inspection) -> list[User]:
    return list(inspection.officers.order_by("pk"))


def chief_of(inspection: Inspection) -> User:
    return user_with(Role.SECTION_CHIEF, bureau=inspection.bureau)


def inspection_at(state: str = S.UNDER_WAY, *officers: User, failing: int = 1, **fields: Any) -> Inspection:
    """`failing`: how many items are found bad, each with a finding that has a basis."""
    task = assignment(*officers)
    first, second = list(task.officers.order_by("pk"))[:2]
    values = {
        "planned_on": timezone.localdate(),
        "checklist": checklist(),
        "place": "云岭市青石湾工业园区1号",
        **fields,
    }
    inspection = acts.start_inspection(task, by=first, **values)
    steps = {
        S.SUBMITTED: lambda: acts.submit_visit_plan(inspection, by=first),
        S.APPROVED: lambda: acts.approve_visit_plan(inspection, by=chief_of(inspection)),
        S.UNDER_WAY: lambda: begin(inspection, first),
        S.FINISHED: lambda: finish(inspection, first, failing),
        S.SEALED: lambda: seal(inspection, first, second),
        S.CLOSED: lambda: acts.close(inspection, by=first),
    }
    for one in PATH[1 : PATH.index(S(state)) + 1]:
        steps[one]()
        inspection = Inspection.objects.get(pk=inspection.pk)
    return inspection


def begin(inspection: Inspection, by: User) -> None:
    acts.begin(inspection, by=by, certificates_shown=True, host_name="赟喆堃", host_post="安全总监")


def finish(inspection: Inspection, by: User, failing: int) -> None:
    items = list(inspection.checklist.items.order_by("position")[: failing + 1])
    results = {item.row_id: ("bad" if n < failing else "ok", "") for n, item in enumerate(items)}
    answer_items(inspection, by=by, answers=results)
    for item in items[:failing]:
        add_finding(inspection, by=by, description=f"{item.category}：未做到{item.text}"[:200], item=item)
    if failing:
        add_evidence(inspection, by=by, content=PNG, name="现场.png", item=items[0])
    acts.finish(inspection, by=by, summary="检查了责任制和培训")


def seal(inspection: Inspection, first: User, second: User) -> None:
    for officer in (first, second):
        sign_as_officer(inspection, by=officer, record_hash=inspection.record_hash, image=PNG)
    sign_as_party(inspection, by=first, record_hash=inspection.record_hash, name="赟喆堃", image=PNG)
    acts.seal(inspection, by=first)
