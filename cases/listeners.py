"""What cases do when the calendar, a value or an edition changes."""

from cases.actions.rederivation import start
from enforcement.outbox.actions import post
from enforcement.outbox.models import Rank
from enforcement.rulebook import changed, trial
from enforcement.rulebook.changed import Change
from enforcement.rulebook.models import HolidayNotice


@changed.register
def rederive(change: Change) -> None:
    start(change)


@trial.register
def count(notice: HolidayNotice) -> None:
    key = trial.key_of(notice)
    post("cases.count_moves", key=key, rank=Rank.SOMEONE_WAITS, notice=notice.pk, job_key=key)
