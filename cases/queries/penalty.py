"""The clocks of a case, its next due date, its place in the procedure. Nothing here is stored but `next_due`."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, gettext_noop

from cases.models import Finding, PenaltyCase
from cases.queries.clock import facts_of, specs_of
from cases.states import FindingState, PenaltyState as S
from enforcement.accounts.models import Certificate, CertificateKind, RoleGrant, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from enforcement.once import once
from enforcement.rulebook.clocks import Clock
from enforcement.workdays import as_day

ENDED = (S.REJECTED, S.WITHDRAWN)


@dataclass(frozen=True)
class CaseClock:
    """`running`: the bureau waits for it or has to meet it now; the others are shown for what they were."""

    label: Promise
    clock: Clock
    running: bool


@once
def clocks_of(case: PenaltyCase) -> list[CaseClock]:
    facts = facts_of([case])[case.pk]
    return [CaseClock(one.label, one.clock(facts.bureau), one.running) for one in specs_of(facts)]


def next_due(case: PenaltyCase) -> dt.date | None:
    """The earliest running due date; `PenaltyCase.next_due` is its stored copy."""
    facts = facts_of([case])[case.pk]
    dues = [one.clock(facts.bureau).due for one in specs_of(facts) if one.running]
    return min((as_day(due) for due in dues if due), default=None)


def next_clock(case: PenaltyCase) -> Clock | None:
    running = [one.clock for one in clocks_of(case) if one.running and one.clock.due]
    return min(running, key=lambda clock: as_day(clock.due or dt.date.max), default=None)


def case_name(case: PenaltyCase) -> str:
    """Before the decision the cause carries 涉嫌."""
    return f"{case.party}{cause(case)}"


def cause(case: PenaltyCase) -> str:
    decided = case.state in {S.DECIDED, S.DELIVERED, S.EXECUTED, S.CLOSED, S.ARCHIVED}
    held = case.charges.filter(dropped_reason="").order_by("number").values_list("violation__name_zh", flat=True)
    names = "、".join(dict.fromkeys(held)) or case.violation.name_zh
    return f"{'' if decided else '涉嫌'}{names}案"


def source_of(case: PenaltyCase) -> str:
    return gettext_noop("责令限期整改逾期未改正") if case.order_id else gettext_noop("现场检查")


STAGES: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("立案"), (S.PROPOSED,)),
    (_("调查取证"), (S.INVESTIGATING,)),
    (_("告知"), (S.REPORTED,)),
    (_("陈述申辩与听证"), (S.NOTIFIED, S.HEARING)),
    (_("法制审核"), (S.STATED, S.REVIEWING)),
    (_("决定"), (S.REVIEWED, S.DELIBERATED)),
    (_("送达"), (S.DECIDED,)),
    (_("执行"), (S.DELIVERED,)),
    (_("结案"), (S.EXECUTED,)),
    (_("归档"), (S.CLOSED,)),
)


def tracker(case: PenaltyCase) -> list[dict[str, Any]]:
    """Where the case stands in the statutory procedure."""
    current = next((n for n, (_label, states) in enumerate(STAGES) if case.state in states), len(STAGES))
    if case.state in ENDED:
        current = 1 if case.filed_on else 0
    return [
        {"label": label, "state": "done" if n < current else "current" if n == current else "todo"}
        for n, (label, _states) in enumerate(STAGES)
    ]


def open_findings(inspection_id: int) -> list[Finding]:
    """Findings of an inspection that a case may take up: with a basis, and in no open case."""
    found = Finding.objects.filter(inspection=inspection_id, state__in=[FindingState.OPEN, FindingState.ORDERED])
    return list(
        found.exclude(basis="").exclude(penalties__in=PenaltyCase.objects.exclude(state__in=ENDED)).order_by("id")
    )


def possible_handlers(bureau_id: int, on: dt.date) -> "QuerySet[User]":
    """People of the bureau whose role handles cases and who hold a certificate on that day."""
    roles = [role for role, held in ROLES.items() if Permission.HANDLE_CASES in held]
    grants = RoleGrant.objects.filter(role__in=roles).in_force(on).values("user")
    certified = Certificate.objects.filter(kind=CertificateKind.ENFORCEMENT).in_force(on).values("user")
    people = User.objects.filter(bureau_id=bureau_id, is_active=True, pk__in=grants).filter(pk__in=certified)
    return people.select_related("unit", "bureau").order_by("name", "pk")
