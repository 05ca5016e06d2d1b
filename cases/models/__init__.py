from cases.models.archive import Volume
from cases.models.charge import AgreedCharge, Assessment, Charge, DecidedCharge
from cases.models.clock import Extension, Move, Pause, Rederivation
from cases.models.coercion import CourtApplication, Deferral, Demand
from cases.models.decision import Decision
from cases.models.deliberation import Deliberation
from cases.models.delivery import Delivery
from cases.models.evidence import Evidence, MonitoringReview
from cases.models.execution import Payment
from cases.models.finding import Finding
from cases.models.hearing import Hearing
from cases.models.inspection import Answer, Inspection, Operation, Signature
from cases.models.investigation import Investigation
from cases.models.law import LawChoice
from cases.models.like import LikeSnapshot
from cases.models.notice import Notice, Statement
from cases.models.order import Order, OrderItem, Reinspection, ReinspectionItem, TermUnit
from cases.models.penalty import PenaltyCase
from cases.models.preservation import Preservation
from cases.models.proof import Proof
from cases.models.published import PublishedItem
from cases.models.recusal import Recusal
from cases.models.referral import Referral
from cases.models.review import LegalReview
from cases.models.sealing import Sealing

__all__ = [
    "AgreedCharge",
    "Answer",
    "Assessment",
    "Charge",
    "CourtApplication",
    "DecidedCharge",
    "Decision",
    "Deferral",
    "Deliberation",
    "Delivery",
    "Demand",
    "Evidence",
    "Extension",
    "Finding",
    "Hearing",
    "Inspection",
    "Investigation",
    "LawChoice",
    "LegalReview",
    "LikeSnapshot",
    "MonitoringReview",
    "Move",
    "Notice",
    "Operation",
    "Order",
    "OrderItem",
    "Pause",
    "Payment",
    "PenaltyCase",
    "Preservation",
    "Proof",
    "PublishedItem",
    "Recusal",
    "Rederivation",
    "Referral",
    "Reinspection",
    "ReinspectionItem",
    "Sealing",
    "Signature",
    "Statement",
    "TermUnit",
    "Volume",
]
