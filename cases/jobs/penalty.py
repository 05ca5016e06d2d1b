from django.utils import timezone

from cases.actions import rederivation
from cases.models import Rederivation
from enforcement.outbox.registry import job
from enforcement.outbox.work import show_progress
from enforcement.rulebook import snapshot
from enforcement.rulebook.models import HolidayNotice


@job("cases.rederive")
def rederive(run: int) -> None:
    record = Rederivation.objects.get(pk=run)
    rederivation.rederive(record, lambda done, total: show_progress(record.job_key, done, total))


@job("cases.project_penalty_dues")
def project_penalty_dues() -> None:
    """Daily. Running twice changes nothing."""
    rederivation.project_daily(timezone.localdate(), lambda done, total: None)


@job("cases.count_moves")
def count_moves(notice: int, job_key: str) -> None:
    """How many open clocks a holiday notice would move, for whoever is to confirm it."""
    proposed = HolidayNotice.objects.get(pk=notice)
    with snapshot.assuming(snapshot.read_calendar(proposed)):
        moved = rederivation.count_moves(lambda done, total: show_progress(job_key, done, total))
    HolidayNotice.objects.filter(pk=notice).update(affected=moved)
