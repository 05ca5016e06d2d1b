"""One page with everything that happened to an enterprise, newest first, and nothing the reader may not see."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.roles import Role
from plans.models import Enterprise, Grading
from plans.queries.life import KINDS, SHOWN, Chosen, life_of
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.grading import edition_of
from tests.factories.order import order_at
from tests.factories.penalty import case_at

pytestmark = pytest.mark.django_db


def test_the_way_of_a_case_stands_on_one_page(client):
    case = case_at("closed")
    reader = case.handlers.first()
    client.force_login(reader)
    page = client.get(reverse("enterprise_life", args=[case.enterprise_id]))
    shown = {row.cells[1].text for row in page.context["table"].rows}
    assert {"检查任务", "现场检查", "行政处罚案件", "送达"} <= shown
    days = [row.cells[0].text for row in page.context["table"].rows]
    assert days == sorted(days, reverse=True)


def test_an_order_is_named_by_its_number():
    order = order_at("delivered")
    events, _more = life_of(order.enterprise, order.created_by)
    assert order.number in {event.text for event in events}


def test_a_reader_without_the_right_sees_no_cases():
    case = case_at("investigating")
    reader = user_with(Role.COMPLAINT_CLERK, bureau=case.bureau, certificate=False)
    events, _more = life_of(case.enterprise, reader)
    seen = {str(event.label) for event in events}
    assert "行政处罚案件" not in seen


def test_another_enterprise_has_its_own(client):
    case = case_at("investigating")
    other = Enterprise.objects.create(
        bureau=case.bureau, name="云岭旁邻木器厂", credit_code="91530100MA6K00001X", sector="chemical"
    )
    assert life_of(other, case.handlers.first()) == ([], None)


def test_older_days_follow_whole_and_nothing_is_shown_twice():
    case = case_at("proposed")
    one, reader = case.enterprise, case.handlers.first()
    now = timezone.now()
    edition = edition_of(case.bureau)
    for n in range(SHOWN * 2):
        with clock_at(now - dt.timedelta(days=400 + n // 3)):
            Grading.objects.create(
                enterprise=one, scheme=f"G-{n}", scheme_sha256="0" * 64, answers={}, grade="blue",
                arithmetic={}, current=False, graded_by=reader, edition=edition,
            )  # fmt: skip
    first, more = life_of(one, reader)
    second, rest = life_of(one, reader, Chosen(before=more))
    third, end = life_of(one, reader, Chosen(before=rest))
    texts = [event.text for event in [*first, *second, *third] if event.text.startswith("G-")]
    assert sorted(texts) == sorted(f"G-{n}" for n in range(SHOWN * 2))
    assert more is not None
    assert end is None
    assert min(event.day for event in first) > max(event.day for event in second)


def test_a_day_nobody_can_read_shows_the_newest(client):
    case = case_at("proposed")
    client.force_login(case.handlers.first())
    url = reverse("enterprise_life", args=[case.enterprise_id])
    assert client.get(url, {"before": "gestern"}).status_code == 200


def test_a_page_asks_once_for_each_kind(django_assert_max_num_queries):
    case = case_at("closed")
    reader = case.handlers.first()
    reader.may("view_cases")
    with django_assert_max_num_queries(len(KINDS) + 8):
        life_of(case.enterprise, reader)
