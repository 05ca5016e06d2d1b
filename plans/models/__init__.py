from plans.models.assignment import Assignment
from plans.models.draw import Draw, DrawnOfficer, DrawnUnit
from plans.models.enterprise import Enterprise, FormerName, NameGrams
from plans.models.enterprise_import import ImportRow, ImportRun
from plans.models.enterprise_record import EnterpriseRecord, Licence, ListedHazard, Merge, SelfReport, Site
from plans.models.grading import Grading, GradingObjection
from plans.models.plan import Plan, PlanItem

__all__ = [
    "Assignment",
    "Draw",
    "DrawnOfficer",
    "DrawnUnit",
    "Enterprise",
    "EnterpriseRecord",
    "FormerName",
    "Grading",
    "GradingObjection",
    "ImportRow",
    "ImportRun",
    "Licence",
    "ListedHazard",
    "Merge",
    "NameGrams",
    "Plan",
    "PlanItem",
    "SelfReport",
    "Site",
]
