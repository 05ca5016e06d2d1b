"""Each gate of the rulebook: unmet, its step is refused with its source; without it, nothing else would notice."""

import datetime as dt
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

import cases.guards
import plans.guards
import supervision.guards
from cases.actions import decision
from cases.actions.inspection import begin as begin_visit
from cases.actions.order import ItemDraft, draft_order
from cases.flows.inspection import FLOW as INSPECTION
from cases.flows.penalty import FLOW as PENALTY
from cases.models import Investigation
from cases.queries.notice import latest_notice
from cases.states import DeliveryMethod, InspectionState as V, OrderState, PenaltyState as S
from enforcement.accounts.models import Certificate
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken, StepRefused
from enforcement.rulebook.gates import GUARDS, NOT_BOUND, cited
from enforcement.rulebook.models import Gate
from enforcement.rulebook.queries import gate
from enforcement.web.gates import bindings
from plans.actions.assignment import Task, assign_by_hand
from plans.states import CheckKind, Origin
from supervision.actions.disclosure import check, draft_publication, publish
from supervision.flows.disclosure import PUBLICATION
from tests.factories.accounts import user_with
from tests.factories.enterprise import enterprise
from tests.factories.gates import Attempt, Entry, without
from tests.factories.inspection import begin, counter, inspection_at, team_of
from tests.factories.order import deliver, order_at, proof
from tests.factories.penalty import (
    ABOVE_HEARING,
    DECISION,
    MODEST,
    case_at,
    deliberate,
    people_of,
    propose,
)
from tests.factories.unmet import REFUSED

pytestmark = pytest.mark.django_db
YESTERDAY = dt.timedelta(days=-1)


OTHER_SOURCE = {"GT-PLN-003"}  # cites the rule that gives the share


@pytest.mark.parametrize("gate_id", REFUSED)
def test_an_unmet_gate_refuses_its_step_and_only_it_does(gate_id: str) -> None:
    attempt = REFUSED[gate_id]()
    one = attempt.unmet().get(gate_id)
    assert one is not None, sorted(attempt.unmet())
    assert one.message
    assert one.article if gate_id in OTHER_SOURCE else one.article == cited(gate(gate_id))
    with pytest.raises(StepRefused) as refused, transaction.atomic():
        attempt.flow.take(attempt.record, attempt.step, by=attempt.by)
    assert gate_id in {found.gate for found in refused.value.unmet}
    assert gate_id not in attempt.unmet(without(attempt.flow, attempt.step, gate_id))


def begun(*, shown: bool) -> Any:
    from_ = inspection_at(V.APPROVED)
    if shown:
        return begin(from_, team_of(from_)[0])
    return begin_visit(from_, by=team_of(from_)[0], certificates_shown=False)


def filed(count: int) -> Any:
    visit = inspection_at(V.SEALED)
    return propose(visit, handlers=team_of(visit)[:count])


def decided(**changed: Any) -> Any:
    case = case_at(S.REVIEWED)
    content = {**DECISION, "amount": latest_notice(case).amount, **changed}
    return decision.decide(case, by=people_of(case).leader, **content)


def served(**fields: Any) -> Any:
    order = order_at(OrderState.ISSUED)
    return deliver(order, team_of(order.inspection)[0], **fields)


def chosen_by_hand(kind: str) -> Any:
    chief = user_with(Role.SECTION_CHIEF)
    officers = [user_with(Role.INSPECTOR, bureau=chief.bureau) for _n in range(2)]
    today = timezone.localdate()
    return assign_by_hand(
        Task(enterprise=enterprise(chief, next(counter)), subject="责任制", officers=officers, window_from=today,
             window_to=today, kind=kind), by=chief,
    )  # fmt: skip


def ordered(basis: str) -> Any:
    visit = inspection_at(V.SEALED)
    visit.findings.update(basis=basis)
    return draft_order(visit, by=team_of(visit)[0], kind="OT-01", items=[ItemDraft(visit.findings.get(), "改正")])


def deliberated_otherwise(off: int) -> Any:
    case = case_at(S.REVIEWED, amount=ABOVE_HEARING)
    deliberate(case, people_of(case))
    content = {**DECISION, "amount": ABOVE_HEARING - off}
    return decision.decide(case, by=people_of(case).leader, **content)


