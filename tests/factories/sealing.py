"""Orders to seal or to cut the power, up to the step that a gate may refuse."""

from typing import Any

from cases.actions.order import ItemDraft, approve_order, draft_order, submit_order
from cases.actions.sealing import record_sealing
from cases.flows.order import FLOW
from cases.models import Order
from cases.states import InspectionState, OrderState as S
from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from tests.factories.accounts import user_with
from tests.factories.gates import Attempt
from tests.factories.inspection import inspection_at, team_of
from tests.factories.order import step

SEALED: dict[str, Any] = {
    "items": "一号车间除尘设备1台", "involved": True, "necessities": False, "party_present": True, "witness": "",
    "told": True, "heard": "没有意见",
}  # fmt: skip


def submitted(kind: str, *roles: Role) -> tuple[Order, User]:
    """Beside a delivered order to stop; with someone of those roles to approve it."""
    visit = inspection_at(InspectionState.SEALED, failing=2)
    first, second = visit.findings.order_by("pk")
    by = team_of(visit)[0]
    stop = draft_order(visit, by=by, kind="OT-05", items=[ItemDraft(first, "停用")], measure="停止使用除尘设备")
    for state in (S.SUBMITTED, S.APPROVED, S.ISSUED, S.DELIVERED):
        step(stop, state, by)
        stop.refresh_from_db()
    order = draft_order(visit, by=by, kind=kind, items=[ItemDraft(second, "停止违法行为")], measure="一号车间")
    submit_order(order, by=by)
    order.refresh_from_db()
    return order, user_with(*roles, bureau=visit.bureau)


def sealed(**changed: Any) -> Attempt:
    order, leader = submitted("OT-08", Role.BUREAU_LEADER)
    approve_order(order, by=leader)
    by = team_of(order.inspection)[0]
    record_sealing(order, by=by, **{**SEALED, **changed})
    order.refresh_from_db()
    return Attempt(FLOW, order, "issue", by)
