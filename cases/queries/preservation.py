from cases.models import PenaltyCase, Preservation
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock


def open_preservation(case: PenaltyCase) -> Preservation | None:
    return case.preservations.filter(disposed_on__isnull=True).first()


def preservation_clock(held: Preservation) -> Clock | None:
    """By when what was registered must be decided on."""
    if held.kept_on is None:
        return None
    return clocks.due("evidence_registration", start=held.kept_on, bureau=held.penalty.bureau_id)
