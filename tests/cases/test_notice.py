import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cases.actions import investigation, notice as acts
from cases.flows.penalty import FLOW
from cases.models import Notice, Statement
from cases.queries.notice import hearing_clock, hearing_threshold, latest_notice, statement_clock, window_ends
from cases.queries.penalty import clocks_of, next_due
from cases.rules.notice import hearing_due
from cases.states import PenaltyState as S, StatementKind
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.queries import gate
from tests.factories.clock import clock_at
from tests.factories.penalty import (
    ABOVE_HEARING,
    MODEST,
    REPORT,
    case_at,
    delivery,
    notify_and_deliver,
    people_of,
    state_reason,
    waive,
)

pytestmark = pytest.mark.django_db
VALUE = {"individual_min": 20000, "entity_min": 50000, "inclusive": True}


def days_later(count: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=count)


@pytest.mark.parametrize(
    ("amount", "person", "due"),
    [("49999.99", False, False), ("50000", False, True), ("19999.99", True, False), ("20000", True, True)],
)
def test_the_amount_itself_gives_the_right_to_a_hearing(amount: str, person: bool, due: bool) -> None:
    assert hearing_due(Decimal(amount), VALUE, person=person) == due


def test_an_amount_that_must_be_exceeded() -> None:
    assert not hearing_due(Decimal(50000), VALUE | {"inclusive": False}, person=False)


@pytest.mark.parametrize(("amount", "kind"), [("49999.99", "XZCFGZS"), ("50000.00", "TZGZS")])
def test_the_form_follows_the_amount(amount: str, kind: str) -> None:
    case = case_at(S.REPORTED, amount=Decimal(amount))
    acts.notify(case, by=people_of(case).handler)
    made = Notice.objects.get(penalty=case)
    assert (made.document.kind, made.hearing_right) == (kind, kind == "TZGZS")
    assert made.document.context["basis"][0]["citation"] == case.violation.citation
    assert (
        history(case).filter(act="penalty.notify").get().after["threshold"] == hearing_threshold(made.issued_on).row_id
    )


def test_the_lapsed_hearing_amount_is_marked() -> None:
    assert "待核定" in hearing_threshold(timezone.localdate()).mark


def test_nothing_is_recorded_before_delivery() -> None:
    case = case_at(S.REPORTED)
    by = people_of(case).handler
    acts.notify(case, by=by)
    for name in ("record_statement", "record_waiver", "record_silence", "request_hearing"):
        assert "GT-DEC-002" in {one.gate for one in FLOW.check(case, name, by)}, name
    assert not FLOW.check(case, "deliver_notice", by)


def test_delivery_starts_the_clocks_once() -> None:
    case = case_at(S.NOTIFIED, amount=ABOVE_HEARING)
    made = latest_notice(case)
    labels = {str(one.label) for one in clocks_of(case) if one.running}
    assert {"陈述申辩", "要求听证", "作出处罚决定"} == labels
    assert case.next_due == next_due(case) == statement_clock(made).due
    assert statement_clock(made).steps
    assert hearing_clock(made).due > made.delivered_on
    with pytest.raises(StepRefused):
        acts.deliver_notice(case, by=people_of(case).handler, **delivery())


def test_a_statement_is_recorded_with_its_document() -> None:
    case = case_at(S.NOTIFIED)
    state_reason(case, people_of(case))
    said = Statement.objects.get()
    assert (said.kind, said.accepted, said.notice.penalty) == (StatementKind.STATED, True, case)
    assert Document.objects.get(subject=case.ref, kind="DSRCSSB") == said.document
    assert history(case).first().article == gate("GT-DEC-003").citation


def test_what_is_not_accepted_needs_an_answer() -> None:
    case = case_at(S.NOTIFIED)
    with pytest.raises(RuleBroken) as refused:
        state_reason(case, people_of(case), accepted=False, reply=" ")
    assert refused.value.field == "reply"
    assert gate("GT-DEC-003").citation in refused.value.message
    state_reason(case, people_of(case), accepted=False, reply="情节已考虑")
    case.refresh_from_db()
    assert case.state == S.STATED


