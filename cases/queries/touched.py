"""Open cases, orders, findings and inspections that a change of the rulebook touches, as far as the reader may see."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Charge, Finding, Inspection, Order, PenaltyCase
from cases.queries.clock import BEFORE_DECISION
from cases.states import FindingState, InspectionState, OrderState, PenaltyState as S
from enforcement.accounts.models import User
from enforcement.rulebook.touched import SHOWN, Changed, Record, Touched

ENDED = (S.REJECTED, S.WITHDRAWN, S.CLOSED, S.ARCHIVED)
TOLD = (S.NOTIFIED, S.STATED)
# Which rules an open case goes by next, by its state. A test holds this against the clocks that run in each state.
ASKED_IN: dict[str, tuple[str, ...]] = {
    "case_filing": (S.PROPOSED,),
    "prosecution_limitation": (S.PROPOSED,),
    "decision_limit": BEFORE_DECISION,
    "statement_defence": TOLD,
    "hearing_request": TOLD,
    "hearing_hold": (S.HEARING,),
    "hearing_notice": (S.HEARING,),
    "service_of_decision": (S.DECIDED,),
    "payment": (S.DELIVERED,),
    "reconsideration_application": (S.DELIVERED,),
    "litigation": (S.DELIVERED,),
    "reminder_wait": (S.DELIVERED,),
    "court_application": (S.DELIVERED,),
    "late_fine": (S.DELIVERED,),
    "hearing_amount": BEFORE_DECISION,
    "collective_discussion": BEFORE_DECISION,
    "non_retroactive": BEFORE_DECISION,
}
ORDER_RULES = frozenset({"reinspection", "rectification_extension_request", "rectification_extension_reply"})
Finder = Callable[[Changed, User], Iterator[Touched]]


def open_records(changed: Changed, user: User, gates: Mapping[str, frozenset[str]]) -> Iterator[Touched]:
    """`gates`: for each gate the states of a case from which a step starts that keeps it."""
    yield from _cases(changed, user, gates)
    yield from _findings(changed, user)
    yield from _orders(changed, user)
    yield from _inspections(changed, user)


def _cases(changed: Changed, user: User, gates: Mapping[str, frozenset[str]]) -> Iterator[Touched]:
    asked = {key: frozenset(states) for key, states in ASKED_IN.items()} | dict(gates)
    rules = {key: states for key, states in asked.items() if key in changed.rule_keys}
    states = frozenset[str]().union(*rules.values())
    charged = Charge.objects.filter(penalty=OuterRef("pk"), violation__rule_key__in=changed.rule_keys)
    found = PenaltyCase.objects.visible_to(user).exclude(state__in=ENDED).select_related("violation")
    found = found.filter(Q(state__in=states) | Q(violation__rule_key__in=changed.rule_keys) | Exists(charged))

    def why(case: PenaltyCase) -> str:
        causes = {case.violation.rule_key, *(one.violation.rule_key for one in case.charges.all())}
        keys = sorted(causes & changed.rule_keys) + sorted(key for key, held in rules.items() if case.state in held)
        return "、".join(keys)

    yield _kind(_("行政处罚案件"), found.prefetch_related("charges__violation"), why)


def _findings(changed: Changed, user: User) -> Iterator[Touched]:
    waiting = (FindingState.OPEN, FindingState.ORDERED)
    found = Finding.objects.visible_to(user).filter(state__in=waiting).select_related("violation", "item")
    found = found.filter(Q(violation__rule_key__in=changed.rule_keys) | Q(item__row_id__in=changed.row_ids))

    def why(one: Finding) -> str:
        key = one.violation.rule_key if one.violation and one.violation.rule_key in changed.rule_keys else ""
        item = one.item.row_id if one.item and one.item.row_id in changed.row_ids else ""
        return "、".join(filter(None, (key, item)))

    yield _kind(_("问题隐患"), found, why)


def _orders(changed: Changed, user: User) -> Iterator[Touched]:
    rules = ORDER_RULES & changed.rule_keys
    running = Q(state=OrderState.DELIVERED) if rules else Q(pk__in=())
    found = Order.objects.visible_to(user).exclude(state__in=(OrderState.LIFTED, OrderState.ESCALATED))
    found = found.filter(Q(kind__in=changed.row_ids) | running).select_related("enterprise")

    def why(one: Order) -> str:
        kinds = [one.kind] if one.kind in changed.row_ids else []
        return "、".join(kinds + (sorted(rules) if one.state == OrderState.DELIVERED else []))

    yield _kind(_("责令整改"), found, why)


def _inspections(changed: Changed, user: User) -> Iterator[Touched]:
    """Visits whose checklist is not sealed yet: they keep the list they were planned with."""
    done = (InspectionState.SEALED, InspectionState.CLOSED)
    found = Inspection.objects.visible_to(user).exclude(state__in=done).select_related("checklist", "enterprise")
    found = found.filter(
        Q(checklist__code__in=changed.row_ids) | Q(checklist__items__row_id__in=changed.row_ids)
    ).distinct()
    yield _kind(_("现场检查"), found, lambda one: _t("检查表 %(code)s") % {"code": one.checklist.code})


def _kind(label: Any, found: "QuerySet[Any]", why: Callable[[Any], str]) -> Touched:
    records = [Record(str(one), one.get_absolute_url(), why(one)) for one in found.order_by("-id")[:SHOWN]]
    return Touched(label, found.order_by().count(), records)
