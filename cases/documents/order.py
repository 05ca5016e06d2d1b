"""责令限期整改指令书 and 现场处理措施决定书."""

import datetime as dt
from typing import Any

from django.utils.translation import override

from cases.documents.shapes import local_day, officers, party, remedies
from cases.models import Order, OrderItem, Sealing, TermUnit
from cases.queries.order import order_type, term_of
from cases.states import Severity


@override("zh-hans")
def correction_order(order: Order) -> dict[str, Any]:
    """The printed dates count from today, the day of issue; a later delivery moves them, never shortens the term."""
    on = local_day(None)
    items = list(order.items.select_related("finding").order_by("id"))
    major = [str(number) for number, item in enumerate(items, start=1) if item.finding.severity == Severity.MAJOR]
    return common(order, on) | {
        "problems": [problem(item, on) for item in items],
        "major_items": f"第{'、'.join(major)}项" if major else "",
    }


@override("zh-hans")
def measure_decision(order: Order) -> dict[str, Any]:
    items = order.items.select_related("finding").order_by("id")
    return common(order, local_day(None)) | {
        "hazards": [f"{item.finding.description}（{item.finding.basis}）" for item in items],
        "measures": [order.measure, *sealed(order), *(item.requirement for item in items)],
    }


def sealed(order: Order) -> list[str]:
    """The list is handed over with the decision."""
    held = Sealing.objects.filter(order=order).first()
    return [f"查封、扣押：{line}" for line in held.lines] if held else []


@override("zh-hans")
def common(order: Order, on: dt.date) -> dict[str, Any]:
    return {
        "party": party(order.enterprise),
        "inspected_on": local_day(order.inspection.started_at),
        "basis": [{"citation": order_type(order).legal_basis, "text": ""}],
        "remedies": remedies(order.bureau, on),
        "officers": officers(order.inspection.officers.all(), on),
    }


@override("zh-hans")
def problem(item: OrderItem, on: dt.date) -> dict[str, Any]:
    return {
        "text": f"{item.finding.description}。整改要求：{item.requirement}（{printed_term(item)}）",
        "citation": item.finding.basis,
        "major": item.finding.severity == Severity.MAJOR,
        "due": term_of(item, on).due,
    }


@override("zh-hans")
def printed_term(item: OrderItem) -> str:
    if item.term_unit == TermUnit.AT_ONCE:
        return "立即整改"
    unit = "个工作日" if item.term_unit == TermUnit.WORKING_DAY else "日"
    return f"自送达之日起{item.term}{unit}内"
