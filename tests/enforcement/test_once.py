"""A page asks for each thing once; an act asks anew."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.flows.penalty import FLOW
from cases.models import PenaltyCase
from cases.states import PenaltyState as S
from enforcement.accounts.models import User
from enforcement.errors import StepRefused
from enforcement.once import ask_once, once, reading_once
from tests.factories.penalty import case_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> PenaltyCase:
    return case_at(S.INVESTIGATING)


def handler(case: PenaltyCase) -> User:
    found = case.handlers.first()
    assert found
    return found


def test_the_page_of_a_case_asks_no_guard_twice(client: Client, case: PenaltyCase) -> None:
    """It shows some twenty steps, each of which is for a handler with a certificate who was not recused."""
    client.force_login(handler(case))
    client.get(case.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        page = client.get(case.get_absolute_url())
    assert page.content.decode().count("/do/") > 5
    for table in ('FROM "accounts_certificate"', 'FROM "cases_recusal"', '"cases_penaltycase_handlers"'):
        alike = [one["sql"] for one in asked if table in one["sql"]]
        assert alike
        assert len(alike) == len(set(alike)), table
    assert len(asked) <= 60


def test_an_act_asks_anew(case: PenaltyCase) -> None:
    by = handler(case)
    with reading_once():
        before = FLOW.check(case, "add_charge", by)
        by.certificates.all().delete()
        assert FLOW.check(case, "add_charge", by) == before
        assert not any("执法证" in one.message for one in before)
        with pytest.raises(StepRefused) as refused, transaction.atomic():
            FLOW.take(case, "add_charge", by=by)
    assert any("执法证" in one.message for one in refused.value.unmet)


def test_what_is_held_belongs_to_one_reading_and_one_version(case: PenaltyCase) -> None:
    told = []

    @once
    def read(one: PenaltyCase, words: str) -> int:
        told.append(words)
        return len(told)

    assert (read(case, "a"), read(case, "a")) == (1, 2)
    with reading_once():
        assert (read(case, "a"), read(case, "a"), read(case, "b"), read(case, "a")) == (3, 3, 4, 3)
        with reading_once():
            assert read(case, "b") == 4
        case.version += 1
        assert read(case, "a") == 5
        assert ask_once(len, "five") == 4
    with reading_once():
        assert read(case, "a") == 6
