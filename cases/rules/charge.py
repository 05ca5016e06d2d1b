"""Which of two outcomes is heavier, and what several charges come to together."""

from decimal import Decimal

from cases.states import Outcome

WEIGHT = {Outcome.EXEMPT: 0, Outcome.WARNING: 1, Outcome.FINE: 2}


def heavier(outcome: str, amount: Decimal, told: tuple[str, Decimal]) -> bool:
    """Than what the party was told of: another kind of penalty that weighs more, or a larger fine."""
    before, least = told
    now, then = WEIGHT[Outcome(outcome)], WEIGHT[Outcome(before)]
    return now > then or (now == then and amount > least)
