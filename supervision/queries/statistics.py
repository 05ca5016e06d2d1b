"""What each indicator counts. A row behind a figure is named as it was when the figure was made."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.db.models import F, Q, QuerySet

from cases.models import Decision, Finding, Inspection, Order, OrderItem, Payment, PenaltyCase, Reinspection
from cases.queries.assessment import imposed
from cases.states import ReinspectionState, Severity
from enforcement.accounts.models import Bureau, Certificate, CertificateKind
from enforcement.documents.models import Document
from enforcement.ledger.actions import reference
from plans.models import Enterprise
from plans.queries.plan import plan_in_force
from plans.states import Origin


@dataclass(frozen=True)
class Span:
    """A quarter of one bureau; both days belong to it."""

    bureau: Bureau
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Row:
    ref: str
    text: str
    url: str
    value: Decimal = Decimal(1)


Counter = Callable[[Span], Iterable[Row]]
TEN_THOUSAND = Decimal(10_000)
SUSPENSIONS = ("OT-04", "OT-05")


def quarter(bureau: Bureau, year: int, number: int) -> Span:
    start = dt.date(year, 3 * number - 2, 1)
    following = dt.date(year + (number == 4), 3 * number % 12 + 1, 1)
    return Span(bureau, start, following - dt.timedelta(days=1))


def rows_of(queryset: QuerySet[Any], text: Callable[[Any], str] = str) -> Iterable[Row]:
    return (Row(reference(one), text(one), one.get_absolute_url()) for one in queryset.iterator(chunk_size=2000))


def inspections(span: Span) -> QuerySet[Inspection]:
    made = Inspection.objects.filter(bureau=span.bureau, ended_at__date__range=(span.start, span.end))
    return made.select_related("enterprise", "assignment").order_by("id")


def distinct_units(span: Span) -> Iterable[Row]:
    units = Enterprise.objects.filter(pk__in=inspections(span).order_by().values("enterprise")).order_by("id")
    return rows_of(units)


def findings(span: Span, severity: Severity) -> QuerySet[Finding]:
    found = Finding.objects.filter(inspection__in=inspections(span).order_by(), severity=severity)
    return found.select_related("inspection").order_by("id")


def closed_items(span: Span, **more: Any) -> Iterable[Row]:
    items = OrderItem.objects.filter(order__bureau=span.bureau, passed_on__range=(span.start, span.end), **more)
    return (
        Row(reference(one), one.requirement[:300], one.order.get_absolute_url())
        for one in items.select_related("order").order_by("id")
    )


def overdue_items(span: Span) -> Iterable[Row]:
    """Due within the quarter and not passed by the due day."""
    due = OrderItem.objects.filter(order__bureau=span.bureau, due_on__range=(span.start, span.end))
    late = due.filter(Q(passed_on__isnull=True) | Q(passed_on__gt=F("due_on")))
    return (
        Row(reference(one), one.requirement[:300], one.order.get_absolute_url())
        for one in late.select_related("order").order_by("id")
    )


def orders(span: Span) -> QuerySet[Order]:
    issued = Order.objects.filter(bureau=span.bureau, issued_at__date__range=(span.start, span.end))
    return issued.select_related("enterprise").order_by("id")


def decisions(span: Span) -> QuerySet[Decision]:
    made = imposed(Decision.objects.filter(penalty__bureau=span.bureau, decided_on__range=(span.start, span.end)))
    return made.select_related("penalty", "document").order_by("id")


def fines(span: Span) -> Iterable[Row]:
    return (
        Row(
            reference(one),
            f"{one.document.number} {one.penalty.party}",
            one.penalty.get_absolute_url(),
            one.amount / TEN_THOUSAND,
        )
        for one in decisions(span)
        if one.amount
    )


def payments(span: Span) -> Iterable[Row]:
    paid = Payment.objects.filter(penalty__bureau=span.bureau, paid_on__range=(span.start, span.end))
    return (
        Row(reference(one), f"{one.penalty} {one.receipt}", one.penalty.get_absolute_url(), one.amount / TEN_THOUSAND)
        for one in paid.select_related("penalty").order_by("id")
    )


def documents(span: Span, **more: Any) -> Iterable[Row]:
    issued = Document.objects.filter(bureau=span.bureau, issued_at__date__range=(span.start, span.end), **more)
    return rows_of(issued.order_by("id"))


def cases(span: Span, field: str) -> Iterable[Row]:
    found = PenaltyCase.objects.filter(**{"bureau": span.bureau, f"{field}__range": (span.start, span.end)})
    return rows_of(found.order_by("id"))


def planned(span: Span) -> Iterable[Row]:
    """Visits the plan in force sets for the months of the quarter; an item is spread evenly over its months."""
    plan = plan_in_force(span.bureau, span.start.year)
    if plan is None:
        return []
    months = range(span.start.month, span.end.month + 1)
    found = []
    for item in plan.items.select_related("enterprise").order_by("id"):
        inside = sum(month in months for month in item.months)
        if inside:
            share = Decimal(item.visits) * inside / len(item.months)
            found.append(Row(reference(item), str(item), plan.get_absolute_url(), share.quantize(Decimal("0.01"))))
    return found


def officers(span: Span) -> Iterable[Row]:
    valid = Certificate.objects.filter(user__bureau=span.bureau, user__is_active=True, kind=CertificateKind.ENFORCEMENT)
    rows = valid.in_force(span.end).select_related("user").order_by("user_id").distinct("user_id")
    return (Row(reference(one.user), f"{one.user.name} {one.number}", "") for one in rows)


COUNTERS: dict[str, Counter] = {
    "A01": lambda span: rows_of(Enterprise.objects.filter(bureau=span.bureau).in_pool().order_by("id")),
    "A02": officers,
    "A03": planned,
    "B01": distinct_units,
    "B02": lambda span: rows_of(inspections(span)),
    "B03": lambda span: rows_of(inspections(span).filter(assignment__plan_item__isnull=False)),
    "B04": lambda span: rows_of(inspections(span).filter(assignment__origin=Origin.DRAW)),
    "B05": lambda span: documents(span, kind="XCJC"),
    "B06": documents,
    "B07": lambda span: rows_of(
        Reinspection.objects.filter(
            bureau=span.bureau, state=ReinspectionState.SEALED, done_on__range=(span.start, span.end)
        ).select_related("order__enterprise").order_by("id")
    ),
    "C01": lambda span: rows_of(findings(span, Severity.GENERAL)),
    "C02": lambda span: rows_of(findings(span, Severity.MAJOR)),
    "C03": closed_items,
    "C04": lambda span: closed_items(span, finding__severity=Severity.MAJOR),
    "C05": overdue_items,
    "D01": lambda span: rows_of(orders(span).filter(kind="OT-02")),
    "D02": lambda span: rows_of(orders(span).filter(kind__in=SUSPENSIONS)),
    "E01": lambda span: cases(span, "filed_on"),
    "E03": lambda span: (
        Row(reference(one), f"{one.document.number} {one.penalty.party}", one.penalty.get_absolute_url())
        for one in decisions(span)
    ),
    "E06": lambda span: (Row(row.ref, row.text, row.url) for row in fines(span)),
    "E07": fines,
    "E10": payments,
    "E14": lambda span: cases(span, "closed_on"),
}  # fmt: skip


@cache
def definitions() -> dict[str, dict[str, str]]:
    """Words, unit and what is counted, by code, as the statistics file says."""
    source = yaml.safe_load((settings.BASE_DIR / "fixtures/rulebook/statistics.yaml").read_text())
    return {row["code"]: row for row in source["indicators"]}


@dataclass(frozen=True)
class Rate:
    code: str
    name: str
    above: str
    below: str
    percent: bool = True


# Numerator and denominator stand beside every rate; codes and words as in the statistics file.
RATES = (
    Rate("R01", "检查覆盖率", "B01", "A01"),
    Rate("R07", "计划完成率", "B03", "A03"),
    Rate("R09", "结案率", "E14", "E01"),
    Rate("R12", "罚款到位率", "E10", "E07"),
    Rate("R10", "人均检查家次", "B02", "A02", percent=False),
)


def broken_checks(values: dict[str, Decimal]) -> list[str]:
    """Integrity checks of the statistics file that the figures do not keep."""
    checks = {
        "B03 <= B02": values["B03"] <= values["B02"],
        "B01 <= B02": values["B01"] <= values["B02"],
        "C04 <= C03": values["C04"] <= values["C03"],
        "E06 <= E03": values["E06"] <= values["E03"],
    }
    return [name for name, kept in checks.items() if not kept]
