"""Which open records a new edition touches: those of the reader's, by the rules they go by next."""

import pytest

from cases.listeners import find_open
from cases.models import PenaltyCase
from cases.queries.penalty import clocks_of
from cases.queries.touched import ASKED_IN
from cases.states import InspectionState, OrderState, PenaltyState
from enforcement.accounts.roles import Role
from enforcement.rulebook.touched import FINDERS, Changed, touched
from tests.factories import user_with
from tests.factories.inspection import inspection_at
from tests.factories.order import order_at
from tests.factories.penalty import case_at

pytestmark = pytest.mark.django_db


def changed(*rule_keys, rows=()):
    return Changed(frozenset(rule_keys), frozenset(rows))


def found(change, user):
    return {str(kind.label): kind for kind in touched(change, user)}


def test_a_case_is_touched_by_its_clock_its_cause_and_its_gates():
    case = case_at(PenaltyState.INVESTIGATING)
    chief = user_with(Role.PRINCIPAL_HEAD, bureau=case.bureau)
    for key in ("decision_limit", case.violation.rule_key):
        kind = found(changed(key), chief)["行政处罚案件"]
        assert (kind.count, kind.records[0].url, kind.records[0].why) == (1, case.get_absolute_url(), key)
    assert found(changed("case_filing", "payment"), chief) == {}


def test_who_does_not_see_a_case_does_not_hear_of_it():
    case = case_at(PenaltyState.INVESTIGATING)
    assert found(changed("decision_limit"), user_with(Role.PRINCIPAL_HEAD)) == {}
    assert case.state == PenaltyState.INVESTIGATING


@pytest.mark.parametrize(
    "state",
    [
        PenaltyState.PROPOSED,
        PenaltyState.INVESTIGATING,
        PenaltyState.NOTIFIED,
        PenaltyState.DECIDED,
        PenaltyState.DELIVERED,
    ],
)
def test_every_clock_that_runs_in_a_state_is_among_its_rules(state):
    case = PenaltyCase.objects.get(pk=case_at(state).pk)
    running = [one.clock.rule.rule_key for one in clocks_of(case) if one.running and one.clock.rule]
    assert running
    assert all(state in ASKED_IN[key] for key in running), running


def test_an_order_is_touched_by_its_kind_and_a_visit_by_its_checklist():
    order = order_at(OrderState.DELIVERED)
    visit = inspection_at(InspectionState.UNDER_WAY)
    head = user_with(Role.PRINCIPAL_HEAD, bureau=order.bureau)
    other = user_with(Role.PRINCIPAL_HEAD, bureau=visit.bureau)
    assert found(changed(rows=[order.kind]), head)["责令整改"].count == 1
    assert found(changed("reinspection"), head)["责令整改"].records[0].why == "reinspection"
    item = visit.checklist.items.first()
    assert found(changed(rows=[item.row_id]), other)["现场检查"].count == 1


def test_nothing_changed_touches_nothing_and_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert touched(changed(), user=None) == []


def test_the_finder_is_registered():
    assert find_open in FINDERS
