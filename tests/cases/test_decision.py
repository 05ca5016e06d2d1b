import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from cases.flows.penalty import FLOW
from cases.models import Decision, Investigation
from cases.queries.decision import discretion
from cases.queries.penalty import cause, clocks_of
from cases.rules.decision import Band, band_of
from cases.states import PartyKind, PenaltyState as S
from enforcement.accounts.models import Bureau, RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from enforcement.rulebook.queries import limit
from tests.factories.penalty import DECISION, MODEST, case_at, decide, people_of, propose, state_reason, take_step

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "slot", [None, {}, {"unit": "percent_of_last_year_income", "min": 60, "max": 100}, {"mode": "may"}]
)
def test_what_is_no_range_in_yuan_gives_no_band(slot: dict | None) -> None:
    assert band_of(slot) is None


def test_a_band_may_start_at_nothing_and_be_optional() -> None:
    assert band_of({"max": 50000, "mode": "may"}) == Band(Decimal(0), Decimal(50000), optional=True)


def test_the_decision_keeps_row_arithmetic_and_document() -> None:
    case = case_at(S.DECIDED)
    made = Decision.objects.get(penalty=case)
    document = Document.objects.get(subject=case.ref, kind="XZCFJDDW")
    assert (made.amount, made.document) == (MODEST, document)
    assert document.number == case.number.replace("应急立", "应急罚")
    assert made.violation.row_id in made.arithmetic[0]
    assert "20,000.00" in made.arithmetic[-1]
    entry = history(case).filter(act="penalty.decide").get()
    assert (entry.rule, entry.article, entry.after["amount"]) == (
        made.violation.row_id,
        made.violation.citation,
        "20000.00",
    )
    context = document.context
    assert context["payment"]["term"] == "十五日"
    assert "百分之三" in context["payment"]["late_fee"]
    assert (context["remedies"]["review_term"], context["remedies"]["suit_term"]) == ("六十日", "六个月")
    assert DECISION["correction"] in context["procedure"]
    assert "涉嫌" not in cause(case)


def test_a_person_gets_the_other_form() -> None:
    named = {"party": "测甲", "party_id": "530102198001010011", "party_post": "主要负责人"}
    case = case_at(S.DECIDED, case=propose(party_kind=PartyKind.PERSON, violation="VI-WS-096", **named))
    document = Document.objects.get(subject=case.ref, kind="XZCFJDGR")
    assert document.context["party"]["person"]
    assert document.context["party"]["name"] == "测甲"
    assert Document.objects.filter(subject=case.ref, kind="TZGZS").exists()


def test_an_old_act_is_judged_by_the_row_of_its_day_unless_the_new_one_is_lighter() -> None:
    case = propose(act_on=dt.date(2021, 8, 1))
    held = discretion(case, timezone.localdate())
    assert held.governing.at_act != held.governing.at_decision
    first, second, why, result = held.lines
    assert held.governing.at_act.row_id in first
    assert held.governing.at_decision.row_id in second
    assert why == held.governing.why
    assert "5万元以下" in result


@pytest.mark.parametrize("spoke", [True, False])
def test_not_above_what_the_party_was_told(spoke: bool) -> None:
    case = case_at(S.REVIEWED)
    with pytest.raises(RuleBroken) as refused:
        decide(case, people_of(case), amount=MODEST + Decimal("0.01"))
    assert refused.value.field == "amount"
    assert "20,000.00" in refused.value.message
    decide(case, people_of(case), amount=MODEST - Decimal("0.01") if spoke else MODEST)
    assert case.state == S.DECIDED


def test_outside_the_band_is_refused_with_the_row() -> None:
    case = case_at(S.REVIEWED)
    with pytest.raises(RuleBroken) as refused:
        decide(case, people_of(case), amount=Decimal(60000))
    assert case.violation.row_id in refused.value.message


def test_a_handler_does_not_decide() -> None:
    case = case_at(S.REVIEWED)
    leader = people_of(case).leader
    case.handlers.add(leader)
    assert "承办人" in FLOW.check(case, "decide", leader)[0].message


