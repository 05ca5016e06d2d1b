from celery import shared_task
from django.utils import timezone

from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due


@shared_task(name="enforcement.run_outbox")
def run_outbox() -> None:
    run_due()


@shared_task(name="enforcement.post")
def post_by_schedule(name: str) -> None:
    """A scheduled job of this minute; two schedulers post it once."""
    post(name, key=f"{name}@{timezone.localtime():%Y-%m-%dT%H:%M}")
    run_due()