ENTERED: dict[str, Entry] = {
    "GT-PLN-003": Entry("assignment.assign", lambda: chosen_by_hand(CheckKind.GENERAL),
                        lambda: chosen_by_hand(CheckKind.KEY)),
    "GT-INS-005": Entry("inspection.begin", lambda: begun(shown=False), lambda: begun(shown=True)),
    "GT-INS-007": Entry("order.draft", lambda: ordered(""), lambda: ordered("《安全生产法》")),
    "GT-INV-002": Entry("penalty.propose", lambda: filed(1), lambda: filed(2)),
    "GT-DEC-002": Entry("penalty.decide", lambda: decided(amount=MODEST + 1), decided),
    "GT-DEC-007": Entry("penalty.decide", lambda: deliberated_otherwise(1), lambda: deliberated_otherwise(0)),
    "GT-DEC-009": Entry("penalty.decide", lambda: decided(correction=" "), decided),
    "GT-DEC-010": Entry("penalty.decide", lambda: decided(reasons=" "), decided),
    "GT-SVC-001": Entry("delivery.record", lambda: served(method=DeliveryMethod.ELECTRONIC),
                        lambda: served(method=DeliveryMethod.ELECTRONIC, consent=proof())),
    "GT-SVC-002": Entry("delivery.record", lambda: served(method=DeliveryMethod.PUBLIC_NOTICE, note=""), served),
}  # fmt: skip


@pytest.mark.parametrize("gate_id", ENTERED)
def test_an_entry_against_a_gate_is_refused_with_its_source(gate_id: str) -> None:
    entry = ENTERED[gate_id]
    assert entry.act in {one.act for one in bindings()[gate_id]}, gate_id
    with pytest.raises((RuleBroken, StepRefused)) as refused:
        entry.wrong()
    said = getattr(refused.value, "unmet", None)
    source = said[0].article if said else str(refused.value.message)
    assert cited(gate(gate_id)) in source
    entry.right()


def second_task() -> Attempt:
    held = inspection_at(V.PLANNING)
    today, team_ = timezone.localdate(), team_of(held)
    assign_by_hand(
        Task(enterprise=held.enterprise, subject="联合检查", officers=team_, window_from=today, window_to=today,
             origin=Origin.JOINT, other_departments="消防救援机构", over_ceiling_reason="联合检查"),
        by=user_with(Role.SECTION_CHIEF, bureau=held.bureau),
    )  # fmt: skip
    return Attempt(INSPECTION, held, "submit", team_[0])


def remedies_open() -> Attempt:
    case = case_at(S.DELIVERED)
    return Attempt(PENALTY, case, "demand", people_of(case).handler)


def published_decision() -> Attempt:
    publication = draft_publication(case_at(S.DELIVERED), by=None)
    check(publication, by=user_with(Role.DISCLOSURE_EDITOR, bureau=publication.bureau))
    leader = user_with(Role.BUREAU_LEADER, bureau=publication.bureau)
    publish(publication, by=leader)
    publication.refresh_from_db()
    return Attempt(PUBLICATION, publication, "withdraw", leader)


WARNED: dict[str, Callable[[], Attempt]] = {
    "GT-PLN-004": second_task,
    "GT-EXE-003": remedies_open,
    "GT-PUB-002": published_decision,
}


@pytest.mark.parametrize("gate_id", WARNED)
def test_a_warning_is_shown_and_blocks_nothing(gate_id: str) -> None:
    attempt = WARNED[gate_id]()
    assert attempt.warnings()[gate_id].article == cited(gate(gate_id))
    assert gate_id not in attempt.unmet()
    assert gate_id not in attempt.warnings(without(attempt.flow, attempt.step, gate_id))


def test_every_gate_of_the_rulebook_is_bound_and_tried_or_said_not_to_be() -> None:
    every = set(Gate.objects.current().values_list("row_id", flat=True))
    assert len(every) == 50
    bound = set(bindings())
    assert bound | set(NOT_BOUND) == every
    assert not bound & set(NOT_BOUND)
    assert bound == set(REFUSED) | set(ENTERED) | set(WARNED)


