"""Cases that end without a fine, and what the party says against the discretion."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import archive, decision, execution, investigation, notice, review
from cases.actions.discretion import Proposed
from cases.flows.penalty import FLOW
from cases.models import Assessment, Investigation, PenaltyCase
from cases.queries.deliberation import reasons
from cases.queries.execution import account
from cases.queries.penalty import clocks_of
from cases.states import Outcome, PartyKind, PenaltyState as S
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from plans.models import Enterprise
from plans.states import Scale
from tests.factories.discretion import SLIGHT, benchmark_for, weigh
from tests.factories.penalty import (
    DECISION,
    REPORT,
    case_at,
    delivery,
    fill_sheet,
    notify_and_deliver,
    people_of,
    points,
    propose,
    take_step,
    waive,
)

pytestmark = pytest.mark.django_db
WARNS = "VI-OD-071-1"  # a warning, beside which a fine may be imposed
PLAIN_SIGNS = Decimal(25000)  # 15,000 to 35,000, in the middle


@pytest.fixture
def case() -> PenaltyCase:
    made = case_at(S.INVESTIGATING)
    Enterprise.objects.filter(pk=made.enterprise_id).update(scale=Scale.MEDIUM)
    benchmark_for(made)
    return PenaltyCase.objects.get(pk=made.pk)


def report(case: PenaltyCase, **given) -> PenaltyCase:
    return investigation.report(case, by=people_of(case).handler, **{**REPORT, **given})


def to_review(case: PenaltyCase) -> PenaltyCase:
    who = people_of(case)
    notify_and_deliver(case, who)
    waive(case, who)
    for state in (S.REVIEWING, S.REVIEWED):
        take_step(case, state, who, PLAIN_SIGNS)
    return case


# without a penalty


def test_exemption_needs_its_facts() -> None:
    """The article that must be fined by leaves no way out without the facts that open one."""
    party = {"party_kind": PartyKind.PERSON, "party": "测甲", "party_id": "530102198001010011"}
    case = case_at(S.INVESTIGATING, case=propose(violation="VI-WS-094", **party))
    benchmark_for(case)
    weigh(case, harm="some")
    for outcome in (Outcome.EXEMPT, Outcome.WARNING):
        with pytest.raises(RuleBroken) as refused:
            report(case, charges=[Proposed(1, outcome=outcome)])
        assert refused.value.field == "outcome"
    case = weigh(PenaltyCase.objects.get(pk=case.pk), SLIGHT)
    assert report(case, charges=[Proposed(1, outcome=Outcome.EXEMPT)]).state == S.REPORTED


def test_minor_and_corrected_must_not_be_fined(case: PenaltyCase) -> None:
    weigh(case, SLIGHT)
    with pytest.raises(RuleBroken, match="不予处罚") as refused:
        report(case, amount=Decimal(1000))
    assert refused.value.field == "outcome"
    case = report(case, charges=[Proposed(1, outcome=Outcome.EXEMPT)])
    assert Investigation.objects.get(penalty=case).amount == 0


def test_an_exempt_case_goes_to_its_end_without_notice_and_payment(case: PenaltyCase) -> None:
    weigh(case, SLIGHT)
    case = report(case, charges=[Proposed(1, outcome=Outcome.EXEMPT)])
    who = people_of(case)
    assert "没有处罚可告知" in FLOW.check(case, "notify", who.handler)[0].message
    assert all("#cell-" in one.url for one in FLOW.check(case, "submit_exempt", who.handler))
    with pytest.raises(StepRefused):
        review.submit_exempt(case, by=who.handler)
    fill_sheet(case, who.handler)
    case = review.submit_exempt(PenaltyCase.objects.get(pk=case.pk), by=who.handler)
    case = review.pass_review(case, by=who.reviewer, points=points(), opinion="合法适当")
    with pytest.raises(RuleBroken):
        decision.decide(case, by=who.leader, **DECISION, charges=[Proposed(1, outcome=Outcome.WARNING)])
    case = PenaltyCase.objects.get(pk=case.pk)
    case = decision.decide(case, by=who.leader, **DECISION, charges=[Proposed(1, outcome=Outcome.EXEMPT)])
    document = Document.objects.get(subject=case.ref, kind="BYCFJDS")
    assert document.title == "不予行政处罚决定书"
    assert "轻微" in document.context["reason"]
    decision.deliver_decision(case, by=who.handler, **delivery())
    case = PenaltyCase.objects.get(pk=case.pk)
    assert "payment" not in {one.clock.rule.rule_key for one in clocks_of(case)}
    assert account(case, timezone.localdate()).outstanding == 0
    assert "没有罚款" in FLOW.check(case, "record_payment", who.handler)[0].message
    execution.complete(case, by=who.handler)
    archive.close(case, by=who.leader)
    assert "不予行政处罚" in Document.objects.get(subject=case.ref, kind="JASPB").context["result"]


def test_what_is_to_be_penalised_is_told_first(case: PenaltyCase) -> None:
    case = report(weigh(case), amount=Decimal(20000))
    with pytest.raises(StepRefused):
        review.submit_exempt(case, by=people_of(case).handler)


def test_a_warning_needs_an_article_that_has_one(case: PenaltyCase) -> None:
    """Where the fine may be left out, a warning is still no penalty that anybody may invent."""
    weigh(case)
    with pytest.raises(RuleBroken, match="没有规定警告") as refused:
        report(case, charges=[Proposed(1, outcome=Outcome.WARNING)])
    assert refused.value.field == "outcome"


def test_a_fine_left_out_by_choice_is_explained() -> None:
    case = case_at(S.INVESTIGATING, case=propose(violation=WARNS))
    with pytest.raises(RuleBroken, match="写明不予处罚的理由") as refused:
        report(case, charges=[Proposed(1, outcome=Outcome.EXEMPT)])
    assert refused.value.field == "outside_reason"
    case = report(case, charges=[Proposed(1, outcome=Outcome.EXEMPT, outside_reason="当场改正，未造成后果")])
    kept = Assessment.objects.get(investigation__penalty=case)
    assert kept.outside_reason == "当场改正，未造成后果"
    assert not reasons(case, Decimal(0), timezone.localdate())
    assert "不予处罚的理由：当场改正" in Document.objects.get(subject=case.ref, kind="DCBG").context["discretion"]


def test_facts_changed_after_the_report_are_reported_first(case: PenaltyCase) -> None:
    case = report(weigh(case), amount=PLAIN_SIGNS)
    handler = people_of(case).handler
    assert not FLOW.check(case, "notify", handler)
    case = weigh(case, items=1)
    for step in ("notify", "resubmit_review", "submit_exempt"):
        found = [one for one in FLOW.check(case, step, handler) if "裁量事实已重新认定" in str(one.message)]
        assert [one.url.endswith("/do/revise_report/") for one in found] == [True]
    again = {**REPORT, "amount": Decimal(10000)}
    case = investigation.revise_report(PenaltyCase.objects.get(pk=case.pk), by=handler, **again)
    assert not FLOW.check(case, "notify", handler)


def test_a_warning_alone_is_told_decided_and_needs_no_payment() -> None:
    case = case_at(S.INVESTIGATING, case=propose(violation=WARNS))
    case = to_review(report(case, charges=[Proposed(1, outcome=Outcome.WARNING)]))
    who = people_of(case)
    assert Document.objects.get(subject=case.ref, kind="XZCFGZS").context["penalty"] == ["警告"]
    with pytest.raises(RuleBroken, match="不得加重"):
        decision.decide(case, by=who.leader, **DECISION, amount=Decimal(60000))
    case = decision.decide(
        PenaltyCase.objects.get(pk=case.pk), by=who.leader, **DECISION, charges=[Proposed(1, outcome=Outcome.WARNING)]
    )
    assert Document.objects.get(subject=case.ref, kind="XZCFJDDW").context["penalty"] == ["警告"]


# objection to the discretion


def said(case: PenaltyCase, **changed) -> PenaltyCase:
    given = {
        "heard_on": timezone.localdate(),
        "speaker": "赟喆堃",
        "text": "请求从轻",
        "accepted": True,
        "place": "本局",
    }
    return notice.record_statement(case, by=people_of(case).handler, **{**given, **changed})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"objects_to_discretion": True, "objection": "阶次过高"}, "explanation"),
        ({"objects_to_discretion": True, "explanation": "按基准"}, "objection"),
        ({"objection": "阶次过高"}, "objects_to_discretion"),
    ],
)
def test_an_objection_to_the_discretion_is_explained(changed: dict, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        said(case_at(S.NOTIFIED), **changed)
    assert refused.value.field == field


def test_objection_and_explanation_stand_on_the_page_and_in_the_decision(client: Client) -> None:
    words = {"objection": "阶次定得过高", "explanation": "两处未设置，属一般阶次"}
    case = said(case_at(S.NOTIFIED), objects_to_discretion=True, **words)
    who = people_of(case)
    entry = history(case).filter(act="penalty.record_statement").get()
    assert entry.after["explanation"] == words["explanation"]
    take_step(case, S.REVIEWING, who, PLAIN_SIGNS)
    client.force_login(who.reviewer)
    page = client.get(f"{case.get_absolute_url()}do/pass_review/").content.decode()
    assert all(word in page for word in words.values())
    for state in (S.REVIEWED, S.DECIDED):
        take_step(case, state, who, PLAIN_SIGNS)
    procedure = Document.objects.get(subject=case.ref, kind="XZCFJDDW").context["procedure"]
    assert all(word in procedure for word in words.values())
    assert all(word in client.get(case.get_absolute_url()).content.decode() for word in words.values())
