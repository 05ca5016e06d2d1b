from django.utils import timezone

from cases.actions.reminder import remind_of_reinspections
from enforcement.outbox.registry import job


@job("cases.remind_of_reinspections")
def remind() -> None:
    remind_of_reinspections(timezone.localdate())
