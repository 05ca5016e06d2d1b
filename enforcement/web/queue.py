"""The work queue: every flow says whose turn each state is; each kind of record says how it is listed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.workflow import Workflow

LIMIT = 50


@dataclass(frozen=True)
class Kind:
    """`mine` narrows to records the person handles, for roles that act only on their own (inspectors).

    `due_field` is a date of the record; it counts as due only in `due_states` (none given: in every state).
    """

    flow: Workflow
    label: str | Promise
    queryset: Callable[[User], QuerySet[Any]]
    due_field: str = ""
    due_states: frozenset[str] = frozenset()
    text: Callable[[Any], str] = str
    mine: Callable[[User], Q] | None = None
    own_roles: tuple[Role, ...] = (Role.INSPECTOR,)


KINDS: list[Kind] = []


def register(kind: Kind) -> None:
    KINDS.append(kind)


@dataclass(frozen=True)
class Task:
    kind: str | Promise
    text: str
    url: str
    state: str
    due: dt.date | None


def to_do(user: User) -> list[Task]:
    """Records whose next step is the person's, soonest due first. One query per kind of record."""
    tasks = [task for kind in KINDS for task in _tasks(kind, user, turn=True)]
    return sorted(tasks, key=lambda task: (task.due is None, task.due or dt.date.max))


def in_hand(user: User) -> list[Task]:
    """Records the person handles that wait for someone else."""
    return [task for kind in KINDS for task in _tasks(kind, user, turn=False)]


def done(user: User) -> list[Entry]:
    """The person's own acts of the last 90 days, newest first."""
    since = timezone.now() - dt.timedelta(days=90)
    return list(Entry.objects.filter(actor=f"user:{user.pk}", at__gte=since).order_by("-id")[:LIMIT])


def _tasks(kind: Kind, user: User, *, turn: bool) -> list[Task]:
    condition = _condition(kind, user, turn=turn)
    if condition is None:
        return []
    order = (kind.due_field, "id") if kind.due_field else ("id",)
    rows = kind.queryset(user).filter(condition).filter(bureau_id=user.bureau_id).distinct().order_by(*order)[:LIMIT]
    return [
        Task(kind.label, kind.text(row), row.get_absolute_url(), row.get_state_display(), _due(kind, row))
        for row in rows
    ]


def _condition(kind: Kind, user: User, *, turn: bool) -> Q | None:
    owners = kind.flow.owners
    states_of = {role: [state for state, roles in owners.items() if role in roles] for role in user.roles}
    own = kind.mine(user) if kind.mine else Q(created_by=user)
    if not turn:
        waiting = [s for s, roles in owners.items() if roles and not (set(roles) & user.roles)]
        return Q(state__in=waiting) & own if waiting else None
    condition = None
    for role, states in states_of.items():
        if not states:
            continue
        part = Q(state__in=states) & own if role in kind.own_roles else Q(state__in=states)
        condition = part if condition is None else condition | part
    return condition


def _due(kind: Kind, row: Any) -> dt.date | None:
    if not kind.due_field or (kind.due_states and row.state not in kind.due_states):
        return None
    return getattr(row, kind.due_field)
