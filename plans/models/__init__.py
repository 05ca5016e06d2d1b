from plans.models.assignment import Assignment
from plans.models.draw import Draw, DrawnOfficer, DrawnUnit
from plans.models.enterprise import Enterprise, FormerName, NameGrams
from plans.models.enterprise_export import RegisterExport
from plans.models.enterprise_import import ImportRow, ImportRun, UndoneRow
from plans.models.grading import Grading, GradingObjection
from plans.models.plan import Plan, PlanItem

__all__ = [
    "Assignment",
    "Draw",
    "DrawnOfficer",
    "DrawnUnit",
    "Enterprise",
    "FormerName",
    "Grading",
    "GradingObjection",
    "ImportRow",
    "ImportRun",
    "NameGrams",
    "Plan",
    "PlanItem",
    "RegisterExport",
    "UndoneRow",
]
