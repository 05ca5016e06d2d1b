from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Evidence, Investigation, PenaltyCase

COMPARED: tuple[tuple[str, Promise], ...] = (
    ("facts", _("违法事实")),
    ("evidence_text", _("证据")),
    ("circumstances", _("情节")),
    ("amount", _("拟罚款金额（元）")),
    ("reasons", _("裁量理由")),
)


@dataclass(frozen=True)
class Change:
    label: Promise
    before: Any
    after: Any


def latest_report(case: PenaltyCase) -> Investigation | None:
    return case.investigations.select_related("violation", "reported_by").order_by("-edition").first()


def evidence_of(case: PenaltyCase) -> "QuerySet[Evidence]":
    """What was collected on site for the findings of the case or without a finding, and what the case added."""
    on_site = Q(inspection=case.inspection_id) & (Q(finding__isnull=True) | Q(finding__penalties=case))
    wanted = Q(penalty=case) | on_site if case.inspection_id else Q(penalty=case)
    found = Evidence.objects.filter(wanted).select_related("file", "collected_by", "second_collector")
    return found.distinct().order_by("inspection_id", "number")


def evidence_in_force(case: PenaltyCase) -> "QuerySet[Evidence]":
    return evidence_of(case).filter(voided_at__isnull=True)


def changes(case: PenaltyCase) -> list[Change]:
    """Between the last two editions of the report; what a reviewer has to read again."""
    editions = list(case.investigations.order_by("-edition")[:2])
    if len(editions) < 2:
        return []
    new, old = editions
    pairs = ((label, getattr(old, name), getattr(new, name)) for name, label in COMPARED)
    return [Change(label, before, after) for label, before, after in pairs if before != after]
