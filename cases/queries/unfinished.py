"""Inspections, orders and cases of enterprises that have not come to their end. Registered by `desk`."""

from django.db.models import QuerySet

from cases.models import Inspection, Order, PenaltyCase
from cases.queries.touched import ENDED
from cases.states import InspectionState, OrderState

LIFTED = (OrderState.LIFTED, OrderState.ESCALATED)


def inspections(found: QuerySet[Inspection]) -> QuerySet[Inspection]:
    return found.exclude(state=InspectionState.CLOSED)


def orders(found: QuerySet[Order]) -> QuerySet[Order]:
    return found.exclude(state__in=LIFTED)


def cases(found: QuerySet[PenaltyCase]) -> QuerySet[PenaltyCase]:
    return found.exclude(state__in=ENDED)
