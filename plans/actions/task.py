import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from enforcement.accounts.models import Bureau, Unit, User
from plans.models import Draw, Enterprise, PlanItem
from plans.states import CheckKind, Origin


@dataclass(frozen=True)
class Task:
    """What is to be done, where it comes from, by whom and when; for the origins of several bureaus, who takes part."""

    enterprise: Enterprise
    subject: str
    officers: Sequence[User]
    window_from: dt.date
    window_to: dt.date
    origin: str = Origin.CAMPAIGN
    kind: str = CheckKind.KEY
    unit: Unit | None = None
    plan_item: PlanItem | None = None
    draw: Draw | None = None
    licence: str = field(default="", kw_only=True)
    over_ceiling_reason: str = field(default="", kw_only=True)
    origin_reason: str = field(default="", kw_only=True)
    document_number: str = field(default="", kw_only=True)
    partners: Sequence[Bureau] = field(default=(), kw_only=True)
    other_departments: str = field(default="", kw_only=True)
    approving_bureau: Bureau | None = field(default=None, kw_only=True)

    def acting(self, by: User) -> Bureau:
        """The bureau whose task it is: that of the draw or plan it comes from, else of whoever assigns it."""
        if self.draw is not None:
            return self.draw.bureau
        return self.plan_item.plan.bureau if self.plan_item is not None else by.bureau
