"""What the enforcement record knows of enterprises, for their grading. Registered by `desk`."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Finding, Inspection, PenaltyCase
from cases.states import FindingState, PartyKind, PenaltyState, Severity
from plans.queries.facts import Ids, Known, among

NONE, GENERAL, MAJOR = "无", "一般", "重大"  # as the inputs of a scheme name them
WORDS = {NONE: _("没有未整改的隐患"), GENERAL: _("有未整改的一般隐患"), MAJOR: _("有未整改的重大事故隐患")}


def open_hazards(ids: Ids, since: dt.date | None) -> dict[int, Known]:
    """Of enterprises with a sealed inspection; where nobody has looked nothing is known."""
    seen = sealed(ids, since).values_list("enterprise", flat=True).distinct()
    waiting = Finding.objects.filter(
        inspection__in=sealed(ids, None), state__in=[FindingState.OPEN, FindingState.ORDERED]
    )
    worst = dict.fromkeys(waiting.values_list("inspection__enterprise", flat=True), GENERAL)
    major = waiting.filter(severity=Severity.MAJOR).values_list("inspection__enterprise", flat=True)
    worst |= dict.fromkeys(major, MAJOR)
    return {pk: Known(found := worst.get(pk, NONE), WORDS[found], f"/orders/?enterprise={pk}") for pk in seen}


def major_findings(ids: Ids, since: dt.date | None) -> dict[int, Known]:
    rows = sealed(ids, since).filter(findings__severity=Severity.MAJOR)
    counts = counted(rows, "findings")
    seen = sealed(ids, since).values_list("enterprise", flat=True).distinct()
    return {pk: number_of(counts.get(pk, 0), f"/inspections/?enterprise={pk}") for pk in seen}


def penalties(ids: Ids, since: dt.date | None) -> dict[int, Known]:
    """Decided against the enterprise itself and not withdrawn. No case is known of means there is none."""
    rows = PenaltyCase.objects.filter(enterprise__in=among(ids), party_kind=PartyKind.ENTITY, decision__isnull=False)
    rows = rows.exclude(state=PenaltyState.WITHDRAWN).filter(Q(decision__decided_on__gte=since) if since else Q())
    counts = counted(rows, "id")
    return {pk: number_of(counts.get(pk, 0), f"/penalties/?enterprise={pk}") for pk in ids}


def sealed(ids: Ids, since: dt.date | None) -> QuerySet[Inspection]:
    rows = Inspection.objects.filter(enterprise__in=among(ids), sealed_at__isnull=False)
    return rows.filter(sealed_at__date__gte=since) if since else rows


def counted(rows: QuerySet[Inspection] | QuerySet[PenaltyCase], what: str) -> Mapping[int, int]:
    return dict(rows.order_by().values_list("enterprise").annotate(count=Count(what, distinct=True)))


def number_of(count: int, url: str) -> Known:
    return Known(count, str(count), url)
