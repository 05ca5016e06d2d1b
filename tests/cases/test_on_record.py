"""What the enforcement record knows when an enterprise is graded."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.finding import add_finding
from cases.models import Finding
from cases.queries import on_record
from cases.states import InspectionState, OrderState, PenaltyState
from plans.queries.facts import PROVIDERS, back, known_of
from tests.factories.inspection import inspection_at
from tests.factories.order import order_at
from tests.factories.penalty import case_at, propose
from tests.factories.plan import team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


def hazards(visit):
    found = on_record.open_hazards([visit.enterprise_id], None)
    return {pk: known.value for pk, known in found.items()}.get(visit.enterprise_id)


def test_where_nobody_has_looked_nothing_is_known(who):
    visit = inspection_at(InspectionState.UNDER_WAY, who.drafter, who.second)
    add_finding(visit, by=who.drafter, description="未设置安全警示标志")
    assert hazards(visit) is None


def test_what_was_found_waits_until_it_is_put_right(who):
    visit = inspection_at(InspectionState.SEALED, who.drafter, who.second)
    order = order_at(OrderState.DELIVERED, inspection=visit)
    assert hazards(visit) == "一般"
    Finding.objects.filter(inspection=visit).update(severity="major")
    assert hazards(visit) == "重大"
    Finding.objects.filter(inspection=visit).update(state="rectified")
    assert hazards(visit) == "无"
    assert order.enterprise_id == visit.enterprise_id


def test_penalties_within_a_window_and_not_before(who):
    visit = inspection_at(InspectionState.SEALED, who.drafter, who.second)
    case = case_at(PenaltyState.DELIVERED, case=propose(visit))
    pk, today = visit.enterprise_id, timezone.localdate()
    assert on_record.penalties([pk, pk + 1], back(today, 1))[pk].value == 1
    assert on_record.penalties([pk, pk + 1], None)[pk + 1].value == 0
    assert on_record.penalties([pk], today + dt.timedelta(days=1))[pk].value == 0
    type(case).objects.filter(pk=case.pk).update(state="withdrawn")
    assert on_record.penalties([pk], None)[pk].value == 0


def test_major_findings_are_counted_within_their_window(who):
    visit = inspection_at(InspectionState.SEALED, who.drafter, who.second)
    order_at(OrderState.DELIVERED, inspection=visit)
    Finding.objects.filter(inspection=visit).update(severity="major")
    pk, count = visit.enterprise_id, Finding.objects.filter(inspection=visit).count()
    assert on_record.major_findings([pk], back(timezone.localdate(), 3))[pk].value == count > 0
    assert on_record.major_findings([pk], timezone.localdate() + dt.timedelta(days=1)) == {}


def test_the_form_fills_in_what_is_on_record_with_its_source(client, who):
    visit = inspection_at(InspectionState.SEALED, who.drafter, who.second)
    order_at(OrderState.DELIVERED, inspection=visit)
    client.force_login(who.chief)
    answer = client.get(reverse("grading_add", args=[visit.enterprise_id]), {"scheme": "G-LS"})
    assert answer.context["form"]["L9"].value() == 2
    text = answer.content.decode()
    assert "已按执法记录填写：隐患整改情况 有未整改的一般隐患" in text
    assert f"/orders/?enterprise={visit.enterprise_id}" in text


def test_asked_for_many_it_asks_the_database_as_often_as_for_one(who):
    today = timezone.localdate()
    wanted = {name: (name, 3) for name in PROVIDERS if name != "source_level"}
    with CaptureQueriesContext(connection) as few:
        known_of([1], wanted, today)
    with CaptureQueriesContext(connection) as many:
        known_of(range(1, 500), wanted, today)
    assert len(many) == len(few) <= 2 * len(wanted)


@pytest.mark.parametrize(
    ("today", "years", "day"),
    [(dt.date(2026, 11, 29), 3, dt.date(2023, 11, 29)), (dt.date(2024, 2, 29), 1, dt.date(2023, 2, 28))],
)
def test_a_window_ends_on_the_same_day(today, years, day):
    assert back(today, years) == day
