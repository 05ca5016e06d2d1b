from supervision.models.disclosure import (
    Publication,
    PublicationProblem,
    PublicDecision,
    PublicDraw,
    PublicPlan,
    PublicRound,
)
from supervision.models.statistics import Figure, FigureRow, Period

__all__ = [
    "Figure",
    "FigureRow",
    "Period",
    "PublicDecision",
    "PublicDraw",
    "PublicPlan",
    "PublicRound",
    "Publication",
    "PublicationProblem",
]
