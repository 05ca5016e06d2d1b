"""The flow engine, on the shortest flow of the product: the statistics period."""

import pytest
from django.db import transaction

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, StaleVersion, StepRefused
from enforcement.workflow import FLOWS, Workflow, step
from supervision.actions.statistics import compute_quarter
from supervision.flows.statistics import PERIOD
from supervision.models import Period
from supervision.states import PeriodState
from tests.factories import bureau, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    return compute_quarter(bureau(), 2025, 1)


def statistician(period: Period) -> object:
    return user_with(Role.STATISTICIAN, bureau=period.bureau)


def take(period: Period, name: str, by: object, version: int | None = None) -> Period:
    with transaction.atomic():
        return PERIOD.take(period, name, by=by, version=version)


def test_a_step_moves_the_record_and_counts_its_version(period: Period) -> None:
    before = period.version
    moved = take(period, "freeze", statistician(period))
    assert (moved.state, moved.version) == (PeriodState.FROZEN, before + 1)
    period.refresh_from_db()
    assert period.state == PeriodState.FROZEN


def test_a_wrong_role_is_told_which_right_is_missing(period: Period) -> None:
    with pytest.raises(NotPermitted, match="冻结统计期"):
        take(period, "freeze", user_with(Role.INSPECTOR, bureau=period.bureau))


def test_a_wrong_state_is_told_in_words(period: Period) -> None:
    user = statistician(period)
    take(period, "freeze", user)
    with pytest.raises(StepRefused, match="已冻结"):
        take(period, "freeze", user)


def test_a_stale_page_changes_nothing(period: Period) -> None:
    with pytest.raises(StaleVersion):
        take(period, "freeze", statistician(period), version=period.version - 1)
    period.refresh_from_db()
    assert period.state == PeriodState.COMPUTED


def test_an_unmet_condition_refuses_the_step() -> None:
    home = bureau()
    future = Period.objects.create(bureau=home, year=2099, quarter=1, state=PeriodState.COMPUTED)
    with pytest.raises(StepRefused, match="2099-03-31"):
        take(future, "freeze", user_with(Role.STATISTICIAN, bureau=home))


def test_people_do_not_take_steps_of_the_system(period: Period) -> None:
    with pytest.raises(NotPermitted, match="系统"):
        take(period, "compute", statistician(period))


def test_the_system_takes_no_steps_of_people(period: Period) -> None:
    with pytest.raises(NotPermitted):
        take(period, "freeze", None)


@pytest.mark.django_db(transaction=True)
def test_a_step_outside_a_transaction_is_a_mistake_of_ours() -> None:
    period = compute_quarter(bureau(), 2025, 1)
    with pytest.raises(RuntimeError, match="outside a transaction"):
        PERIOD.take(period, "freeze", by=statistician(period))


def test_buttons_show_what_the_reader_may_do_now(period: Period) -> None:
    assert [one.name for one, _ in PERIOD.open_steps(period, statistician(period))] == ["freeze"]
    assert PERIOD.open_steps(period, user_with(Role.INSPECTOR, bureau=period.bureau)) == []


def test_a_flow_name_is_used_once() -> None:
    with pytest.raises(ValueError, match="period"):
        Workflow("period", PeriodState, (step("x", "x", "open", None, permission=None),), {})


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_every_state_says_whose_turn_it_is(name: str) -> None:
    assert set(FLOWS[name].owners) == set(FLOWS[name].states.values)


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_every_step_leads_from_and_to_states_of_its_flow(name: str) -> None:
    flow = FLOWS[name]
    known = set(flow.states.values)
    assert all(one.sources <= known and (one.target is None or one.target in known) for one in flow.steps)


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_every_state_can_be_reached(name: str) -> None:
    flow = FLOWS[name]
    first = next(iter(flow.states.values))
    reached = {first} | {one.target for one in flow.steps if one.target}
    assert reached == set(flow.states.values)
