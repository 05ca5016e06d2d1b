"""Cases that reached their state through the real acts, each by its own person."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from cases.actions import (
    archive,
    decision,
    deliberation,
    elements,
    execution,
    hearing,
    investigation,
    notice,
    penalty,
    review,
)
from cases.models import Decision, Inspection, Order, PenaltyCase
from cases.queries.elements import sheet, suggested
from cases.queries.hearing import possible_hosts
from cases.queries.investigation import evidence_in_force
from cases.queries.notice import latest_notice
from cases.rules.review import POINTS
from cases.states import DeliveryMethod, InspectionState, PenaltyState as S
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.roles import Role
from enforcement.outbox.work import run_due
from tests.factories.accounts import user_with
from tests.factories.inspection import PNG, inspection_at, team_of

SIGNS = "VI-WS-099-1"  # entity: up to 50,000 at first, 50,000 to 200,000 when overdue
ABOVE_HEARING = Decimal(50000)
MODEST = Decimal(20000)
OTHERS = (S.REJECTED, S.WITHDRAWN, S.HEARING, S.DELIBERATED)
PATH = (
    S.PROPOSED, S.INVESTIGATING, S.REPORTED, S.NOTIFIED, S.STATED, S.REVIEWING, S.REVIEWED, S.DECIDED, S.DELIVERED,
    S.EXECUTED, S.CLOSED, S.ARCHIVED,
)  # fmt: skip


@dataclass(frozen=True)
class People:
    handlers: list[User]
    leader: User
    head: User
    reviewer: User
    archivist: User

    @property
    def handler(self) -> User:
        return self.handlers[0]


def people_of(case: PenaltyCase | Inspection) -> People:
    """The bureau's own people, made at first use."""
    return People(
        list((case.handlers if isinstance(case, PenaltyCase) else case.officers).order_by("pk")),
        someone(case.bureau, Role.BUREAU_LEADER),
        someone(case.bureau, Role.PRINCIPAL_HEAD),
        someone(case.bureau, Role.LEGAL_REVIEWER),
        someone(case.bureau, Role.ARCHIVIST),
    )


def someone(bureau: Bureau, role: Role) -> User:
    held = User.objects.filter(bureau=bureau, grants__role=role).order_by("pk").first()
    return held or user_with(role, bureau=bureau)


def propose(inspection: Inspection | None = None, order: Order | None = None, **changed: Any) -> PenaltyCase:
    visit = inspection or (order.inspection if order else inspection_at(InspectionState.SEALED))
    values: dict[str, Any] = {
        "findings": list(visit.findings.all()), "violation": SIGNS, "act_on": timezone.localdate(),
        "facts": "一号车间动火区未设置安全警示标志", "handlers": team_of(visit), "order": order,
    }  # fmt: skip
    return penalty.propose_case(visit, by=team_of(visit)[0], **{**values, **changed})


REPORT: dict[str, Any] = {
    "facts": "一号车间动火区未设置安全警示标志",
    "evidence_text": "现场照片：证明未设置警示标志\n现场检查记录：证明检查经过",
    "circumstances": "",
    "reasons": "一处未设置，已着手改正",
    "grave": False,
    "crime_suspected": False,
}
DECISION = {"facts": REPORT["facts"], "reasons": "一处未设置，已着手改正", "correction": "已责令限期改正"}


def points(*failed: str) -> list[dict[str, Any]]:
    return [{"key": key, "ok": key not in failed, "note": ""} for key, _name in POINTS]


def delivery(**changed: Any) -> dict[str, Any]:
    proof = ContentFile(PNG, name="送达回执.png")
    given = {"method": DeliveryMethod.DIRECT, "acted_on": timezone.localdate(), "recipient": "赟喆堃", "proof": proof}
    return {**given, **changed}


def state_reason(case: PenaltyCase, who: People, **changed: Any) -> None:
    said = {
        "speaker": "赟喆堃",
        "text": "已改正，请求从轻",
        "accepted": True,
        "place": "本局",
        "heard_on": timezone.localdate(),
    }
    notice.record_statement(case, by=who.handler, **{**said, **changed})


def waive(case: PenaltyCase, who: People) -> None:
    notice.record_waiver(case, by=who.handler, heard_on=timezone.localdate(), speaker="赟喆堃")


def notify_and_deliver(case: PenaltyCase, who: People) -> None:
    notice.notify(case, by=who.handler)
    notice.deliver_notice(case, by=who.handler, **delivery())


def pay(case: PenaltyCase, who: People, **changed: Any) -> None:
    amount = Decision.objects.get(penalty=case).amount
    values = {"amount": amount, "paid_on": timezone.localdate(), "receipt": f"R{case.pk}-1"}
    execution.record_payment(case, by=who.handler, **{**values, **changed})


