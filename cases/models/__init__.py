from cases.models.delivery import Delivery
from cases.models.evidence import Evidence
from cases.models.finding import Finding
from cases.models.inspection import Answer, Inspection, Operation, Signature
from cases.models.order import Order, OrderItem, Reinspection, ReinspectionItem, TermUnit
from cases.models.penalty import (
    Decision,
    Deliberation,
    Hearing,
    Investigation,
    LegalReview,
    Notice,
    Payment,
    PenaltyCase,
    Statement,
    Volume,
)

__all__ = [
    "Answer",
    "Decision",
    "Deliberation",
    "Delivery",
    "Evidence",
    "Finding",
    "Hearing",
    "Inspection",
    "Investigation",
    "LegalReview",
    "Notice",
    "Operation",
    "Order",
    "OrderItem",
    "Payment",
    "PenaltyCase",
    "Reinspection",
    "ReinspectionItem",
    "Signature",
    "Statement",
    "TermUnit",
    "Volume",
]
