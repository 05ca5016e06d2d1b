import datetime as dt
import logging
import traceback

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from enforcement.errors import DomainError
from enforcement.outbox.models import Job, State
from enforcement.outbox.registry import JOBS

log = logging.getLogger(__name__)
ATTEMPTS = 5
LEASE = dt.timedelta(minutes=10)


def run_due(limit: int = 100) -> int:
    """Run jobs that are due; returns how many were taken. Safe beside other workers."""
    autodiscover_modules("jobs")
    taken = 0
    while taken < limit and (job := claim()):
        run(job)
        taken += 1
    return taken


@transaction.atomic
def claim() -> Job | None:
    """Take one job by moving its due time past the lease: a worker that dies gives it back by itself."""
    job = (
        Job.objects.select_for_update(skip_locked=True)
        .filter(state=State.WAITING, due__lte=timezone.now())
        .order_by("rank", "due", "id")
        .first()
    )
    if job:
        job.attempts += 1
        job.due = timezone.now() + LEASE
        job.save(update_fields=["attempts", "due"])
    return job


def run(job: Job) -> None:
    try:
        JOBS[job.name](**job.payload)
    except DomainError as refused:  # says by itself what to do
        put_back(job, str(refused))
    except Exception:  # noqa: BLE001 - whatever a job raises belongs into its row, where an operator sees it
        put_back(job, traceback.format_exc(limit=-6))
    else:
        Job.objects.filter(pk=job.pk).update(state=State.DONE, done_at=timezone.now(), last_error="")


def put_back(job: Job, error: str) -> None:
    """Later again, each time later; after the last attempt it stays visible as failed."""
    log.error("job %s: %s", job, error)
    last = job.attempts >= ATTEMPTS
    again = timezone.now() + dt.timedelta(seconds=10 * 4**job.attempts)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED if last else State.WAITING, due=again, last_error=error)


def show_progress(key: str, done: int, total: int) -> None:
    """For jobs that work in several transactions: the page that waits sees it, and the lease is renewed."""
    Job.objects.filter(key=key).update(progress=done, total=total, due=timezone.now() + LEASE)
