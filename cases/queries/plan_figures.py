"""What the targets of an annual plan count of the cases: hazards dealt with, penalty cases closed."""

from django.db.models import QuerySet

from cases.models import Finding, PenaltyCase
from cases.states import FindingState
from plans.models import Plan


def findings_of(plan: Plan) -> "QuerySet[Finding]":
    """Found on inspections of any edition of the year's plan; what was only noted has no basis to deal with it."""
    item = "inspection__assignment__plan_item__plan"
    found = Finding.objects.filter(**{f"{item}__bureau": plan.bureau_id, f"{item}__year": plan.year})
    return found.exclude(state=FindingState.NOTED)


def dealt_with(found: "QuerySet[Finding]") -> "QuerySet[Finding]":
    """Ordered to be put right, put right, or filed as a case."""
    return found.exclude(state=FindingState.OPEN)


def cases_of_year(plan: Plan) -> "QuerySet[PenaltyCase]":
    return PenaltyCase.objects.filter(bureau=plan.bureau_id, filed_on__year=plan.year)


def closed_cases(found: "QuerySet[PenaltyCase]") -> "QuerySet[PenaltyCase]":
    return found.filter(closed_on__isnull=False)
