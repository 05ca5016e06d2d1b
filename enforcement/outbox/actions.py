import datetime as dt
import logging
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from enforcement.outbox.models import Job, Rank, State
from enforcement.rows import insert_row

log = logging.getLogger(__name__)


def post(name: str, *, key: str, due: dt.datetime | None = None, rank: int = Rank.ROUTINE, **payload: Any) -> None:
    """Ask for work after this transaction commits. The same key asks once, however often it is posted."""
    insert_row(Job(name=name, key=key, payload=payload, due=due or timezone.now(), rank=rank), once=True)
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(wake)


def restart(key: str) -> bool:
    """A job that failed for good is tried anew; one that waits or is done is left alone."""
    failed = Job.objects.filter(key=key, state=State.FAILED)
    again = failed.update(state=State.WAITING, attempts=0, due=timezone.now()) > 0
    if again and settings.CELERY_BROKER_URL:
        transaction.on_commit(wake)
    return again


def wake() -> None:
    """Tell a worker to look. A broker that is away costs nothing but the wait for the next beat."""
    try:
        current_app.send_task("enforcement.run_outbox", ignore_result=True, retry=False)
    except OperationalError:
        log.warning("no broker answered; the work waits for the next beat")
