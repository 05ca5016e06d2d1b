from plans.models.assignment import Assignment
from plans.models.draw import Draw, DrawnExpert, DrawnOfficer, DrawnUnit
from plans.models.draw_list import DrawConflict, DrawEntry, DrawExclusion
from plans.models.enterprise import Enterprise, FormerName, NameGrams
from plans.models.enterprise_import import ImportRow, ImportRun
from plans.models.expert import DeclaredRecusal, Expert
from plans.models.grading import Grading, GradingObjection
from plans.models.plan import Plan, PlanItem

__all__ = [
    "Assignment",
    "DeclaredRecusal",
    "Draw",
    "DrawConflict",
    "DrawEntry",
    "DrawExclusion",
    "DrawnExpert",
    "DrawnOfficer",
    "DrawnUnit",
    "Enterprise",
    "Expert",
    "FormerName",
    "Grading",
    "GradingObjection",
    "ImportRow",
    "ImportRun",
    "NameGrams",
    "Plan",
    "PlanItem",
]
