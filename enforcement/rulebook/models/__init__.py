from enforcement.rulebook.models.benchmarks import Benchmark, BenchmarkFactor, BenchmarkTier, Scope
from enforcement.rulebook.models.calendar import CalendarDay, HolidayNotice, HolidayYear, Setting, Version
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
from enforcement.rulebook.models.texts import Article, DocumentText, SourceFile

__all__ = [
    "SLOTS",
    "Article",
    "Benchmark",
    "BenchmarkFactor",
    "BenchmarkTier",
    "CalendarDay",
    "Checklist",
    "ChecklistItem",
    "Dated",
    "DayRule",
    "DocumentText",
    "Edition",
    "Element",
    "Gate",
    "Guide",
    "HolidayNotice",
    "HolidayYear",
    "Law",
    "OrderType",
    "PenaltyClause",
    "RecurringDate",
    "Retention",
    "Row",
    "RowQuerySet",
    "Scope",
    "ServiceMethod",
    "Setting",
    "SourceFile",
    "Threshold",
    "TimeLimit",
    "Version",
    "Violation",
]
