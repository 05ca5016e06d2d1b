"""The charges of a case and the findings that none of them has taken up."""

from django.db.models import Q, QuerySet

from cases.models import Charge, Finding, PenaltyCase
from cases.queries.penalty import open_findings
from enforcement.once import once


@once
def charges_of(case: PenaltyCase) -> list[Charge]:
    """Those still pursued, in their order."""
    rows = case.charges.filter(dropped_reason="").select_related("violation__law", "violation__violated_law")
    return list(rows.prefetch_related("findings"))


def dropped_charges(case: PenaltyCase) -> list[Charge]:
    return list(case.charges.exclude(dropped_reason="").select_related("violation"))


def findings_for(case: PenaltyCase, charge: Charge | None = None) -> "QuerySet[Finding]":
    """What a charge may be about: findings of the case or still open ones of its inspection, in no other charge."""
    open_ones = [one.pk for one in open_findings(case.inspection_id)] if case.inspection_id else []
    others = Charge.objects.filter(penalty=case, dropped_reason="")
    if charge is not None:
        others = others.exclude(pk=charge.pk)
    wanted = Finding.objects.filter(Q(penalties=case) | Q(pk__in=open_ones)).exclude(charges__in=others)
    return wanted.distinct().order_by("pk")
