from cases.actions.penalty import project_due
from cases.models import PenaltyCase
from cases.states import PenaltyState
from enforcement.outbox.registry import job

AT_REST = (
    PenaltyState.REJECTED,
    PenaltyState.WITHDRAWN,
    PenaltyState.EXECUTED,
    PenaltyState.CLOSED,
    PenaltyState.ARCHIVED,
)


@job("cases.project_penalty_dues")
def project_penalty_dues() -> None:
    """After a new edition of the rulebook or a new calendar: stored due dates follow. Running twice changes nothing."""
    for case in PenaltyCase.objects.exclude(state__in=AT_REST).iterator(chunk_size=500):
        project_due(case)
