from supervision.models.disclosure import PublicDecision, PublicDraw, PublicPlan, Publication
from supervision.models.statistics import Figure, FigureRow, Period

__all__ = ["Figure", "FigureRow", "Period", "PublicDecision", "PublicDraw", "PublicPlan", "Publication"]
