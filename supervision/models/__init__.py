from supervision.models.disclosure import Publication, PublicDecision, PublicDraw, PublicPlan
from supervision.models.statistics import Figure, FigureRow, Period

__all__ = ["Figure", "FigureRow", "Period", "PublicDecision", "PublicDraw", "PublicPlan", "Publication"]
