from enforcement.rulebook.models.calendar import CalendarDay, HolidayYear, Setting, Version
from enforcement.rulebook.models.checklists import Checklist, ChecklistItem, PenaltyClause
from enforcement.rulebook.models.edition import Dated, Edition, Law, Row, RowQuerySet
from enforcement.rulebook.models.elements import Element, Guide
from enforcement.rulebook.models.provisions import (
    SLOTS,
    DayRule,
    Gate,
    OrderType,
    RecurringDate,
    Retention,
    ServiceMethod,
    Threshold,
    TimeLimit,
    Violation,
)

__all__ = [
    "SLOTS",
    "CalendarDay",
    "Checklist",
    "ChecklistItem",
    "Dated",
    "DayRule",
    "Edition",
    "Element",
    "Gate",
    "Guide",
    "HolidayYear",
    "Law",
    "OrderType",
    "PenaltyClause",
    "RecurringDate",
    "Retention",
    "Row",
    "RowQuerySet",
    "ServiceMethod",
    "Setting",
    "Threshold",
    "TimeLimit",
    "Version",
    "Violation",
]
