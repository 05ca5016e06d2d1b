import datetime as dt

import pytest
from django.utils import timezone

from cases.actions import hearing as acts
from cases.flows.penalty import FLOW
from cases.queries.hearing import hearing_of, notice_clock, possible_hosts
from cases.queries.notice import hearing_clock, latest_notice
from cases.states import PenaltyState as S
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from enforcement.workdays import as_day
from tests.factories import user_with
from tests.factories.clock import clock_at
from tests.factories.penalty import ABOVE_HEARING, case_at, people_of, request_hearing, schedule, state_reason

pytestmark = pytest.mark.django_db


def earliest() -> dt.date:
    """The first day on which a hearing that is told of today may be held."""
    today = timezone.localdate()
    return next(
        day for day in (today + dt.timedelta(days=n) for n in range(60)) if as_day(notice_clock(day).due) >= today
    )


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), timezone.get_current_timezone())


def test_without_the_right_there_is_no_hearing() -> None:
    case = case_at(S.NOTIFIED)
    (unmet,) = FLOW.check(case, "request_hearing", people_of(case).handler)
    assert unmet.gate == "GT-DEC-004"


def test_the_request_counts_until_the_last_day() -> None:
    case = case_at(S.NOTIFIED, amount=ABOVE_HEARING)
    last = as_day(hearing_clock(latest_notice(case)).due)
    with clock_at(noon(last + dt.timedelta(days=3))):
        with pytest.raises(RuleBroken) as refused:
            request_hearing(case, people_of(case), requested_on=last + dt.timedelta(days=1))
        assert refused.value.field == "requested_on"
        request_hearing(case, people_of(case), requested_on=last)
    case.refresh_from_db()
    assert case.state == S.HEARING
    assert history(case).first().rule == hearing_clock(latest_notice(case)).rule.row_id


def test_a_statement_does_not_use_up_the_right() -> None:
    case = case_at(S.NOTIFIED, amount=ABOVE_HEARING)
    state_reason(case, people_of(case))
    request_hearing(case, people_of(case))
    assert case.state == S.HEARING


def test_the_parties_are_told_seven_working_days_before() -> None:
    case = case_at(S.HEARING)
    who, first = people_of(case), earliest()
    with pytest.raises(RuleBroken) as refused:
        schedule(case, who, first - dt.timedelta(days=1))
    assert refused.value.field == "held_on"
    schedule(case, who, first)
    assert hearing_of(case).held_on == first
    assert hearing_of(case).notified_on == timezone.localdate()


def test_the_host_did_not_handle_the_case() -> None:
    case = case_at(S.HEARING)
    who = people_of(case)
    assert who.handler not in possible_hosts(case, timezone.localdate())
    for host in (who.handler, user_with(Role.LEGAL_REVIEWER)):
        with pytest.raises(RuleBroken) as refused:
            acts.schedule_hearing(case, by=who.reviewer, held_on=earliest(), host=host, place="会议室")
        assert refused.value.field == "host"


def test_a_reviewer_who_handles_the_case_does_not_schedule() -> None:
    case = case_at(S.HEARING)
    reviewer = people_of(case).reviewer
    case.handlers.add(reviewer)
    assert "GT-DEC-006" in {one.gate for one in FLOW.check(case, "schedule_hearing", reviewer)}
    assert reviewer not in possible_hosts(case, timezone.localdate())


def test_a_hearing_is_held_by_its_host_on_its_day() -> None:
    case = case_at(S.HEARING)
    who, day = people_of(case), earliest()
    (unmet,) = FLOW.check(case, "hold_hearing", who.reviewer)
    assert (unmet.gate, unmet.url) == ("GT-DEC-004", f"{case.get_absolute_url()}do/schedule_hearing/")
    schedule(case, who, day)
    assert "不能提前" in FLOW.check(case, "hold_hearing", who.reviewer)[0].message
    other = user_with(Role.LEGAL_REVIEWER, bureau=case.bureau)
    with clock_at(noon(day)):
        assert "只有主持人" in FLOW.check(case, "hold_hearing", other)[0].message
        acts.hold_hearing(case, by=who.reviewer, record="问答", conclusion="事实清楚")
        case.refresh_from_db()
        assert case.state == S.STATED
        assert not FLOW.check(case, "submit_review", who.handler)
        assert FLOW.check(case, "request_hearing", who.handler)
