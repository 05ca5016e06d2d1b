"""One page with everything that happened to an enterprise, newest first, and nothing the reader may not see."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.roles import Role
from plans.models import Accident, Enterprise, Grading
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


def graded_often(one, reader, moments):
    edition = edition_of(one.bureau)
    for n, moment in enumerate(moments):
        with clock_at(moment):
            Grading.objects.create(
                enterprise=one, scheme=f"G-{n}", scheme_sha256="0" * 64, answers={}, grade="blue",
                arithmetic={}, current=False, graded_by=reader, edition=edition,
            )  # fmt: skip


def walked(one, reader, **chosen):
    """All pages, one behind the other."""
    pages, more = [], None
    while not pages or more:
        events, more = life_of(one, reader, Chosen(**chosen, behind=more))
        pages.append(events)
    return pages


def test_older_events_follow_and_nothing_is_shown_twice():
    case = case_at("proposed")
    one, reader = case.enterprise, case.handlers.first()
    whole, _more = life_of(one, reader)
    now = timezone.now()
    graded_often(one, reader, [now - dt.timedelta(days=400 + n // 3) for n in range(SHOWN * 2)])
    pages = walked(one, reader)
    assert [len(page) for page in pages] == [SHOWN, SHOWN, len(whole)]
    events = [event for page in pages for event in page]
    assert [event.text for event in events if event.text.startswith("G-")] == sorted(
        (f"G-{n}" for n in range(SHOWN * 2)), key=lambda text: (int(text[2:]) // 3, -int(text[2:]))
    )
    assert [event.day for event in events] == sorted((event.day for event in events), reverse=True)


def test_however_much_happened_on_one_day_all_of_it_is_reached(client):
    """Many at one moment, many spread over the day, and records of another kind that know the day alone."""
    case = case_at("proposed")
    one, reader = case.enterprise, case.handlers.first()
    noon = timezone.make_aware(dt.datetime.combine(timezone.localdate() - dt.timedelta(days=500), dt.time(12)))
    day = noon.date()
    graded_often(one, reader, [noon] * 300 + [noon + dt.timedelta(minutes=n) for n in range(300)])
    facts = {"kind": "accident", "known_on": day, "grade": "general", "deaths": 0, "injuries": 0, "office": "市局"}
    Accident.objects.bulk_create(
        Accident(enterprise=one, happened_on=day, text="机械伤害", **facts) for _number in range(120)
    )
    events = [event for page in walked(one, reader) for event in page]
    of_day = [event for event in events if event.day == day]
    assert (len(of_day), len({event.place for event in of_day})) == (720, 720)
    assert [event.place.kind for event in of_day] == sorted(event.place.kind for event in of_day)
    assert sum(len(page) for page in walked(one, reader, kind="accident", since=day)) == 120
    client.force_login(reader)
    address, texts, link = reverse("enterprise_life", args=[one.pk]), [], "?kind=grading"
    while link:
        page = client.get(address + link)
        texts += [row.cells[2].text for row in page.context["table"].rows]
        link = page.context["older"]
    assert {f"G-{n}" for n in range(600)} <= set(texts)
    assert len(texts) == Grading.objects.filter(enterprise=one).count()
    assert "及更早" in page.content.decode()


def test_a_place_nobody_wrote_is_no_error(client):
    case = case_at("proposed")
    client.force_login(case.handlers.first())
    url = reverse("enterprise_life", args=[case.enterprise_id])
    for typed in (
        "gestern", "2026-11-29", "2026-13-29_1_1", "0001-01-01_1_1", "9999-12-31_1_1", "2026-11-29T10:00:00_1_1",
        "2026-11-29_999_999999999999999999", "2026-11-29_0_0", "2026-11-29T10:00:00+00:00_0_1", "2026-11-29_1_x",
    ):  # fmt: skip
        for kind in ("grading", "accident"):
            assert client.get(url, {"behind": typed, "kind": kind}).status_code == 200, typed


def test_a_page_asks_once_for_each_kind(django_assert_max_num_queries):
    case = case_at("closed")
    reader = case.handlers.first()
    reader.may("view_cases")
    with django_assert_max_num_queries(len(KINDS) + 8):
        life_of(case.enterprise, reader)
