"""Officers and experts of a draw before its lists are frozen: a few thousand at most, so they are judged one by one."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from enforcement.accounts.models import Certificate, CertificateKind, Delegation, RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.rulebook import clocks
from plans.models import Assignment, DeclaredRecusal, Draw, Expert, Leave
from plans.queries.draw_settings import figure
from plans.rules.draw_commitment import LISTS
from plans.rules.teams import SIZES
from plans.states import AssignmentState, Conflict, Exclusion

UNIT, OFFICER, EXPERT = LISTS
Pair = tuple[int, str, int, str]  # enterprise, list, person, reason


@dataclass
class People:
    """One list before it is frozen: rows `{id, code, name, weight}`, left out `{id, code, name, reason}`."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    excluded: list[dict[str, Any]] = field(default_factory=list)

    def add(self, person: User | Expert, code: str, reason: str) -> None:
        row = {"id": person.pk, "code": code, "name": person.name}
        if reason:
            self.excluded.append({**row, "reason": reason})
        else:
            self.rows.append({**row, "weight": 1})


def people_of(task: Draw) -> dict[str, People]:
    """Kept on the object for its version: a page and the guards of its buttons ask several times."""
    held: tuple[int, dict[str, People]] | None = task.__dict__.get("_people")
    if held is None or held[0] != task.version:
        found = {OFFICER: officer_candidates(task)} | ({EXPERT: expert_candidates(task)} if task.with_experts else {})
        held = task.__dict__["_people"] = (task.version, found)
    return held[1]


def officer_candidates(task: Draw) -> People:
    """Inspectors of the bureau whose role and certificate last to the end of the window, of the specialty, with days
    left. Six queries."""
    found, today = People(), timezone.localdate()
    people = User.objects.filter(bureau=task.bureau_id, is_active=True)
    inspectors = RoleGrant.objects.in_force(today).filter(role=Role.INSPECTOR).values("user")
    lasting = set(RoleGrant.objects.in_force(task.window_to).filter(role=Role.INSPECTOR).values_list("user", flat=True))
    free = free_days(task)
    least = figure("free_days", task.bureau_id)
    for officer in people.filter(pk__in=inspectors).prefetch_related("certificates").order_by("pk"):
        certificate, reason = judge_certificate(officer.certificates.all(), today, task.window_to)
        if not reason and officer.pk not in lasting:
            reason = Exclusion.ROLE_ENDS
        if certificate and task.specialty and task.specialty not in certificate.specialties:
            reason = Exclusion.SPECIALTY
        if not reason and free(officer.pk) < least:
            reason = Exclusion.FULL_CALENDAR
        found.add(officer, certificate.number if certificate else f"user:{officer.pk}", reason)
    return found


def judge_certificate(
    certificates: Iterable[Certificate], today: dt.date, until: dt.date
) -> tuple[Certificate | None, str]:
    """The one that serves and "", or one that does not and the reason why. Of several, the one that lasts longest."""
    held = [one for one in certificates if one.kind == CertificateKind.ENFORCEMENT]
    valid = [one for one in held if one.valid_from <= today and (one.valid_to is None or one.valid_to >= today)]
    if not valid:
        return None, Exclusion.NO_CERTIFICATE
    best = max(valid, key=lambda one: one.valid_to or dt.date.max)
    lasts = best.valid_to is None or best.valid_to >= until
    return best, "" if lasts else Exclusion.CERTIFICATE_ENDS


def free_days(task: Draw) -> Any:
    """Officer → working days of the window less absence and one day per task already booked in it. Two queries."""
    first, last = max(task.window_from, timezone.localdate()), task.window_to
    days = clocks.workdays_between(first, last, task.bureau_id)
    taken: Counter[int] = Counter()
    for person, since, until in absences(task.bureau_id, first, last):
        taken[person] += clocks.workdays_between(max(since, first), min(until, last), task.bureau_id)
    live = Assignment.objects.filter(officers__bureau=task.bureau_id, window_from__lte=last, window_to__gte=first)
    open_tasks = live.filter(state__in=[AssignmentState.OPEN, AssignmentState.UNDER_WAY], window_to__lte=last)
    taken.update(person for person in open_tasks.values_list("officers", flat=True) if person)
    return lambda person: days - taken[person]


