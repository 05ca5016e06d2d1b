from django.utils import timezone

from enforcement.outbox.registry import job
from plans.actions.plan_reminder import remind_of_plans


@job("plans.remind_of_plans")
def remind() -> None:
    """Daily. Running twice changes nothing."""
    remind_of_plans(timezone.localdate())
