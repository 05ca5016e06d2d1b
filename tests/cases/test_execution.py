import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, strategies as st

from cases.actions import execution as acts
from cases.flows.penalty import FLOW
from cases.models import Decision, Payment
from cases.queries.execution import account
from cases.rules.execution import surcharge
from cases.states import PenaltyState as S
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from enforcement.workdays import as_day
from tests.factories import bureau, user_with
from tests.factories.clock import clock_at
from tests.factories.penalty import MODEST, case_at, pay, people_of

DUE = dt.date(2026, 12, 5)
RATE = Decimal("0.03")
FINE = Decimal(20000)


def late(days: int, *payments: tuple[int, int]) -> Decimal:
    """Surcharge `days` after the due date; payments as (days after the due date, amount)."""
    paid = [(DUE + dt.timedelta(days=day), Decimal(sum_)) for day, sum_ in payments]
    return surcharge(FINE, RATE, DUE, payments=paid, as_of=DUE + dt.timedelta(days=days)).amount


@pytest.mark.parametrize(
    ("days", "amount"), [(-3, 0), (0, 0), (1, 600), (10, 6000), (33, 19800), (34, 20000), (400, 20000)]
)
def test_three_percent_a_day_up_to_the_fine(days: int, amount: int) -> None:
    assert late(days) == amount


def test_what_was_paid_costs_no_more() -> None:
    assert late(10, (-1, 20000)) == 0
    assert late(10, (0, 10000)) == 3000
    assert late(10, (4, 10000)) == 4 * 600 + 6 * 300
    assert late(10, (4, 20000)) == 4 * 600
    assert late(10, (20, 20000)) == 6000


@given(st.integers(0, 500), st.lists(st.tuples(st.integers(-5, 60), st.integers(1, 20000)), max_size=4))
def test_the_surcharge_never_exceeds_the_fine_and_paying_never_raises_it(days: int, payments: list) -> None:
    assert 0 <= late(days, *payments) <= late(days) <= FINE


@pytest.mark.django_db
class TestPayments:
    def test_in_parts_until_all_is_paid(self) -> None:
        case = case_at(S.DELIVERED)
        who = people_of(case)
        pay(case, who, amount=Decimal("12000.00"), receipt="R1")
        assert account(case, timezone.localdate()).outstanding == 8000
        (unmet,) = FLOW.check(case, "complete", who.handler)
        assert (unmet.gate, "8,000.00" in unmet.message) == ("GT-CLS-001", True)
        pay(case, who, amount=Decimal("8000.00"), receipt="R2")
        acts.complete(case, by=who.handler)
        assert case.state == S.EXECUTED
        assert history(case).filter(act="penalty.record_payment").count() == 2

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"amount": MODEST + Decimal("0.01")}, "amount"),
            ({"amount": Decimal(0)}, "amount"),
            ({"paid_on": dt.date(2020, 1, 1)}, "paid_on"),
            ({"paid_on": dt.date(2099, 1, 1)}, "paid_on"),
        ],
    )
    def test_what_cannot_have_been_paid(self, changed: dict, field: str) -> None:
        case = case_at(S.DELIVERED)
        with pytest.raises(RuleBroken) as refused:
            pay(case, people_of(case), **changed)
        assert refused.value.field == field
        assert not Payment.objects.exists()

    def test_a_receipt_counts_once_even_in_another_case(self) -> None:
        case = case_at(S.DELIVERED)
        pay(case, people_of(case), amount=Decimal(100), receipt="R1")
        with pytest.raises(RuleBroken) as refused:
            pay(case, people_of(case), amount=Decimal(100), receipt="R1")
        assert refused.value.field == "receipt"

    def test_late_payment_owes_the_surcharge(self) -> None:
        case = case_at(S.DELIVERED)
        who = people_of(case)
        due = as_day(account(case, timezone.localdate()).clock.due)
        with clock_at(dt.datetime.combine(due + dt.timedelta(days=2), dt.time(12), timezone.get_current_timezone())):
            held = account(case, timezone.localdate())
            assert held.late.amount == MODEST * RATE * 2
            assert "3%" in held.lines[0]
            pay(case, who)
            assert FLOW.check(case, "complete", who.handler)
            pay(case, who, amount=held.late.amount, receipt="R-late")
            assert not FLOW.check(case, "complete", who.handler)

    def test_who_decided_does_not_record_payments(self) -> None:
        home = bureau()
        both = user_with(Role.INSPECTOR, Role.BUREAU_LEADER, bureau=home)
        case = case_at(S.DELIVERED)
        Decision.objects.filter(penalty=case).update(decided_by=both)
        handler = people_of(case).handler
        assert not FLOW.check(case, "record_payment", handler)
        Decision.objects.filter(penalty=case).update(decided_by=handler)
        assert FLOW.check(case, "record_payment", handler)[0].gate == "GT-EXE-001"

    def test_nothing_is_due_before_delivery(self) -> None:
        assert account(case_at(S.DECIDED), timezone.localdate()) is None

    def test_the_page_shows_what_is_owed(self, client: Client) -> None:
        case = case_at(S.DELIVERED)
        client.force_login(people_of(case).handler)
        assert "贰万元整" in client.get(f"{case.get_absolute_url()}execution/").content.decode()
        url = f"{case.get_absolute_url()}do/record_payment/"
        fields = {"amount": "5,000", "paid_on": timezone.localdate().isoformat(), "receipt": "ab 12", "once": "k"}
        assert client.post(url, fields).status_code == 302
        assert client.post(url, fields).status_code == 302
        assert Payment.objects.get().receipt == "AB12"
