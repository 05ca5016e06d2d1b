import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import decision, investigation
from cases.flows.penalty import FLOW
from cases.models import Deliberation
from cases.queries.deliberation import reasons
from cases.states import PenaltyState as S
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken
from enforcement.rulebook.upkeep import set_value
from enforcement.rulebook.values import open_value
from tests.factories.penalty import DECISION, MODEST, REPORT, case_at, deliberate, people_of, take_step

pytestmark = pytest.mark.django_db


AMOUNT_ROW = "TH-COL-002"  # lapsed on 2026-01-31, known from memory only


@pytest.mark.parametrize(("amount", "told"), [("49999.99", False), ("50000.00", True)])
def test_an_amount_nobody_set_warns_and_blocks_nothing(client: Client, amount: str, told: bool) -> None:
    case = case_at(S.REVIEWED, amount=Decimal(amount))
    leader = people_of(case).leader
    assert not FLOW.check(case, "decide", leader)
    assert not FLOW.check(case, "deliberate", people_of(case).head)
    warnings = FLOW.warnings(case, "decide", leader)
    assert bool(warnings) == told
    client.force_login(leader)
    page = client.get(f"{case.get_absolute_url()}do/decide/").content.decode()
    assert ("50,000.00" in page and "待核定" in page) == told
    if told:
        assert warnings[0].url.endswith("/do/deliberate/")
    decision.decide(case, by=leader, **DECISION, amount=Decimal(amount))


@pytest.mark.parametrize(("amount", "due"), [("29999.99", False), ("30000.00", True)])
def test_the_value_of_the_bureau_decides_whether_it_is_due(amount: str, due: bool) -> None:
    case = case_at(S.REVIEWED, amount=Decimal(amount))
    who, today = people_of(case), timezone.localdate()
    assert open_value(AMOUNT_ROW, case.bureau, today) is not None
    set_value(AMOUNT_ROW, by=who.head, value={"fine_min": 30000, "confiscation_min": 30000}, note="局务会决定")
    gates = {one.gate: one for one in FLOW.check(case, "decide", who.leader)}
    assert ("GT-DEC-007" in gates) == due
    assert not FLOW.warnings(case, "decide", who.leader)
    if due:
        assert gates["GT-DEC-007"].url.endswith("/do/deliberate/")
        assert "30,000.00" in gates["GT-DEC-007"].message
        deliberate(case, who)
        assert not FLOW.check(case, "decide", who.leader)


def test_a_further_discussion_replaces_what_was_agreed() -> None:
    case = case_at(S.DELIBERATED)
    who = people_of(case)
    deliberate(case, who, amount=Decimal(15000), conclusion="复议后减少")
    assert Document.objects.filter(subject=case.ref, kind="XZCFTLJL").count() == 2
    with pytest.raises(RuleBroken, match="集体讨论确定"):
        decision.decide(case, by=who.leader, **DECISION, amount=MODEST)
    case.refresh_from_db()
    decision.decide(case, by=who.leader, **DECISION, amount=Decimal(15000))


def test_nothing_heavier_than_told_is_agreed_on() -> None:
    case = case_at(S.REVIEWED)
    with pytest.raises(RuleBroken, match="不得加重") as refused:
        deliberate(case, people_of(case), amount=MODEST + 1)
    assert refused.value.field == "amount"


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
