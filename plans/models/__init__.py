from plans.models.assignment import Assignment
from plans.models.draw import Draw, DrawnOfficer, DrawnUnit
from plans.models.enterprise import Enterprise, FormerName, ImportRun, NameGrams
from plans.models.grading import Grading
from plans.models.plan import Plan, PlanItem

__all__ = [
    "Assignment",
    "Draw",
    "DrawnOfficer",
    "DrawnUnit",
    "Enterprise",
    "FormerName",
    "Grading",
    "ImportRun",
    "NameGrams",
    "Plan",
    "PlanItem",
]
