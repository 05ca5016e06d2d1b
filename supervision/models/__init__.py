from supervision.models.disclosure import (
    Publication,
    PublicationProblem,
    PublicDecision,
    PublicDraw,
    PublicKeyItem,
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
    "PublicKeyItem",
    "PublicPlan",
    "PublicRound",
    "Publication",
    "PublicationProblem",
]