def execute(case: PenaltyCase, who: People) -> None:
    pay(case, who)
    execution.complete(case, by=who.handler)


def put_in_archive(case: PenaltyCase, who: People) -> None:
    run_due(limit=200)
    archive.archive(case, by=who.archivist, number=f"2026-{case.pk:05d}", retention="永久")


def deliberate(case: PenaltyCase, who: People, **changed: Any) -> None:
    values = {
        "held_on": timezone.localdate(), "attendees": "测甲 局长\n测乙 副局长", "record": "测甲：同意\n测乙：同意",
        "conclusion": "一致同意", "amount": latest_notice(case).amount,
    }  # fmt: skip
    deliberation.deliberate(case, by=who.head, **{**values, **changed})


def request_hearing(case: PenaltyCase, who: People, **changed: Any) -> None:
    values = {"requested_on": timezone.localdate(), "requested_by": "赟喆堃"}
    hearing.request_hearing(case, by=who.handler, **{**values, **changed})


def schedule(case: PenaltyCase, who: People, held_on: dt.date) -> None:
    hearing.schedule_hearing(
        case, by=who.reviewer, held_on=held_on, host=possible_hosts(case, timezone.localdate())[0], place="二楼会议室"
    )


def decide(case: PenaltyCase, who: People, **changed: Any) -> None:
    if not case.deliberations.exists() and latest_notice(case).amount >= ABOVE_HEARING:
        deliberate(case, who)
    decision.decide(case, by=who.leader, **{**DECISION, "amount": latest_notice(case).amount, **changed})


def fill_sheet(case: PenaltyCase, by: User, **changed: Any) -> None:
    """Every element of every charge with what is known of it, or in words of the officer."""
    pieces = [one.pk for one in evidence_in_force(case)]
    cells = [one for _charge, group in sheet(case) for one in group if one.lacks]
    given = [
        {"cell": one.key, "fact": suggested(case, one).get("fact") or f"{one.element.text}：已查证", "evidence": pieces,
         **changed}
        for one in cells
    ]  # fmt: skip
    if given:
        elements.prove(case, by=by, cells=given)


def report(case: PenaltyCase, who: People, amount: Decimal) -> None:
    fill_sheet(case, who.handler)
    investigation.report(case, by=who.handler, **REPORT, amount=amount)


def submit_review(case: PenaltyCase, who: People) -> None:
    fill_sheet(case, who.handler)
    review.submit_review(case, by=who.handler)


def take_step(case: PenaltyCase, target: str, who: People, amount: Decimal) -> None:
    {
        S.INVESTIGATING: lambda: penalty.approve_filing(case, by=who.leader, handlers=who.handlers),
        S.REPORTED: lambda: report(case, who, amount),
        S.NOTIFIED: lambda: notify_and_deliver(case, who),
        S.STATED: lambda: waive(case, who),
        S.REVIEWING: lambda: submit_review(case, who),
        S.REVIEWED: lambda: review.pass_review(case, by=who.reviewer, points=points(), opinion="合法适当"),
        S.DECIDED: lambda: decide(case, who),
        S.DELIVERED: lambda: decision.deliver_decision(case, by=who.handler, **delivery()),
        S.EXECUTED: lambda: execute(case, who),
        S.CLOSED: lambda: archive.close(case, by=who.leader),
        S.ARCHIVED: lambda: put_in_archive(case, who),
        S.REJECTED: lambda: penalty.reject_filing(case, by=who.leader, reason="违法行为轻微并及时改正"),
        S.WITHDRAWN: lambda: penalty.withdraw(case, by=who.leader, reason="违法事实不能成立"),
        S.HEARING: lambda: request_hearing(case, who),
        S.DELIBERATED: lambda: deliberate(case, who),
    }[S(target)]()


BEFORE = {S.REJECTED: S.PROPOSED, S.WITHDRAWN: S.INVESTIGATING, S.HEARING: S.NOTIFIED, S.DELIBERATED: S.REVIEWED}


def case_at(state: str, *, amount: Decimal | None = None, case: PenaltyCase | None = None) -> PenaltyCase:
    """A new case in that state, or this one further on; `amount` is what the report proposes, enough for a hearing
    where one is wanted."""
    case = case or propose()
    who = people_of(case)
    sum_ = amount or (ABOVE_HEARING if state == S.HEARING else MODEST)
    path = PATH[PATH.index(S(case.state)) + 1 : PATH.index(BEFORE.get(S(state), S(state))) + 1]
    for one in (*path, state) if state in BEFORE else path:
        take_step(case, one, who, sum_)
        case = PenaltyCase.objects.get(pk=case.pk)
    return case