def absences(bureau: int, first: dt.date, last: dt.date) -> list[tuple[int, dt.date, dt.date]]:
    """Leave and training that was entered, and the time for which somebody lent their role to another."""
    lent = Delegation.objects.filter(from_user__bureau=bureau, valid_from__lte=last)
    lent = lent.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    spans = {(one.from_user_id, one.valid_from, one.valid_to or last) for one in lent}
    leaves = Leave.objects.filter(user__bureau=bureau, cancelled_at__isnull=True, first__lte=last, last__gte=first)
    return sorted(spans | set(leaves.values_list("user_id", "first", "last")))


def expert_candidates(task: Draw) -> People:
    """Of the specialty asked for, else of the sectors drawn from, if any is named."""
    found, today = People(), timezone.localdate()
    fitting = [task.specialty] if task.specialty else task.conditions.get("sectors", [])
    for expert in Expert.objects.filter(bureau=task.bureau_id).in_force(today).order_by("pk"):
        ends = expert.valid_to is not None and expert.valid_to < task.window_to
        wrong = fitting and expert.specialty not in fitting
        found.add(expert, expert.code, Exclusion.TERM_ENDS if ends else Exclusion.SPECIALTY if wrong else "")
    return found


def conflict_pairs(task: Draw, people: dict[str, People]) -> list[Pair]:
    """Who may not go where: declared recusals in force in the window, streaks, experts at their employer."""
    ids = {name: {row["id"] for row in found.rows} for name, found in people.items()}
    declared = DeclaredRecusal.objects.filter(bureau=task.bureau_id, valid_from__lte=task.window_to)
    declared = declared.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=task.window_from))
    pairs: dict[tuple[int, str, int], str] = {}
    for enterprise, officer in streaks(task.bureau_id, figure("streak", task.bureau_id)):
        pairs[enterprise, OFFICER, officer] = Conflict.STREAK
    for enterprise, officer in declared.values_list("enterprise", "officer"):
        pairs[enterprise, OFFICER, officer] = Conflict.RECUSAL
    if EXPERT in people:
        for enterprise, expert in employed(task.bureau_id):
            pairs[enterprise, EXPERT, expert] = Conflict.EMPLOYER
    return sorted((*pair, reason) for pair, reason in pairs.items() if pair[2] in ids.get(pair[1], ()))


def streaks(bureau: int, times: int) -> list[tuple[int, int]]:
    """Enterprise and officer, where the officer was at each of its last `times` inspections. None at 0."""
    if times < 1:
        return []
    with connection.cursor() as cursor:
        cursor.execute(STREAKS, [bureau, AssignmentState.DONE, times, times])
        return list(cursor.fetchall())


STREAKS = """
SELECT last.enterprise_id, there.user_id
FROM (SELECT id, enterprise_id, row_number() OVER (PARTITION BY enterprise_id ORDER BY done_on DESC, id DESC) AS back
      FROM plans_assignment WHERE bureau_id = %s AND state = %s) AS last
JOIN plans_assignment_officers AS there ON there.assignment_id = last.id
WHERE last.back <= %s
GROUP BY last.enterprise_id, there.user_id HAVING count(*) = %s
"""


def employed(bureau: int) -> list[tuple[int, int]]:
    """By the employer's credit code; by its name only where no code was entered."""
    with connection.cursor() as cursor:
        cursor.execute(EMPLOYED, [bureau, bureau])
        return list(cursor.fetchall())


EMPLOYED = """
SELECT enterprise.id, expert.id
FROM plans_expert AS expert JOIN plans_enterprise AS enterprise
  ON enterprise.credit_code = expert.employer_code OR (expert.employer_code = '' AND enterprise.name = expert.employer)
WHERE expert.bureau_id = %s AND enterprise.bureau_id = %s
"""


def without_team(pairs: list[Pair], people: dict[str, People]) -> list[int]:
    """Enterprises where too few of a list are left to go; they are not drawn."""
    barred: dict[tuple[int, str], int] = defaultdict(int)
    for enterprise, name, _person, _reason in pairs:
        barred[enterprise, name] += 1
    return sorted({
        enterprise for (enterprise, name), many in barred.items() if len(people[name].rows) - many < SIZES[name]
    })  # fmt: skip