@pytest.mark.parametrize("name", ["bank_account", "reconsideration_body", "court"])
def test_a_decision_names_bank_and_remedies(name: str) -> None:
    case = case_at(S.REVIEWED)
    Bureau.objects.filter(pk=case.bureau_id).update(**{name: ""})
    case.refresh_from_db()
    (unmet,) = FLOW.check(case, "decide", people_of(case).leader)
    assert unmet.gate == "GT-DEC-008"


def test_all_unmet_gates_are_told_at_once() -> None:
    case = case_at(S.REVIEWED)
    Investigation.objects.filter(penalty=case).update(grave=True)
    Bureau.objects.filter(pk=case.bureau_id).update(court="")
    case.refresh_from_db()
    leader = people_of(case).leader
    case.handlers.add(leader)
    assert len(FLOW.check(case, "decide", leader)) == 3


def test_the_procedure_tells_what_was_said() -> None:
    case = case_at(S.NOTIFIED)
    who = people_of(case)
    state_reason(case, who, accepted=False, reply="理由不成立")
    from_review = case_at_review(case, who)
    text = Document.objects.get(subject=from_review.ref, kind="XZCFJDDW").context["procedure"]
    assert "已改正，请求从轻" in text
    assert "理由不成立" in text


def case_at_review(case, who):
    for state in (S.REVIEWING, S.REVIEWED, S.DECIDED):
        take_step(case, state, who, MODEST)
    return case


def test_delivery_starts_payment_and_remedies() -> None:
    case = case_at(S.DELIVERED)
    today = timezone.localdate()
    assert Decision.objects.get(penalty=case).delivered_on == today
    dues = {one.clock.rule.rule_key: one for one in clocks_of(case)}
    assert dues["payment"].running
    assert dues["payment"].clock.due >= today + dt.timedelta(days=limit("payment", today).length)
    assert {"reconsideration_application", "litigation"} <= dues.keys()
    assert case.next_due == dues["payment"].clock.due


def test_the_page_shows_both_rows_and_the_amount_in_capitals(client: Client) -> None:
    case = case_at(S.REVIEWED)
    client.force_login(people_of(case).leader)
    url = f"{case.get_absolute_url()}do/decide/"
    page = client.get(url).content.decode()
    assert page.count(case.violation.row_id) >= 2
    assert "人民币贰万元整" in page
    refused = client.post(url, {**DECISION, "amount": "20001", "reasons": "我的理由"})
    assert refused.status_code == 422
    assert "我的理由" in refused.content.decode()
    assert client.post(url, {**DECISION, "amount": "２０,000", "version": case.version}).status_code == 302
    assert Decision.objects.get(penalty=case).amount == MODEST


def test_who_reviewed_does_not_decide() -> None:
    case = case_at(S.REVIEWED)
    reviewer = case.legal_reviews.latest("pk").reviewed_by
    RoleGrant.objects.create(user=reviewer, role=Role.BUREAU_LEADER, valid_from="2020-01-01")
    unmet = FLOW.check(case, "decide", User.objects.get(pk=reviewer.pk))
    assert any("法制审核人员不能决定" in str(one.message) for one in unmet)


def test_an_officer_with_english_pages_issues_a_chinese_document() -> None:
    case = case_at(S.REVIEWED)
    with override("en"):
        decide(case, people_of(case))
    printed = json.dumps(Document.objects.get(kind="XZCFJDDW").context, ensure_ascii=False)
    with override("zh-hans"):
        other = case_at(S.REVIEWED)
        decide(other, people_of(other))
    again = json.dumps(Document.objects.filter(kind="XZCFJDDW").latest("pk").context, ensure_ascii=False)
    words = re.compile(r"[A-Za-z]{3,}")
    assert sorted(words.findall(printed)) == sorted(words.findall(again))
    assert Decision.objects.earliest("pk").arithmetic == Decision.objects.latest("pk").arithmetic
