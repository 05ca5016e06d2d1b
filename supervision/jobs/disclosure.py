from enforcement.outbox.registry import job
from supervision.actions.disclosure import draft_what_is_due, expire_what_is_over
from supervision.actions.open_draws import publish_draws
from supervision.actions.open_plans import publish_corrections, publish_plans


@job("supervision.publish_due")
def publish_due() -> None:
    """Daily: drafts for delivered decisions, and ends of terms."""
    draft_what_is_due()
    expire_what_is_over()


@job("supervision.publish_plans_and_draws")
def publish_plans_and_draws() -> None:
    """Every few minutes: a commitment must be public before its seed exists, a plan as soon as it is published."""
    publish_plans()
    publish_corrections()
    publish_draws()
