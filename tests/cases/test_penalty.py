import pytest

from cases.states import PenaltyState
from tests.factories.penalty import case_at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", PenaltyState.values)
def test_every_state_is_reached_through_the_acts(state: str) -> None:
    assert case_at(state).state == state
