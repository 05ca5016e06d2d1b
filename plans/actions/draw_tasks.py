"""The tasks of many drawn units at once, by the rules of `assignment.assign`; in as many statements as for one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, override

from enforcement.accounts.models import User
from enforcement.ledger.actions import record_all
from enforcement.wording import in_chinese, listed
from plans.actions.assignment import ASSIGN
from plans.models import Assignment, Draw, DrawnExpert, DrawnUnit, Enterprise, Expert
from plans.queries import draw as draws
from plans.queries.assignment import inspectors
from plans.queries.enterprise import why_out
from plans.queries.frequency import full_in_words
from plans.queries.many_frequencies import full_periods
from plans.states import CheckKind, Origin

BATCH = 1_000


def assign_drawn(task: Draw, units: Sequence[DrawnUnit]) -> list[Assignment]:
    """Why one gets no task is kept on its row: nobody decides who is visited once the result is known. The rows of the
    enterprises are held, so that two tasks at once cannot both be the last one under a ceiling."""
    ids = [one.enterprise_id for one in units]
    held = {one.pk: one for one in Enterprise.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    places = {one.enterprise_id: one.place for one in units}
    teams = _people(task, draws.OFFICER, User, places)
    experts = _sent(task, _people(task, draws.EXPERT, Expert, places))
    with override("zh-hans"):
        reasons = _why_not(task, held, teams)
    refused = [one for one in units if one.enterprise_id in reasons]
    for one in refused:
        one.unassigned = reasons[one.enterprise_id]
    DrawnUnit.objects.bulk_update(refused, ["unassigned"], batch_size=BATCH)
    going = [held[one.enterprise_id] for one in units if one.enterprise_id not in reasons]
    made = Assignment.objects.bulk_create([_task(task, one) for one in going], batch_size=BATCH)
    _send(Assignment.officers.through, "user", made, teams)
    _send(Assignment.experts.through, "expert", made, experts)
    changes = ((one, None, _told(task, teams[one.enterprise_id])) for one in made)
    record_all(ASSIGN, by=task.revealed_by, within=task, changes=changes)
    return made


def _people(task: Draw, name: str, model: type[Any], places: Mapping[int, int]) -> dict[int, list[Any]]:
    """Enterprise → who goes there."""
    teams = task.result["teams"].get(name)
    if not teams:
        return {}
    entries = {pk: teams[place - 1] for pk, place in places.items()}
    rows = draws.rows_of(task, name, {entry for team in entries.values() for entry in team})
    people = model.objects.in_bulk([row.subject for row in rows.values()])
    return {pk: [people[rows[entry].subject] for entry in team] for pk, team in entries.items()}


def _sent(task: Draw, experts: dict[int, list[Expert]]) -> dict[int, list[Expert]]:
    """Whose term was ended since the freezing stays drawn and is not sent."""
    gone = {one for team in experts.values() for one in team if one.valid_to and one.valid_to < task.window_to}
    for one in gone:
        words = in_chinese(_("冻结后移出专家库，最后一日 %(day)s")) % {"day": one.valid_to}
        DrawnExpert.objects.filter(draw=task, expert=one).update(not_sent=words)
    return {pk: [one for one in team if one not in gone] for pk, team in experts.items()}


def _why_not(task: Draw, held: Mapping[int, Enterprise], teams: Mapping[int, Sequence[User]]) -> dict[int, str]:
    if task.window_to < timezone.localdate():
        return dict.fromkeys(held, _t("检查期间已过"))
    pool = Enterprise.objects.in_pool(task.window_from).filter(bureau=task.bureau_id, pk__in=list(held))
    inside = set(pool.values_list("pk", flat=True))
    full = full_periods([one for one in held.values() if one.pk in inside], task.bureau_id, task.window_from)
    able = set(inspectors(task.bureau, task.window_to).values_list("pk", flat=True))
    reasons = {}
    for pk, one in held.items():
        lacking = [officer.name for officer in teams[pk] if officer.pk not in able]
        if pk not in inside:
            reasons[pk] = why_out(one, task.bureau_id, task.window_from)
        elif pk in full:
            reasons[pk] = _t("检查频次已达上限：%(sums)s") % {"sums": full_in_words(full[pk])}
        elif lacking:
            words = {"names": listed(lacking), "day": task.window_to.isoformat()}
            reasons[pk] = _t("%(names)s 到 %(day)s 不再有有效的执法证或者检查岗位") % words
    return reasons


def _task(task: Draw, enterprise: Enterprise) -> Assignment:
    return Assignment(
        bureau=task.bureau,
        enterprise=enterprise,
        origin=Origin.DRAW,
        kind=CheckKind.GENERAL,
        subject=subject_of(task),
        plan_item=task.plan_item,
        draw=task,
        unit=task.plan_item.unit if task.plan_item else None,
        window_from=task.window_from,
        window_to=task.window_to,
        other_departments=task.joint_partner,
        created_by=task.revealed_by,
    )


def _send(through: type[Any], field: str, made: Sequence[Assignment], people: Mapping[int, Sequence[Any]]) -> None:
    rows = [
        through(assignment_id=one.pk, **{f"{field}_id": person.pk})
        for one in made
        for person in people.get(one.enterprise_id, ())
    ]
    through.objects.bulk_create(rows, batch_size=BATCH)


def _told(task: Draw, officers: Sequence[User]) -> dict[str, Any]:
    """As the ledger keeps it of every task."""
    told: dict[str, Any] = {
        "origin": str(Origin.DRAW),
        "officers": [officer.name for officer in officers],
        "window": [task.window_from.isoformat(), task.window_to.isoformat()],
    }
    return told | ({"other_departments": task.joint_partner} if task.joint_partner else {})


def subject_of(task: Draw) -> str:
    if not task.joint_partner:
        return task.title
    words = {"title": task.title, "partner": task.joint_partner}
    return in_chinese(_("%(title)s（与%(partner)s联合检查）")) % words