@pytest.mark.parametrize("days", [-1, 1])
def test_a_statement_lies_between_delivery_and_today(days: int) -> None:
    case = case_at(S.NOTIFIED)
    with pytest.raises(RuleBroken) as refused:
        state_reason(case, people_of(case), heard_on=timezone.localdate() + dt.timedelta(days=days))
    assert refused.value.field == "heard_on"


def test_silence_counts_only_after_the_last_day() -> None:
    case = case_at(S.NOTIFIED, amount=ABOVE_HEARING)
    by, ends = people_of(case).handler, window_ends(latest_notice(case))
    last_day = dt.datetime.combine(ends, dt.time(12), timezone.get_current_timezone())
    with clock_at(last_day):
        (unmet,) = FLOW.check(case, "record_silence", by)
    assert unmet.gate == "GT-DEC-003"
    assert str(ends) in unmet.message
    with clock_at(last_day + dt.timedelta(days=1)):
        acts.record_silence(case, by=by)
    assert Statement.objects.get().kind == StatementKind.SILENT


def test_the_party_may_speak_until_the_longer_of_both_periods_ends() -> None:
    made = latest_notice(case_at(S.NOTIFIED, amount=ABOVE_HEARING))
    assert window_ends(made) == max(statement_clock(made).due, hearing_clock(made).due)
    assert window_ends(latest_notice(case_at(S.NOTIFIED))) is not None


def test_review_waits_for_the_hearing_period_unless_waived() -> None:
    case = case_at(S.NOTIFIED, amount=ABOVE_HEARING)
    who = people_of(case)
    state_reason(case, who)
    (unmet,) = FLOW.check(case, "submit_review", who.handler)
    assert unmet.gate == "GT-DEC-004"
    with clock_at(days_later(30)):
        assert not FLOW.check(case, "submit_review", who.handler)
    waived = case_at(S.NOTIFIED, amount=ABOVE_HEARING)
    waive(waived, people_of(waived))
    assert not FLOW.check(waived, "submit_review", people_of(waived).handler)


def test_suspected_crime_goes_first() -> None:
    case = case_at(S.INVESTIGATING)
    by = people_of(case).handler
    investigation.report(case, by=by, **{**REPORT, "amount": MODEST, "crime_suspected": True})
    for step in ("notify", "resubmit_review"):
        assert "GT-DEC-012" in {one.gate for one in FLOW.check(case, step, by)}
    investigation.revise_report(case, by=by, **{**REPORT, "amount": MODEST})
    assert not FLOW.check(case, "notify", by)


def back_with(amount: str, **changed) -> tuple:
    """A case whose party spoke up, investigated again and reported anew."""
    case = case_at(S.NOTIFIED)
    who = people_of(case)
    state_reason(case, who)
    investigation.supplement(case, by=who.handler, reason="复核当事人意见")
    investigation.report(case, by=who.handler, **{**REPORT, "amount": Decimal(amount), **changed})
    return case, who


def test_no_heavier_notice_for_the_same_facts_after_a_statement() -> None:
    case, who = back_with("20000.01")
    (unmet,) = FLOW.check(case, "notify", who.handler)
    assert unmet.gate == "GT-DEC-003"


@pytest.mark.parametrize(("amount", "changed"), [("20000", {}), ("30000", {"facts": "另查明二号车间也未设置"})])
def test_an_equal_fine_or_new_facts_may_be_told(amount: str, changed: dict) -> None:
    case, who = back_with(amount, **changed)
    assert not FLOW.check(case, "notify", who.handler)
    notify_and_deliver(case, who)
    assert case.notices.count() == 2
    assert latest_notice(case).amount == Decimal(amount)


def test_the_refusal_of_silence_carries_the_mark_of_the_lapsed_period() -> None:
    case = case_at(S.NOTIFIED)
    (unmet,) = FLOW.check(case, "record_silence", people_of(case).handler)
    mark = statement_clock(latest_notice(case)).mark
    assert "待核定" in mark
    assert mark in str(unmet.message)
