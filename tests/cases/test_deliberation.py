import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cases.actions import decision, investigation
from cases.flows.penalty import FLOW
from cases.models import Deliberation
from cases.queries.deliberation import amount_row, reasons
from cases.states import PenaltyState as S
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken
from tests.factories.penalty import DECISION, MODEST, REPORT, case_at, deliberate, people_of, take_step

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("amount", "due"), [("49999.99", False), ("50000.00", True)])
def test_the_amount_decides_whether_it_is_due(amount: str, due: bool) -> None:
    case = case_at(S.REVIEWED, amount=Decimal(amount))
    gates = {one.gate: one for one in FLOW.check(case, "decide", people_of(case).leader)}
    assert ("GT-DEC-007" in gates) == due
    if due:
        assert gates["GT-DEC-007"].url.endswith("/do/deliberate/")
        assert "50,000.00" in gates["GT-DEC-007"].message
        assert "待核定" in gates["GT-DEC-007"].message


def test_the_lapsed_amount_is_named_with_its_row() -> None:
    row = amount_row(timezone.localdate())
    assert row is not None
    assert "fine_min" in row.value


def test_a_grave_case_is_discussed_whatever_the_amount() -> None:
    case = case_at(S.INVESTIGATING)
    who = people_of(case)
    investigation.report(case, by=who.handler, **{**REPORT, "amount": MODEST, "grave": True})
    assert reasons(case, MODEST, timezone.localdate())
    for state in (S.NOTIFIED, S.STATED, S.REVIEWING, S.REVIEWED):
        take_step(case, state, who, MODEST)
    assert "GT-DEC-007" in {one.gate for one in FLOW.check(case, "decide", who.leader)}
    deliberate(case, who)
    assert not FLOW.check(case, "decide", who.leader)


def test_the_minutes_become_a_document() -> None:
    case = case_at(S.DELIBERATED)
    held = Deliberation.objects.get(penalty=case)
    document = Document.objects.get(subject=case.ref, kind="XZCFTLJL")
    assert held.document == document
    assert [one["name"] for one in document.context["attendees"]] == ["测甲", "测乙"]
    assert document.context["chair"] == people_of(case).head.name


def test_the_decision_follows_the_discussion() -> None:
    case = case_at(S.DELIBERATED)
    with pytest.raises(RuleBroken) as refused:
        decision.decide(case, by=people_of(case).leader, **DECISION, amount=Decimal("19999.99"))
    assert refused.value.field == "amount"
    decision.decide(case, by=people_of(case).leader, **DECISION, amount=MODEST)
    assert case.state == S.DECIDED


def test_a_handler_does_not_chair() -> None:
    case = case_at(S.REVIEWED)
    head = people_of(case).head
    case.handlers.add(head)
    assert "承办人" in FLOW.check(case, "deliberate", head)[0].message


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"attendees": "测甲 局长"}, "attendees"),
        ({"attendees": "测甲\n测乙"}, "attendees"),
        ({"record": "没有发言人"}, "record"),
        ({"amount": Decimal("50000.01")}, "amount"),
        ({"held_on": dt.date(2020, 1, 1)}, "held_on"),
        ({"held_on": dt.date(2099, 1, 1)}, "held_on"),
    ],
)
def test_what_the_minutes_must_say(changed: dict, field: str) -> None:
    case = case_at(S.REVIEWED)
    with pytest.raises(RuleBroken) as refused:
        deliberate(case, people_of(case), **changed)
    assert refused.value.field == field
