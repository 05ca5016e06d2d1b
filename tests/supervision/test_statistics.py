import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cases.states import InspectionState, OrderState, PenaltyState
from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from supervision.actions.statistics import compute_quarter, freeze, last_quarter
from supervision.models import Period
from supervision.queries.statistics import COUNTERS, RATES, broken_checks, definitions, quarter
from supervision.states import PeriodState
from supervision.views.statistics import change
from tests.factories import bureau, user_with
from tests.factories.clock import clock_at
from tests.factories.inspection import inspection_at
from tests.factories.order import order_at
from tests.factories.penalty import case_at

pytestmark = pytest.mark.django_db


def now() -> tuple[int, int]:
    today = timezone.localdate()
    return today.year, (today.month - 1) // 3 + 1


def after_the_quarter() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=100)


def compute_now(record: object) -> Period:
    year, number = now()
    with clock_at(after_the_quarter()):
        return compute_quarter(record.bureau, year, number)


def values(period: Period) -> dict[str, Decimal]:
    return {one.code: one.value for one in period.figures.all()}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("year", "number", "start", "end"),
    [
        (2026, 1, "2026-01-01", "2026-03-31"),
        (2026, 4, "2026-10-01", "2026-12-31"),
        (2024, 1, "2024-01-01", "2024-03-31"),
    ],
)
def test_a_quarter_has_its_days(year: int, number: int, start: str, end: str) -> None:
    span = quarter(bureau(), year, number)
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("today", "last"),
    [("2026-01-01", (2025, 4)), ("2026-03-31", (2025, 4)), ("2026-04-01", (2026, 1)), ("2026-12-31", (2026, 3))],
)
def test_the_quarter_before(today: str, last: tuple[int, int]) -> None:
    assert last_quarter(dt.date.fromisoformat(today)) == last


def test_every_counted_indicator_and_rate_is_defined() -> None:
    assert set(COUNTERS) <= set(definitions())
    assert {code for rate in RATES for code in (rate.above, rate.below)} <= set(COUNTERS)


def test_inspections_and_findings_are_counted_with_their_rows() -> None:
    inspection = inspection_at(InspectionState.SEALED, failing=2)
    period = compute_now(inspection)
    found = values(period)
    assert (found["B01"], found["B02"], found["B05"], found["C01"]) == (1, 1, 1, 2)
    row = period.figures.get(code="B02").rows.get()
    assert row.url == inspection.get_absolute_url()


def test_an_unfinished_visit_does_not_count() -> None:
    assert values(compute_now(inspection_at(InspectionState.UNDER_WAY)))["B02"] == 0


def test_orders_and_what_was_put_right_are_counted() -> None:
    found = values(compute_now(order_at(OrderState.LIFTED)))
    assert (found["D01"], found["C03"], found["B07"], found["C05"]) == (1, 1, 1, 0)


def test_what_was_not_put_right_in_time_is_counted() -> None:
    order = order_at(OrderState.DELIVERED, term=1)
    assert values(compute_now(order))["C05"] == 1


def test_penalties_fines_and_payments_are_counted_in_ten_thousands() -> None:
    case = case_at(PenaltyState.EXECUTED)
    found = values(compute_now(case))
    assert (found["E01"], found["E03"], found["E06"], found["E14"]) == (1, 1, 1, 0)
    assert found["E07"] == found["E10"] == case.decision.amount / 10_000


def test_rows_add_up_to_their_figure() -> None:
    period = compute_now(case_at(PenaltyState.CLOSED))
    for figure in period.figures.all():
        assert sum(row.value for row in figure.rows.all()) == figure.value


def test_another_bureau_is_not_counted() -> None:
    inspection_at(InspectionState.SEALED)
    home = user_with(bureau=bureau())
    assert values(compute_now(home))["B02"] == 0


def test_computing_again_replaces_and_a_frozen_quarter_stays() -> None:
    inspection = inspection_at(InspectionState.SEALED)
    period = compute_now(inspection)
    again = compute_now(inspection)
    assert again.pk == period.pk
    assert values(again)["B02"] == 1
    with clock_at(after_the_quarter()):
        freeze(again, by=user_with(Role.STATISTICIAN, bureau=inspection.bureau))
    assert compute_now(inspection).state == PeriodState.FROZEN
    assert Entry.objects.filter(act="period.compute").count() == 2


def test_the_job_computes_the_quarter_before_for_each_bureau() -> None:
    people = [user_with(bureau=bureau()) for _ in range(2)]
    post("supervision.quarterly_statistics", key="q")
    run_due()
    assert Period.objects.filter(bureau__in=[one.bureau for one in people]).count() == 2
    assert {(one.year, one.quarter) for one in Period.objects.all()} == {last_quarter(timezone.localdate())}


def test_a_figure_opens_its_rows_in_the_browser() -> None:
    inspection = inspection_at(InspectionState.SEALED)
    period = compute_now(inspection)
    client = signed_in(user_with(Role.STATISTICIAN, bureau=inspection.bureau))
    assert str(period) in client.get("/statistics/").content.decode()
    page = client.get(period.get_absolute_url()).content.decode()
    assert f"{period.get_absolute_url()}B02/" in page
    rows = client.get(f"{period.get_absolute_url()}B02/").content.decode()
    assert inspection.get_absolute_url() in rows
    assert client.get(f"{period.get_absolute_url()}X99/").status_code == 404


def test_freezing_is_an_act_of_the_statistician() -> None:
    period = compute_quarter(bureau(), 2025, 1)
    url = f"{period.get_absolute_url()}do/freeze/"
    assert signed_in(user_with(Role.INSPECTOR, bureau=period.bureau)).post(url).status_code == 403
    assert signed_in(user_with(Role.STATISTICIAN, bureau=period.bureau)).post(url).status_code == 302
    period.refresh_from_db()
    assert period.state == PeriodState.FROZEN


@pytest.mark.parametrize(
    ("this", "then", "shown"), [("110", "100", "+10.0%"), ("90", "100", "-10.0%"), ("5", "0", "--"), ("5", None, "--")]
)
def test_growth_needs_a_base(this: str, then: str | None, shown: str) -> None:
    assert change(Decimal(this), None if then is None else Decimal(then)) == shown


def test_figures_that_contradict_each_other_are_named() -> None:
    fine = dict.fromkeys(COUNTERS, Decimal(1))
    assert broken_checks(fine) == []
    assert broken_checks(fine | {"B03": Decimal(2)}) == ["B03 <= B02"]
