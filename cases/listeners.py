"""What cases do when the calendar, a value or an edition changes, and which of them a new edition would touch."""

from collections import defaultdict
from collections.abc import Iterable

from cases.actions.rederivation import start
from cases.flows.penalty import FLOW as PENALTY
from cases.queries.touched import open_records
from enforcement.accounts.models import User
from enforcement.outbox.actions import post
from enforcement.outbox.models import Rank
from enforcement.rulebook import changed, touched, trial
from enforcement.rulebook.changed import Change
from enforcement.rulebook.models import HolidayNotice


@changed.register
def rederive(change: Change) -> None:
    start(change)


@trial.register
def count(notice: HolidayNotice) -> None:
    key = trial.key_of(notice)
    post("cases.count_moves", key=key, rank=Rank.SOMEONE_WAITS, notice=notice.pk, job_key=key)


@touched.register
def find_open(changes: touched.Changed, user: User) -> Iterable[touched.Touched]:
    states: dict[str, set[str]] = defaultdict(set)
    for step in PENALTY.steps:
        for gate in step.gates:
            states[gate] |= step.sources
    return open_records(changes, user, {gate: frozenset(held) for gate, held in states.items()})
