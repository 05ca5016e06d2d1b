"""Orders and re-inspections that reached their state through the real acts."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from cases.actions import order as acts
from cases.actions.reinspection import seal_reinspection, start_reinspection
from cases.models import Inspection, Order, Reinspection, TermUnit
from cases.queries.order import open_findings
from cases.rules.order import CORRECT_AT_ONCE, CORRECT_IN_TERM, needs_approval
from cases.states import DeliveryMethod, InspectionState, OrderState as S
from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from tests.factories.accounts import user_with
from tests.factories.inspection import PNG, inspection_at, team_of

PATH = (S.DRAFT, S.SUBMITTED, S.APPROVED, S.ISSUED, S.DELIVERED)


def proof() -> ContentFile:
    return ContentFile(PNG, name="送达回执.png")


def order_at(
    state: str = S.DELIVERED, *, kind: str = CORRECT_IN_TERM, term: int = 15, inspection: Inspection | None = None,
    failing: int = 1,
) -> Order:  # fmt: skip
    visit = inspection or inspection_at(InspectionState.SEALED, failing=failing)
    officer = team_of(visit)[0]
    at_once = kind == CORRECT_AT_ONCE
    drafts = [
        acts.ItemDraft(finding, "补齐责任制并公示", 0 if at_once else term,
                       TermUnit.AT_ONCE if at_once else TermUnit.CALENDAR_DAY)
        for finding in open_findings(visit)
    ]  # fmt: skip
    measure = "停止使用一号车间除尘设备" if kind not in (CORRECT_AT_ONCE, CORRECT_IN_TERM) else ""
    order = acts.draft_order(visit, by=officer, kind=kind, items=drafts, measure=measure)
    end = {S.LIFTED, S.PASSED, S.ESCALATED}
    for one in PATH[1:] if state in end else PATH[1 : PATH.index(S(state)) + 1]:
        step(order, one, officer)
        order = Order.objects.get(pk=order.pk)
    if state in end:
        reinspected(order, passed=state != S.ESCALATED)
    if state == S.ESCALATED:
        acts.escalate(order, by=officer)
    return Order.objects.get(pk=order.pk)


def leader_of(order: Order) -> User:
    return user_with(Role.BUREAU_LEADER, bureau=order.bureau)


def step(order: Order, state: str, officer: User) -> None:
    if state in (S.SUBMITTED, S.APPROVED) and not needs_approval(order.kind):
        return
    if state == S.SUBMITTED:
        acts.submit_order(order, by=officer)
    elif state == S.APPROVED:
        acts.approve_order(order, by=leader_of(order))
    elif state == S.ISSUED:
        acts.issue_order(order, by=officer)
    else:
        deliver(order, officer)


def deliver(order: Order, officer: User, **fields: object) -> Order:
    given = {"method": DeliveryMethod.DIRECT, "acted_on": timezone.localdate(), "recipient": "赟喆堃", "proof": proof()}
    return acts.deliver_order(order, by=officer, **{**given, **fields})


def reinspection_at(order: Order) -> Reinspection:
    team = team_of(order.inspection)
    return start_reinspection(order, by=team[0], officers=team)


def reinspected(order: Order, *, passed: bool, on: dt.date | None = None) -> Reinspection:
    """Sealed, every open item with the same result."""
    team = team_of(order.inspection)
    reinspection = start_reinspection(order, by=team[0], officers=team, done_on=on)
    results = {item.pk: (passed, "" if passed else "仍未建立") for item in order.items.filter(passed_on__isnull=True)}
    return seal_reinspection(reinspection, by=team[0], results=results, opinion="复查意见")
