"""Discretion of a case: facts with evidence in, tier, range and amount out; several charges, and none penalised."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import charge, decision, deliberation, discretion, investigation
from cases.actions.discretion import Proposed
from cases.flows.penalty import FLOW
from cases.models import Assessment, Charge, DecidedCharge, Decision, Evidence, Investigation, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.penalty import cause
from cases.queries.weighing import Earlier, warnings, weighing_of
from cases.states import Outcome, PenaltyState as S
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken, StepRefused
from enforcement.rulebook.models import Violation
from plans.models import Enterprise
from plans.states import Scale
from tests.factories.discretion import PLAIN, answers_to, benchmark_for, weigh
from tests.factories.penalty import (
    DECISION,
    REPORT,
    case_at,
    notify_and_deliver,
    people_of,
    take_step,
    waive,
)

pytestmark = pytest.mark.django_db
TRAINING = "VI-WS-097-3"  # entity at first: up to 100,000
MINUTES = {"attendees": "测甲 局长\n测乙 副局长", "record": "测甲：同意\n测乙：同意", "conclusion": "同意"}
PLAIN_SIGNS = Decimal(25000)  # 15,000 to 35,000, in the middle


@pytest.fixture
def case() -> PenaltyCase:
    made = case_at(S.INVESTIGATING)
    Enterprise.objects.filter(pk=made.enterprise_id).update(scale=Scale.MEDIUM)
    benchmark_for(made)
    return PenaltyCase.objects.get(pk=made.pk)


def report(case: PenaltyCase, **given) -> PenaltyCase:
    return investigation.report(case, by=people_of(case).handler, **{**REPORT, **given})


def two(case: PenaltyCase) -> PenaltyCase:
    made = charge.add_charge(case, by=people_of(case).handler, violation=TRAINING, act_on=timezone.localdate())
    return weigh(made)


def only(case: PenaltyCase):
    return charges_of(case)[0]


def test_nothing_is_proposed_before_the_facts_are_answered(case: PenaltyCase) -> None:
    (unmet,) = FLOW.check(case, "report", people_of(case).handler)
    assert unmet.url == f"/penalties/{case.pk}/discretion/#charge-1"
    assert "裁量权基准" in unmet.article
    assert "违法情节" in unmet.message
    with pytest.raises(StepRefused):
        report(case, amount=PLAIN_SIGNS)
    assert not FLOW.check(weigh(case), "report", people_of(case).handler)


def test_tier_range_and_amount_follow_from_the_facts(case: PenaltyCase) -> None:
    held = weighing_of(only(weigh(case)), timezone.localdate())
    assert (held.assessed.tier_code, held.assessed.low, held.assessed.high) == ("B", 15000, 35000)
    grave = weighing_of(only(weigh(case, items=3, circumstances="grave")), timezone.localdate())
    assert grave.assessed.tier_code == "C"
    assert grave.assessed.suggested > held.assessed.suggested
    assert held.basis.startswith("《云岭市应急管理局")
    assert "待核定" in held.basis


def test_the_report_keeps_facts_basis_and_arithmetic(case: PenaltyCase) -> None:
    report(weigh(case), amount=Decimal(20000))
    kept = Assessment.objects.get(investigation__penalty=case)
    assert (kept.tier, kept.low, kept.high, kept.amount) == ("B", 15000, 35000, 20000)
    facts = {one["key"]: one for one in kept.facts}
    assert facts["items"]["value"] == 2
    assert facts["items"]["evidence"] == ["A-01"]
    assert facts["repeated_365"]["source"] == "record:repetition_365"
    assert {"law", "tier"} <= {one["code"] for one in kept.arithmetic}
    printed = Document.objects.get(subject=case.ref, kind="DCBG").context
    assert "云岭市应急管理局安全生产行政处罚裁量权基准" in printed["discretion"]
    assert "一般" in printed["discretion"]


def test_a_fact_without_evidence_is_refused_by_its_name(case: PenaltyCase) -> None:
    answers = answers_to(only(case), {"circumstances": "plain"}, proved=False)
    with pytest.raises(RuleBroken, match="违法情节") as refused:
        discretion.weigh(case, by=people_of(case).handler, answers={1: answers})
    assert refused.value.field == "fact_1_circumstances"
    answers = [{"key": "circumstances", "value": "plain", "evidence": ["A-99"]}]
    with pytest.raises(RuleBroken):
        discretion.weigh(case, by=people_of(case).handler, answers={1: answers})
    assert only(case).facts == []


def test_evidence_made_void_proves_nothing_any_more(case: PenaltyCase) -> None:
    weigh(case)
    by = people_of(case).handler
    Evidence.objects.filter(inspection=case.inspection).update(
        voided_at=timezone.now(), voided_by=by, void_reason="重复采集"
    )
    assert any("没有有效证据" in str(one.message) for one in FLOW.check(case, "report", by))


def test_a_value_of_the_wrong_kind_is_refused_at_its_question(case: PenaltyCase) -> None:
    with pytest.raises(RuleBroken) as refused:
        weigh(case, items="许多")
    assert refused.value.field == "fact_1_items"


def test_beyond_the_tier_asks_for_a_reason_and_a_discussion(case: PenaltyCase) -> None:
    weigh(case)
    with pytest.raises(RuleBroken) as refused:
        report(case, amount=Decimal(40000))
    assert refused.value.field == "outside_reason"
    proposed = Proposed(1, amount=Decimal(40000), outside_reason="现场有易燃物，危险性明显大于一般情形")
    case = report(case, charges=[proposed])
    who = people_of(case)
    notify_and_deliver(case, who)
    waive(case, who)
    for state in (S.REVIEWING, S.REVIEWED):
        take_step(case, state, who, PLAIN_SIGNS)
    unmet = FLOW.check(case, "decide", who.leader)
    assert [one.gate for one in unmet] == ["GT-DEC-007"]
    assert "危险性明显大于" in unmet[0].message
    take_step(case, S.DELIBERATED, who, PLAIN_SIGNS)
    decision.decide(case, by=who.leader, **DECISION, amount=Decimal(40000))
    kept = DecidedCharge.objects.get(decision__penalty=case)
    assert kept.outside_reason == proposed.outside_reason
    assert "危险性明显大于" in Document.objects.get(kind="XZCFJDDW").context["discretion"]


def test_nobody_leaves_the_tier_alone_when_deciding(case: PenaltyCase) -> None:
    case = to_review(report(weigh(case), amount=PLAIN_SIGNS))
    who = people_of(case)
    with pytest.raises(RuleBroken) as refused:
        decision.decide(case, by=who.leader, **DECISION, amount=Decimal(10000))
    assert refused.value.field == "amount"
    assert "集体讨论" in refused.value.message
    minutes = {**MINUTES, "conclusion": "情节较轻，同意减少"}
    deliberation.deliberate(case, by=who.head, held_on=timezone.localdate(), **minutes, amount=Decimal(10000))
    decision.decide(case, by=who.leader, **DECISION, amount=Decimal(10000))
    assert DecidedCharge.objects.get(decision__penalty=case).outside_reason == "情节较轻，同意减少"


def to_review(case: PenaltyCase) -> PenaltyCase:
    who = people_of(case)
    notify_and_deliver(case, who)
    waive(case, who)
    for state in (S.REVIEWING, S.REVIEWED):
        take_step(case, state, who, PLAIN_SIGNS)
    return case


@pytest.mark.parametrize("amount", ["50000.01", "0", "-1"])
def test_outside_the_law_nothing_helps(case: PenaltyCase, amount: str) -> None:
    weigh(case)
    with pytest.raises(RuleBroken) as refused:
        report(case, charges=[Proposed(1, amount=Decimal(amount), outside_reason="理由充分")])
    assert refused.value.field == "amount"
    assert case.violation.row_id in refused.value.message


def test_facts_in_contradiction_are_told(case: PenaltyCase) -> None:
    weigh(case, harm="accident", circumstances="slight")
    assert any("不能认定为轻微" in str(one.message) for one in FLOW.check(case, "report", people_of(case).handler))


# several charges


def test_two_charges_are_weighed_apart_and_added_up(case: PenaltyCase) -> None:
    case = two(case)
    charges = [Proposed(1, amount=Decimal(20000)), Proposed(2, amount=Decimal(50000))]
    case = report(case, charges=charges)
    made = Investigation.objects.get(penalty=case)
    assert made.amount == 70000
    assert [one.amount for one in made.assessments.all()] == [20000, 50000]
    assert "20,000 + 50,000 = 70,000" in made.arithmetic[-1]
    who = people_of(case)
    notify_and_deliver(case, who)
    told = Document.objects.get(subject=case.ref, kind="TZGZS").context
    assert len(told["basis"]) == 2
    assert told["combined"]
    assert "未设置明显的安全警示标志" in told["penalty"][0]
    assert "50000.00元" in told["penalty"][1]
    assert "裁量权基准" in told["discretion"]


def test_every_charge_needs_its_answer(case: PenaltyCase) -> None:
    case = two(case)
    with pytest.raises(RuleBroken) as refused:
        report(case, charges=[Proposed(1, amount=Decimal(20000))])
    assert refused.value.field == "outcome_2"
    with pytest.raises(RuleBroken):
        report(case, amount=Decimal(20000))
    with pytest.raises(RuleBroken) as refused:
        report(case, charges=[Proposed(1, amount=Decimal(20000)), Proposed(2, amount=Decimal(200000))])
    assert refused.value.field == "amount_2"


def test_no_charge_gets_heavier_even_when_the_sum_does_not(case: PenaltyCase) -> None:
    case = to_review(
        report(two(case), charges=[Proposed(1, amount=Decimal(20000)), Proposed(2, amount=Decimal(40000))])
    )
    who = people_of(case)
    take_it = {"facts": REPORT["facts"], "reasons": "一般", "correction": "已责令改正"}
    shifted = [Proposed(1, amount=Decimal(25000)), Proposed(2, amount=Decimal(35000))]
    with pytest.raises(RuleBroken, match="不得加重") as refused:
        deliberation.deliberate(case, by=who.head, held_on=timezone.localdate(), **MINUTES, charges=shifted)
    assert refused.value.field == "amount_1"
    case.refresh_from_db()
    with pytest.raises(RuleBroken, match="不得加重") as refused:
        decision.decide(case, by=who.leader, **take_it, charges=shifted)
    assert refused.value.field == "amount_1"


def test_the_decision_keeps_each_charge_and_departs_from_no_agreement(case: PenaltyCase) -> None:
    told = [Proposed(1, amount=Decimal(20000)), Proposed(2, amount=Decimal(40000))]
    case = to_review(report(two(case), charges=told))
    who = people_of(case)
    take_it = {"facts": REPORT["facts"], "reasons": "一般", "correction": "已责令改正"}
    deliberation.deliberate(case, by=who.head, held_on=timezone.localdate(), **MINUTES, charges=told)
    with pytest.raises(RuleBroken, match="集体讨论确定") as refused:
        decision.decide(case, by=who.leader, **take_it, charges=[told[0], Proposed(2, amount=Decimal(39000))])
    assert refused.value.field == "amount_2"
    decision.decide(case, by=who.leader, **take_it, charges=told)
    rows = list(DecidedCharge.objects.filter(decision__penalty=case))
    assert [(one.rule_key, one.slot, one.amount) for one in rows] == [
        ("VI-WS-099-1", "entity_first", 20000), (TRAINING, "entity_first", 40000),
    ]  # fmt: skip
    assert {(one.bureau, one.decided_on, one.scale) for one in rows} == {
        (case.bureau, timezone.localdate(), case.enterprise.scale)
    }
    assert Decision.objects.get(penalty=case).amount == 60000
    printed = Document.objects.get(subject=case.ref, kind="XZCFJDDW").context
    assert len(printed["violated"]) == len(printed["penalty"]) == 2
    case.refresh_from_db()
    assert cause(case) == "未设置明显的安全警示标志、未按规定进行安全生产教育和培训或者未如实告知有关事项案"


def test_a_new_charge_after_the_notice_is_told_again(case: PenaltyCase) -> None:
    case = report(weigh(case), amount=Decimal(20000))
    who = people_of(case)
    notify_and_deliver(case, who)
    waive(case, who)
    case = investigation.supplement(case, by=who.handler, reason="另有违法行为")
    case = report(two(case), charges=[Proposed(1, amount=Decimal(20000)), Proposed(2, amount=Decimal(40000))])
    unmet = FLOW.check(case, "resubmit_review", who.handler)
    assert "GT-DEC-002" in {one.gate for one in unmet}


# double fines


def test_a_double_fine_is_warned_of_and_answered(case: PenaltyCase) -> None:
    by = people_of(case).handler
    charge.add_charge(case, by=by, violation="VI-HC-101-10", act_on=only(case).act_on)
    assert warnings(case, timezone.localdate())
    weigh(case)
    held = [weighing_of(one, timezone.localdate()).assessed for one in charges_of(case)]
    amounts = [one.suggested or one.weighed.statutory.largest for one in held]
    charges = [Proposed(n, amount=amount) for n, amount in enumerate(amounts, start=1)]
    with pytest.raises(RuleBroken) as refused:
        report(case, charges=charges)
    assert refused.value.field == "warnings_answer"
    case = report(case, charges=charges, warnings_answer="两处不同的设施，不是同一行为")
    kept = Assessment.objects.filter(investigation__penalty=case).first()
    assert kept.warnings
    assert kept.warnings_answer == "两处不同的设施，不是同一行为"


def test_earlier_charges_cost_no_query_each(case: PenaltyCase) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as asked:
            warnings(case, timezone.localdate())
        return len(asked)

    decided_earlier(case, 10, "99")
    asked()
    before = asked()
    decided_earlier(case, 20, "98")
    assert asked() == before


# what the record knows


def decided_earlier(case: PenaltyCase, days: int, number: str = "99") -> DecidedCharge:
    """A decision of another case of the same enterprise, so many days before the act."""
    other = case_at(S.DECIDED)
    PenaltyCase.objects.filter(pk=other.pk).update(enterprise=case.enterprise, bureau=case.bureau, party=case.party,
                                                     number=f"（云）应急立〔2025〕{number}号")  # fmt: skip
    DecidedCharge.objects.filter(decision__penalty=other).update(
        bureau=case.bureau, decided_on=only(case).act_on - dt.timedelta(days=days)
    )
    return DecidedCharge.objects.get(decision__penalty=other)


@pytest.mark.parametrize(("days", "within_180", "within_365"), [(180, 1, 1), (181, 0, 1), (365, 0, 1), (366, 0, 0)])
def test_repetition_is_counted_from_our_own_decisions(days: int, within_180: int, within_365: int) -> None:
    case = case_at(S.INVESTIGATING)
    earlier = decided_earlier(case, days)
    assert [len(Earlier(only(case)).repeated(n)) for n in (180, 365)] == [within_180, within_365]
    benchmark_for(case)
    known = {one.question.key: one for one in weighing_of(only(case), timezone.localdate()).known}
    assert known["repeated_365"].value == within_365
    assert known["first_offence"].value is False
    assert known["first_offence"].cases == (earlier,)


def test_another_violation_or_another_party_is_no_repetition() -> None:
    case = case_at(S.INVESTIGATING)
    row = decided_earlier(case, 10)
    DecidedCharge.objects.filter(pk=row.pk).update(rule_key=TRAINING)
    assert not Earlier(only(case)).repeated(365)
    DecidedCharge.objects.filter(pk=row.pk).update(rule_key=row.rule_key, outcome=Outcome.EXEMPT)
    assert not Earlier(only(case)).repeated(365)


def test_the_register_is_not_asked_again(case: PenaltyCase) -> None:
    held = weighing_of(only(case), timezone.localdate())
    assert "scale" in {one.question.key for one in held.known}
    Enterprise.objects.filter(pk=case.enterprise_id).update(scale="")
    held = weighing_of(only(PenaltyCase.objects.get(pk=case.pk)), timezone.localdate())
    assert "scale" in {one.key for one in held.asked}


# pages


def posted(case: PenaltyCase, **facts) -> dict:
    found = {"version": case.version}
    for one in answers_to(only(case), {**PLAIN, **facts}):
        found[f"fact_1_{one['key']}"] = one["value"]
        found[f"evidence_1_{one['key']}"] = one["evidence"]
    return found


def test_the_page_computes_without_keeping_and_keeps_when_asked(case: PenaltyCase, client: Client) -> None:
    client.force_login(people_of(case).handler)
    url = f"{case.get_absolute_url()}discretion/"
    assert "尚未回答" in client.get(url).content.decode()
    page = client.post(url, {**posted(case), "compute": "1"})
    assert page.status_code == 200
    assert "计算得出的金额" in page.content.decode()
    assert only(case).facts == []
    assert client.post(url, {**posted(case), "save": "1"}).status_code == 302
    assert len(only(case).facts) == len(answers_to(only(case), PLAIN))
    assert "计算得出的金额" in client.get(url).content.decode()


def test_the_page_refuses_and_keeps_what_was_typed(case: PenaltyCase, client: Client) -> None:
    client.force_login(people_of(case).handler)
    url = f"{case.get_absolute_url()}discretion/"
    wrong = client.post(url, {**posted(case), "fact_1_items": "很多处", "save": "1"})
    assert wrong.status_code == 422
    assert "很多处" in wrong.content.decode()
    bare = client.post(url, {**posted(case), "evidence_1_items": [], "save": "1"})
    assert bare.status_code == 422
    assert "没有证据" in bare.content.decode()
    assert only(case).facts == []


def test_an_empty_post_is_answered(case: PenaltyCase, client: Client) -> None:
    client.force_login(people_of(case).handler)
    answer = client.post(f"{case.get_absolute_url()}discretion/", b"", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


def test_a_stale_page_keeps_nothing(case: PenaltyCase, client: Client) -> None:
    client.force_login(people_of(case).handler)
    typed = posted(case)
    weigh(case)
    answer = client.post(f"{case.get_absolute_url()}discretion/", {**typed, "save": "1"})
    assert answer.status_code == 409


def test_others_see_but_do_not_answer(case: PenaltyCase, client: Client) -> None:
    client.force_login(people_of(case).leader)
    url = f"{case.get_absolute_url()}discretion/"
    page = client.get(url).content.decode()
    assert "保存裁量事实" not in page
    assert client.post(url, {**posted(case), "save": "1"}).status_code == 403


def test_the_report_form_has_a_block_for_each_charge(case: PenaltyCase, client: Client) -> None:
    case = two(case)
    client.force_login(people_of(case).handler)
    url = f"{case.get_absolute_url()}do/report/"
    page = client.get(url).content.decode()
    assert 'name="amount_1"' in page
    assert 'name="outcome_2"' in page
    typed = {**REPORT, "grave": "", "crime_suspected": "", "version": case.version, "outcome_1": "fine",
             "amount_1": "20000", "outcome_2": "fine", "amount_2": "80000"}  # fmt: skip
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "超出裁量阶次" in refused.content.decode()
    done = client.post(url, {**typed, "outside_reason_2": "人数众多且多次发生"})
    assert done.status_code == 302
    assert [one.amount for one in Assessment.objects.filter(investigation__penalty=case)] == [20000, 80000]
    case.refresh_from_db()
    assert "人数众多" in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("key", "facts", "told", "resolved"),
    [
        ("VI-WS-114", {"accident_level": "larger", "aggravated": "no"}, "较大事故", "100万元以上200万元以下"),
        ("VI-WS-092B", {"illegal_gains": 200_000}, "10万以上处2-5倍", "40万元以上100万元以下"),
        ("VI-WS-095", {"accident_level": "general", "last_year_income": 100_000}, "40%", "4万元"),
    ],
)
def test_a_fine_that_depends_on_facts_is_told_as_the_row_gives_it_and_as_the_facts_resolve_it(
    case: PenaltyCase, key: str, facts: dict, told: str, resolved: str
) -> None:
    """Overdue, where the row has no fine of its own for it."""
    today = timezone.localdate()
    row = Violation.objects.current().in_force(today).get(rule_key=key)
    slot = "entity" if row.entity_first else "persons"
    PenaltyCase.objects.filter(pk=case.pk).update(party_kind="person" if slot == "persons" else "entity")
    Charge.objects.filter(pk=only(case).pk).update(violation=row, overdue=True)
    open_, held = (
        weighing_of(only(PenaltyCase.objects.get(pk=case.pk)), today, given)
        for given in ([], [{"key": name, "value": value} for name, value in facts.items()])
    )
    assert (held.slot, held.law.slot) == (f"{slot}_first", f"{slot}_first")
    assert told in open_.law.lines[0]
    assert told in open_.law.lines[-1]
    assert resolved in held.law.lines[-1]