def test_a_gate_that_only_warns_is_no_condition() -> None:
    blocking = set(Gate.objects.current().filter(blocks=True).values_list("row_id", flat=True))
    assert set(REFUSED) | set(ENTERED) <= blocking
    assert not set(WARNED) & blocking


def guard_functions() -> list[Any]:
    found = []
    for package in (plans.guards, cases.guards, supervision.guards):
        for name in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{name.name}")
            found += [
                one for _n, one in inspect.getmembers(module, inspect.isfunction) if one.__module__ == module.__name__
            ]
    return found


def test_a_guard_says_which_gates_it_cites() -> None:
    """What it answers with and what it is listed under are the same."""
    for guard in guard_functions():
        body = inspect.getsource(guard).partition("def ")[2]
        named = frozenset(re.findall(r'"(GT-[A-Z]{3}-\d{3})"', body))
        if named:
            assert GUARDS.get(guard) == named, f"{guard.__module__}.{guard.__name__}"


STEPS: dict[str, str] = {
    "GT-CLS-001": "penalty.archive penalty.complete",
    "GT-DEC-001": "penalty.report penalty.resubmit_review penalty.revise_report penalty.submit_review",
    "GT-DEC-002": (
        "penalty.decide penalty.record_silence penalty.record_statement penalty.record_waiver "
        "penalty.request_hearing penalty.resubmit_review"
    ),
    "GT-DEC-003": "penalty.decide penalty.notify penalty.record_silence",
    "GT-DEC-004": "penalty.hold_hearing penalty.request_hearing penalty.submit_review",
    "GT-DEC-005": "penalty.decide penalty.notify penalty.resubmit_review penalty.submit_exempt",
    "GT-DEC-006": "penalty.pass_review penalty.return_review penalty.review_monitoring penalty.schedule_hearing",
    "GT-DEC-007": "penalty.decide",
    "GT-DEC-008": "penalty.decide",
    "GT-DEC-009": "penalty.decide",
    "GT-DEC-010": "penalty.decide penalty.notify penalty.submit_exempt",
    "GT-DEC-012": "penalty.notify penalty.resubmit_review penalty.submit_exempt",
    "GT-DEC-013": "penalty.decide penalty.notify",
    "GT-EXE-001": "penalty.record_payment",
    "GT-EXE-002": "penalty.apply_court",
    "GT-EXE-003": "penalty.demand",
    "GT-EXE-004": "penalty.apply_court penalty.decide_deferral penalty.demand",
    "GT-INS-001": "inspection.begin",
    "GT-INS-002": "inspection.approve inspection.begin inspection.submit",
    "GT-INS-003": (
        "inspection.approve inspection.begin inspection.submit penalty.add_charge penalty.add_evidence "
        "penalty.add_pause penalty.amend_charge penalty.ask_deferral penalty.ask_preservation "
        "penalty.ask_recusal penalty.complete penalty.deliver_decision penalty.deliver_demand "
        "penalty.deliver_notice penalty.demand penalty.dispose_preservation penalty.drop_charge "
        "penalty.end_pause penalty.notify penalty.preserve penalty.prove penalty.record_payment "
        "penalty.record_silence penalty.record_statement penalty.record_waiver penalty.refer "
        "penalty.report penalty.request_extension penalty.request_hearing penalty.resubmit_review "
        "penalty.revise_report penalty.settle_law penalty.submit_exempt penalty.submit_review "
        "penalty.supplement penalty.weigh reinspection.seal"
    ),
    "GT-INS-004": "inspection.approve inspection.begin inspection.submit reinspection.seal",
    "GT-INS-005": "inspection.begin",
    "GT-INS-006": "inspection.close inspection.seal",
    "GT-INS-007": "order.draft order.issue order.revise order.submit",
    "GT-INS-008": "order.lift",
    "GT-INS-009": (
        "order.approve order.grant_extension order.issue order.refuse_extension order.refuse_resume "
        "order.resume order.return order.submit"
    ),
    "GT-INS-010": (
        "order.approve order.grant_extension order.issue order.refuse_extension order.refuse_resume "
        "order.resume order.return"
    ),
    "GT-INS-011": "order.issue",
    "GT-INV-001": (
        "penalty.add_charge penalty.add_evidence penalty.add_pause penalty.amend_charge "
        "penalty.apply_court penalty.approve_filing penalty.approve_preservation penalty.ask_deferral "
        "penalty.ask_preservation penalty.close penalty.complete penalty.decide penalty.decide_deferral "
        "penalty.decide_recusal penalty.deliberate penalty.deliver_decision penalty.deliver_demand "
        "penalty.deliver_notice penalty.demand penalty.dispose_preservation penalty.drop_charge "
        "penalty.end_pause penalty.grant_extension penalty.hold_hearing penalty.notify "
        "penalty.pass_review penalty.preserve penalty.prove penalty.record_payment penalty.record_silence "
        "penalty.record_statement penalty.record_waiver penalty.refer penalty.refuse_extension "
        "penalty.reject_filing penalty.report penalty.request_extension penalty.request_hearing "
        "penalty.resubmit_review penalty.return_review penalty.revise_report penalty.schedule_hearing "
        "penalty.settle_law penalty.submit_exempt penalty.submit_review penalty.supplement penalty.weigh "
        "penalty.withdraw"
    ),
    "GT-INV-002": "penalty.approve_filing penalty.propose",
    "GT-INV-003": "penalty.preserve",
    "GT-INV-004": "penalty.report penalty.revise_report",
    "GT-INV-005": "inspection.finish penalty.archive",
    "GT-PLN-001": "plan.endorse plan.submit",
    "GT-PLN-002": "plan.file plan.publish",
    "GT-PLN-003": "assignment.assign plan.endorse plan.review plan.submit",
    "GT-PLN-004": "assignment.assign inspection.approve inspection.submit plan.add_item",
    "GT-PUB-001": "publication.check publication.publish",
    "GT-PUB-002": "publication.withdraw",
    "GT-SVC-001": "delivery.record",
    "GT-SVC-002": "delivery.record",
}  # what may be added to, not taken from


