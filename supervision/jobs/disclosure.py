from enforcement.outbox.registry import job
from supervision.actions.disclosure import draft_what_is_due, expire_what_is_over
from supervision.actions.open_plans import publish_draws, publish_plans


@job("supervision.publish_due")
def publish_due() -> None:
    """Daily: drafts for delivered decisions, ends of terms, and published plans."""
    draft_what_is_due()
    expire_what_is_over()
    publish_plans()


@job("supervision.publish_draws")
def publish_draws_due() -> None:
    """Every few minutes: a commitment must be public before its seed exists."""
    publish_draws()
