"""The clocks of a case, its next due date, its place in the procedure. Nothing here is stored but `next_due`."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, gettext_noop

from cases.models import Decision, Finding, PenaltyCase
from cases.queries.hearing import hearing_of, hold_clock, notice_clock
from cases.queries.notice import hearing_clock, latest_notice, statement_clock
from cases.states import FindingState, PenaltyState as S
from enforcement.accounts.models import Certificate, CertificateKind, RoleGrant, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock
from enforcement.workdays import as_day

BEFORE_DECISION = (
    S.INVESTIGATING, S.REPORTED, S.NOTIFIED, S.HEARING, S.STATED, S.REVIEWING, S.REVIEWED, S.DELIBERATED,
)  # fmt: skip
ENDED = (S.REJECTED, S.WITHDRAWN)


@dataclass(frozen=True)
class CaseClock:
    """`running`: the bureau waits for it or has to meet it now; the others are shown for what they were."""

    label: Promise
    clock: Clock
    running: bool


def clocks_of(case: PenaltyCase) -> list[CaseClock]:
    if case.filed_on is None:
        running = case.state == S.PROPOSED
        return [CaseClock(_("立案"), clocks.due("case_filing", start=case.found_on), running)]
    limit = clocks.due("decision_limit", start=case.filed_on)
    found = [CaseClock(_("作出处罚决定"), limit, case.state in BEFORE_DECISION)]
    return [*found, *_clocks_of_notice(case), *_clocks_of_decision(case)]


def _clocks_of_notice(case: PenaltyCase) -> Iterator[CaseClock]:
    notice = latest_notice(case)
    if notice is None:
        return
    waits = case.state in {S.NOTIFIED, S.STATED}
    if clock := statement_clock(notice):
        yield CaseClock(_("陈述申辩"), clock, waits and not hasattr(notice, "statement"))
    if clock := hearing_clock(notice):
        yield CaseClock(_("要求听证"), clock, waits)
    hearing = hearing_of(case)
    if hearing:
        yield CaseClock(_("举行听证"), hold_clock(hearing), case.state == S.HEARING)
    if hearing and hearing.held_on:
        yield CaseClock(_("听证通知"), notice_clock(hearing.held_on), running=False)


def _clocks_of_decision(case: PenaltyCase) -> Iterator[CaseClock]:
    decision = Decision.objects.filter(penalty=case).first()
    if decision is None:
        return
    served = clocks.due("service_of_decision", start=decision.decided_on)
    yield CaseClock(_("送达决定书"), served, case.state == S.DECIDED)
    if decision.delivered_on:
        start = decision.delivered_on
        yield CaseClock(_("缴纳罚款"), clocks.due("payment", start=start), case.state == S.DELIVERED)
        yield CaseClock(_("当事人申请行政复议"), clocks.due("reconsideration_application", start=start), running=False)
        yield CaseClock(_("当事人提起行政诉讼"), clocks.due("litigation", start=start), running=False)


def next_due(case: PenaltyCase) -> dt.date | None:
    """The earliest running due date; `PenaltyCase.next_due` is its stored copy."""
    dues = [as_day(one.clock.due) for one in clocks_of(case) if one.running and one.clock.due]
    return min(dues, default=None)


def next_clock(case: PenaltyCase) -> Clock | None:
    running = [one.clock for one in clocks_of(case) if one.running and one.clock.due]
    return min(running, key=lambda clock: as_day(clock.due or dt.date.max), default=None)


def case_name(case: PenaltyCase) -> str:
    """Before the decision the cause carries 涉嫌."""
    return f"{case.party}{cause(case)}"


def cause(case: PenaltyCase) -> str:
    decided = case.state in {S.DECIDED, S.DELIVERED, S.EXECUTED, S.CLOSED, S.ARCHIVED}
    return f"{'' if decided else '涉嫌'}{case.violation.name_zh}案"


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