@pytest.mark.parametrize("gate_id", STEPS)
def test_no_step_loses_a_gate(gate_id: str) -> None:
    assert set(STEPS[gate_id].split()) <= {one.act for one in bindings()[gate_id]}


def test_every_bound_gate_has_its_steps_written_down() -> None:
    assert set(STEPS) == set(bindings())


def test_a_blocked_step_lists_all_its_unmet_gates_at_once() -> None:
    case = case_at(S.REPORTED)
    by = people_of(case).handler
    Investigation.objects.filter(penalty=case).update(reasons="", crime_suspected=True)
    Certificate.objects.filter(user=by).update(valid_to=timezone.localdate() + YESTERDAY)
    found = Attempt(PENALTY, case, "notify", by).unmet()
    assert {"GT-INS-003", "GT-DEC-010", "GT-DEC-012"} <= set(found)
    assert all(found[name].url for name in ("GT-DEC-010", "GT-DEC-012"))


def test_the_wrong_state_lists_every_gate_still_ahead() -> None:
    case = case_at(S.REPORTED)
    found = Attempt(PENALTY, case, "decide", people_of(case).leader).unmet()
    assert {"GT-DEC-002", "GT-DEC-003", "GT-DEC-005"} <= set(found)
    held = case_at(S.REVIEWING)
    assert set(Attempt(PENALTY, held, "decide", people_of(held).leader).unmet()) == {"", "GT-DEC-005"}


def test_the_page_of_a_blocked_step_links_each_source(client: Client) -> None:
    case = case_at(S.REPORTED)
    client.force_login(people_of(case).leader)
    page = client.get(f"{case.get_absolute_url()}do/decide/").content.decode()
    for gate_id in ("GT-DEC-002", "GT-DEC-003", "GT-DEC-005"):
        assert f"/law/{gate_id}/" in page
        assert cited(gate(gate_id)) in page


def test_the_page_of_gates_lists_all_fifty(client: Client) -> None:
    client.force_login(user_with(Role.INSPECTOR))
    page = client.get("/law/gates/").content.decode()
    for row in Gate.objects.current():
        assert row.row_id in page
    assert str(NOT_BOUND["GT-CMP-001"]) in page
    assert "共 50 项" in page
