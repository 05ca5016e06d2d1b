from plans.models.assignment import Assignment
from plans.models.draw import Draw, DrawnExpert, DrawnOfficer, DrawnUnit, DrawRecusal
from plans.models.draw_list import DrawConflict, DrawEntry, DrawExclusion
from plans.models.enterprise import Enterprise, FormerName, NameGrams
from plans.models.enterprise_export import RegisterExport
from plans.models.enterprise_import import ImportRow, ImportRun, UndoneRow
from plans.models.enterprise_record import EnterpriseRecord, Licence, ListedHazard, Merge, SelfReport, Site
from plans.models.expert import DeclaredRecusal, Expert
from plans.models.grading import Grading, GradingObjection, TaskGrading
from plans.models.jurisdiction import JurisdictionChange
from plans.models.leave import Leave
from plans.models.occurrence import Accident, Complaint, CreditEntry, Occurrence
from plans.models.plan import Plan, PlanItem
from plans.models.regrading import Regrading, RegradingMove
from plans.models.scheme import SchemeEdition
from plans.models.summary import PlanSummary

__all__ = [
    "Accident",
    "Assignment",
    "Complaint",
    "CreditEntry",
    "DeclaredRecusal",
    "Draw",
    "DrawConflict",
    "DrawEntry",
    "DrawExclusion",
    "DrawnExpert",
    "DrawnOfficer",
    "DrawnUnit",
    "DrawRecusal",
    "Enterprise",
    "EnterpriseRecord",
    "Expert",
    "FormerName",
    "Grading",
    "GradingObjection",
    "ImportRow",
    "ImportRun",
    "JurisdictionChange",
    "Leave",
    "Licence",
    "ListedHazard",
    "Merge",
    "NameGrams",
    "Occurrence",
    "Plan",
    "PlanItem",
    "PlanSummary",
    "RegisterExport",
    "Regrading",
    "RegradingMove",
    "SchemeEdition",
    "SelfReport",
    "Site",
    "TaskGrading",
    "UndoneRow",
]
