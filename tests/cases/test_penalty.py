"""Filing and the flow as a whole; the stages between have their own files."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import penalty as acts
from cases.flows.penalty import FLOW
from cases.guards.gates import cited
from cases.jobs.penalty import project_penalty_dues
from cases.models import Finding, PenaltyCase
from cases.queries.penalty import ENDED, clocks_of, next_due, tracker
from cases.states import FindingState, InspectionState, OrderState, PartyKind, PenaltyState as S
from cases.views.penalty_pages import act_address
from enforcement.accounts.models import Certificate
from enforcement.accounts.roles import ROLES, Role
from enforcement.documents.models import Document
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.queries import gate, violation
from tests.factories import bureau, user_with
from tests.factories.inspection import inspection_at, team_of
from tests.factories.order import order_at, reinspected
from tests.factories.penalty import SIGNS, case_at, people_of, propose, someone

pytestmark = pytest.mark.django_db
PARTS = ("", "evidence/", "documents/", "flow/", "clocks/", "execution/", "log/")


@pytest.mark.parametrize("state", S.values)
def test_every_state_by_step_and_role(state: str, client: Client) -> None:
    """Reached through the acts; in it only the right role may take only the steps that start there; all pages open."""
    case = case_at(state)
    assert case.state == state
    assert case.next_due == next_due(case)
    for role in Role:
        person = someone(case.bureau, role)
        open_to = [one for one, _unmet in FLOW.open_steps(case, person)]
        for step in FLOW.steps:
            allowed = step.permission in ROLES[role] and state in step.sources
            assert (step in open_to) == allowed, (role, step.name)
            if not allowed:
                assert FLOW.check(case, step.name, person), (role, step.name)
    client.force_login(people_of(case).handler)
    for part in PARTS:
        assert client.get(f"{case.get_absolute_url()}{part}").status_code == 200, part
    for step in pages_of_steps(state):
        assert client.get(act_address(case)(step)).status_code == 200, step
    own_steps_are_for_certified_handlers(case)


def pages_of_steps(state: str) -> list[str]:
    """Those that start here, and of the others every fourth, which ones differs by state: each is opened in some state
    where it cannot be taken."""
    turn = S.values.index(state)
    return [one.name for n, one in enumerate(FLOW.steps) if state in one.sources or (n + turn) % 4 == 0]


def own_steps_are_for_certified_handlers(case: PenaltyCase) -> None:
    own = [one.name for one in FLOW.steps if one.permission == "handle_cases" and case.state in one.sources]
    colleague, handler = user_with(Role.INSPECTOR, bureau=case.bureau), people_of(case).handler
    for name in own:
        assert "只有本案承办人可以办理" in {one.message for one in FLOW.check(case, name, colleague)}, name
    Certificate.objects.filter(user=handler).update(valid_to=dt.date(2020, 1, 1))
    for name in own:
        assert "GT-INS-003" in {one.gate for one in FLOW.check(case, name, handler)}, name


@pytest.mark.parametrize("state", S.values)
def test_each_state_has_an_owner_who_can_act_or_rests(state: str) -> None:
    owners = FLOW.turn(state)
    steps = [one for one in FLOW.steps if state in one.sources]
    assert bool(owners) == bool(steps)
    for role in owners:
        assert any(one.permission in ROLES[role] for one in steps)


def test_a_proposal_has_no_number_and_waits_for_filing() -> None:
    case = propose()
    assert (case.state, case.number, str(case)) == (S.PROPOSED, "", f"{case.party}（预立案）")
    assert case.party == case.enterprise.name
    entry = history(case).first()
    assert (entry.act, entry.rule) == ("penalty.propose", case.violation.row_id)
    assert entry.article == case.violation.citation
    assert not Document.objects.filter(subject=case.ref).exists()


def test_an_unsealed_record_cannot_lead_to_a_case() -> None:
    with pytest.raises(StepRefused):
        propose(inspection_at(InspectionState.UNDER_WAY))


def test_a_finding_is_in_one_open_case_only() -> None:
    case = propose()
    with pytest.raises(RuleBroken) as refused:
        propose(case.inspection)
    assert refused.value.field == "findings"
    acts.reject_filing(case, by=people_of(case).leader, reason="违法行为轻微")
    assert propose(case.inspection).pk != case.pk


def test_a_finding_without_basis_cannot_lead_to_a_case() -> None:
    visit = inspection_at(InspectionState.SEALED)
    Finding.objects.filter(inspection=visit).update(basis="")
    with pytest.raises(RuleBroken, match="没有强制性依据"):
        propose(visit)


def test_findings_of_another_visit_are_refused() -> None:
    visit, other = inspection_at(InspectionState.SEALED), inspection_at(InspectionState.SEALED)
    with pytest.raises(RuleBroken) as refused:
        propose(visit, findings=list(other.findings.all()))
    assert refused.value.field == "findings"
    with pytest.raises(RuleBroken):
        propose(visit, findings=[])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"act_on": dt.date(2030, 1, 1)}, "act_on"),
        ({"found_on": dt.date(2030, 1, 1)}, "found_on"),
        ({"violation": "没有这种违法行为"}, "violation"),
        ({"party_kind": PartyKind.PERSON}, "party"),
        ({"handlers": []}, "handlers"),
    ],
)
def test_what_a_proposal_must_say(changed: dict, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(**changed)
    assert refused.value.field == field
    assert not PenaltyCase.objects.exists()


def test_the_row_must_be_in_force_on_the_day_of_the_act() -> None:
    today = violation(SIGNS, timezone.localdate())
    with pytest.raises(RuleBroken) as refused:
        propose(violation=today, act_on=today.effective_from - dt.timedelta(days=1))
    assert refused.value.field == "violation"


def test_only_handlers_of_cases_propose() -> None:
    visit = inspection_at(InspectionState.SEALED)
    chief = someone(visit.bureau, Role.SECTION_CHIEF)
    with pytest.raises(NotPermitted):
        acts.propose_case(
            visit, by=chief, findings=visit.findings.all(), violation=SIGNS, act_on=timezone.localdate(), facts="事由",
            handlers=team_of(visit),
        )  # fmt: skip


def test_an_order_not_obeyed_becomes_an_overdue_case() -> None:
    order = order_at(OrderState.DELIVERED)
    reinspected(order, passed=False)
    case = propose(order=order)
    order.refresh_from_db()
    assert case.overdue
    assert order.state == OrderState.ESCALATED
    assert {one.state for one in case.findings.all()} == {FindingState.FILED}


def test_filing_names_the_handlers_and_draws_the_number() -> None:
    case = propose()
    who = people_of(case)
    held = acts.approve_filing(case, by=who.leader, handlers=who.handlers, version=case.version)
    document = Document.objects.get(subject=case.ref, kind="LASP")
    assert held.number == document.number != ""
    assert (held.filed_by, held.filed_on) == (who.leader, timezone.localdate())
    assert {one.state for one in held.findings.all()} == {FindingState.FILED}
    entry = history(held).filter(act="penalty.approve_filing").get()
    assert (entry.rule, entry.article) == ("GT-INV-002", cited(gate("GT-INV-002")))
    assert "待核定" in entry.article  # the rule lapsed in January 2026


def test_numbers_follow_each_other_and_a_rejected_case_uses_none() -> None:
    home = bureau()
    team = [user_with(Role.INSPECTOR, bureau=home), user_with(Role.INSPECTOR, bureau=home)]
    cases = [propose(inspection_at(InspectionState.SEALED, *team)) for _n in range(3)]
    leader = people_of(cases[0]).leader
    acts.reject_filing(cases[1], by=leader, reason="不属于本机关管辖")
    for case in (cases[0], cases[2]):
        acts.approve_filing(case, by=leader, handlers=team)
    numbers = [one.number.rpartition("〕")[2] for one in PenaltyCase.objects.order_by("pk")]
    assert numbers == ["1号", "", "2号"]


def test_who_proposed_does_not_approve() -> None:
    home = bureau()
    both = user_with(Role.INSPECTOR, Role.BUREAU_LEADER, bureau=home)
    case = propose(inspection_at(InspectionState.SEALED, both, user_with(Role.INSPECTOR, bureau=home)))
    for step in ("approve_filing", "reject_filing"):
        assert FLOW.check(case, step, both)
        assert not FLOW.check(case, step, people_of(case).head)


@pytest.mark.parametrize("lacking", ["one", "approver", "certificate", "foreign", "role"])
def test_handlers_are_two_certified_officers_of_the_bureau(lacking: str) -> None:
    case = propose()
    who = people_of(case)
    first, second = who.handlers
    Certificate.objects.filter(user=second).update(valid_to=dt.date(2020, 1, 1)) if lacking == "certificate" else None
    handlers = {
        "one": [first, first],
        "approver": [first, who.leader],
        "certificate": [first, second],
        "foreign": [first, user_with(Role.INSPECTOR)],
        "role": [first, who.archivist],
    }[lacking]
    with pytest.raises(RuleBroken) as refused:
        acts.approve_filing(case, by=who.leader, handlers=handlers)
    assert refused.value.field == "handlers"
    case.refresh_from_db()
    assert (case.state, case.number) == (S.PROPOSED, "")


def test_after_the_limitation_period_no_case_is_filed() -> None:
    today = timezone.localdate()
    in_time = propose(act_on=today.replace(year=today.year - 2))
    late = propose(act_on=today.replace(year=today.year - 2) - dt.timedelta(days=5))
    assert not FLOW.check(in_time, "approve_filing", people_of(in_time).leader)
    (unmet,) = FLOW.check(late, "approve_filing", people_of(late).leader)
    assert "追责时效" in unmet.message
    assert unmet.article


@pytest.mark.parametrize("state", ENDED)
def test_the_findings_of_an_ended_case_are_free_again(state: str) -> None:
    case = case_at(state)
    assert case.end_reason
    assert {one.state for one in case.findings.all()} == {FindingState.OPEN}
    assert case.next_due is None


def test_a_handler_does_not_withdraw_the_own_case() -> None:
    home = bureau()
    both = user_with(Role.INSPECTOR, Role.BUREAU_LEADER, bureau=home)
    case = propose(inspection_at(InspectionState.SEALED, both, user_with(Role.INSPECTOR, bureau=home)))
    acts.approve_filing(case, by=people_of(case).head, handlers=people_of(case).handlers)
    assert FLOW.check(case, "withdraw", both)
    assert not FLOW.check(case, "withdraw", people_of(case).head)


def test_a_stale_version_is_told() -> None:
    case = propose()
    who = people_of(case)
    with pytest.raises(StaleVersion):
        acts.approve_filing(case, by=who.leader, handlers=who.handlers, version=case.version + 1)


def test_the_stored_due_date_is_rebuilt_by_the_job() -> None:
    case = case_at(S.INVESTIGATING)
    PenaltyCase.objects.filter(pk=case.pk).update(next_due=None)
    project_penalty_dues()
    project_penalty_dues()
    case.refresh_from_db()
    assert case.next_due == next_due(case) is not None


def test_the_decision_is_due_ninety_days_after_filing() -> None:
    case = case_at(S.INVESTIGATING)
    (one,) = [one for one in clocks_of(case) if one.running]
    assert one.clock.rule.rule_key == "decision_limit"
    assert case.next_due >= case.filed_on + dt.timedelta(days=90)


def test_the_tracker_names_the_current_stage() -> None:
    case = propose()
    assert [one["state"] for one in tracker(case)][:2] == ["current", "todo"]
    acts.approve_filing(case, by=people_of(case).leader, handlers=people_of(case).handlers)
    assert [one["state"] for one in tracker(case)][:3] == ["done", "current", "todo"]
