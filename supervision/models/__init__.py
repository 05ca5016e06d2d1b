from supervision.models.disclosure import Publication, PublicDecision, PublicDraw, PublicKeyItem, PublicPlan
from supervision.models.statistics import Figure, FigureRow, Period

__all__ = [
    "Figure",
    "FigureRow",
    "Period",
    "PublicDecision",
    "PublicDraw",
    "PublicKeyItem",
    "PublicPlan",
    "Publication",
]
