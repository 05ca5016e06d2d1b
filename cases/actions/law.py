"""A handler settles which of two rows governs, where neither is simply lighter."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from cases.actions.penalty import settle
from cases.flows.penalty import FLOW
from cases.models import Charge, LawChoice, PenaltyCase
from cases.queries.law import compared
from cases.states import Governs
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.rulebook.side_by_side import side_by_side


@transaction.atomic
def settle_law(
    case: PenaltyCase, *, by: User, charge: Charge, governs: str, reason: str, version: int | None = None
) -> PenaltyCase:
    """The choice, its reason and the comparison that was shown stay in the file; only a further choice replaces it."""
    locked = FLOW.take(case, "settle_law", by=by, version=version)
    rows = {one.pk: held for one, held in compared(locked, timezone.localdate()) if held.unsettled}
    held = rows.get(charge.pk)
    if held is None or held.at_act is None or held.at_decision is None:
        raise RuleBroken(_t("该违法行为适用的规定已确定，不需要选择"), field="charge")
    if not reason.strip():
        raise RuleBroken(_t("请写明选定的理由"), field="reason")
    with override("zh-hans"):
        shown = [asdict(one) for one in side_by_side(held)]
    made = LawChoice.objects.create(
        charge=charge, at_act=held.at_act, at_decision=held.at_decision, governs=Governs(governs),
        reason=reason.strip(), shown=shown, chosen_by=by,
    )  # fmt: skip
    row = held.at_act if made.governs == Governs.ACT else held.at_decision
    return settle(
        locked, "settle_law", by=by, row=row, note=made.reason,
        after={"charge": charge.number, "governs": made.governs, "at_act": held.at_act.row_id,
               "at_decision": held.at_decision.row_id},
    )  # fmt: skip
