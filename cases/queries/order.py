import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Extension, Inspection, Order, OrderItem, Reinspection, TermUnit
from cases.rules.order import KINDS, term_ends
from cases.states import FindingState, OrderState, ReinspectionState
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock
from enforcement.rulebook.models import OrderType
from enforcement.workdays import Result, Step, as_day

REQUEST = "rectification_extension_request"


def order_types(on: dt.date) -> dict[str, OrderType]:
    """The kinds an inspection can lead to, in force on the day, by row id."""
    rows = OrderType.objects.current().in_force(on).filter(row_id__in=KINDS).order_by("row_id")
    return {row.row_id: row for row in rows}


def order_type(order: Order) -> OrderType:
    on = timezone.localdate(order.issued_at or order.created_at)
    return order_types(on)[order.kind]


def open_findings(inspection: Inspection) -> Any:
    """What an order can still be built from: with a basis, and nothing ordered or filed for it yet."""
    return inspection.findings.filter(state=FindingState.OPEN, order_item__isnull=True).exclude(basis="").order_by("id")


@dataclass(frozen=True)
class Term:
    """An ordered term in the shape of a clock: it is the order that sets it, not the law."""

    item: OrderItem
    result: Result

    rule = None
    unverified = False

    @property
    def basis(self) -> str:
        return _("指令书确定的整改期限：%(term)s") % {"term": term_words(self.item)}

    @property
    def start(self) -> dt.date:
        return as_day(self.result.start)

    @property
    def due(self) -> dt.date:
        return as_day(self.result.due)

    @property
    def provisional(self) -> bool:
        return self.result.provisional

    @property
    def steps(self) -> list[Step]:
        return self.result.steps

    def state_word(self, today: dt.date) -> str:
        left = (self.due - today).days
        if left < 0:
            return _("已超期 %(days)s 日") % {"days": -left}
        if left == 0:
            return _("今日到期")
        return _("临近") if left <= clocks.NEAR_DAYS else _("正常")


def term_words(item: OrderItem) -> str:
    if item.term_unit == TermUnit.AT_ONCE:
        return str(TermUnit.AT_ONCE.label)
    return f"{item.term} {item.get_term_unit_display()}"


def term_of(item: OrderItem, start: dt.date) -> Term:
    """`start`: the day of delivery."""
    calendar = clocks.calendar(item.order.bureau_id)
    return Term(item, term_ends(start, item.term, item.term_unit, calendar))


def reinspection_clock(order: Order) -> Clock | None:
    """The period for re-inspection, from the expiry of the nearest open term."""
    if order.state != OrderState.DELIVERED or order.next_due is None:
        return None
    return clocks.due("reinspection", start=order.next_due, lapsed_ok=True, bureau=order.bureau_id,
                      event=_("整改期限届满"))  # fmt: skip


def last_day_to_apply(order: Order) -> Clock | None:
    """Counted back from the nearest term: until when the party may ask for more time."""
    if order.next_due is None:
        return None
    event = _("整改期限届满之日")
    return clocks.due(REQUEST, start=order.next_due, lapsed_ok=True, bureau=order.bureau_id, event=event)


def reply_clock(extension: Extension) -> Clock | None:
    """Until when the bureau answers the application; none once it is answered."""
    if extension.order is None or extension.decided_at:
        return None
    event = _("收到延期申请")
    bureau = extension.order.bureau_id
    return clocks.due("rectification_extension_reply", start=extension.applied_on, lapsed_ok=True, bureau=bureau,
                      event=event)  # fmt: skip


def last_result(order: Order) -> Reinspection | None:
    return order.reinspections.filter(state=ReinspectionState.SEALED).order_by("-id").first()


def not_passed(order: Order) -> Any:
    """Items that the latest re-inspection found not put right."""
    last = last_result(order)
    if last is None:
        return order.items.none()
    return order.items.filter(passed_on__isnull=True, reinspected__reinspection=last, reinspected__passed=False)


def orders_to_remind_of(today: dt.date, workdays: int) -> Any:
    """Delivered and due within so many working days, or overdue; with a re-inspection still to be made."""
    until = clocks.add_workdays(today, workdays)
    waiting = Order.objects.filter(state=OrderState.DELIVERED, next_due__lte=until)
    return waiting.select_related("inspection", "enterprise").prefetch_related("inspection__officers").order_by("id")
