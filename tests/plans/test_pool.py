"""The pool by grade and industry: the same numbers in the picture, in the table and behind each figure."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.accounts.roles import Role
from plans.models import Enterprise
from plans.queries.pool import pool_by_grade
from tests.factories.accounts import bureau, user_with
from tests.factories.enterprise import many_enterprises

pytestmark = pytest.mark.django_db
WANTED = {("chemical", "red"): 2, ("chemical", ""): 1, ("trade", "blue"): 30, ("coal", "orange"): 1}


@pytest.fixture
def chief():
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(chief) -> Client:
    client = Client()
    client.force_login(chief)
    return client


@pytest.fixture
def filled(chief):
    start = 5000
    for (sector, grade), count in WANTED.items():
        rows = many_enterprises(chief.bureau, count, start)
        Enterprise.objects.filter(pk__in=[one.pk for one in rows]).update(sector=sector, grade=grade)
        start += count
    closed = many_enterprises(chief.bureau, 1, start)[0]
    Enterprise.objects.filter(pk=closed.pk).update(status="closed", grade="red")
    many_enterprises(user_with(Role.SECTION_CHIEF).bureau, 3, start + 1)


def test_it_counts_what_can_be_inspected_and_seen(chief, filled):
    found = pool_by_grade(chief)
    assert {(s, g): n for s, grades in found.items() for g, n in grades.items() if n} == WANTED
    assert set(found) == {"coal", "mine", "chemical", "fireworks", "trade", "other"}


def test_one_statement_counts_everything(chief, filled):
    chief.bureau_ids  # noqa: B018 - asked once a request
    with CaptureQueriesContext(connection) as asked:
        pool_by_grade(chief)
    assert len(asked) == 1
    assert "GROUP BY" in asked[0]["sql"]


def test_every_figure_opens_as_many_rows(page, filled):
    text = page.get(reverse("enterprise_pool")).content.decode()
    links = dict(re.findall(r'href="(/enterprises/\?[^"]*status=operating)"[^>]*>\s*([\d,]+)', text))
    assert len(links) >= len(WANTED) + 6
    for url, figure in links.items():
        answer = page.get(url.replace("&amp;", "&"))
        assert answer.context["table"].page.count == int(figure), url


def test_the_picture_has_a_part_for_each_number(page, filled):
    answer = page.get(reverse("enterprise_pool"))
    parts = {part.title: part for bar in answer.context["bars"] for part in bar.parts}
    assert len(parts) == len(WANTED)
    assert "冶金等工贸 蓝（低风险）：30 家" in parts
    assert all(part.width >= 1 and 0 <= part.x and part.x + part.width <= 320 for part in parts.values())
    longest, one = parts["冶金等工贸 蓝（低风险）：30 家"], parts["煤矿 橙（较大风险）：1 家"]
    assert longest.width == max(part.width for part in parts.values())
    assert one.width == longest.width // 30
    text = answer.content.decode()
    assert "style=" not in text
    assert text.count("<title>") >= len(WANTED)


def test_an_empty_register_is_a_page_too(page):
    answer = page.get(reverse("enterprise_pool"))
    assert answer.status_code == 200
    assert not [part for bar in answer.context["bars"] for part in bar.parts]


def test_the_bureau_above_counts_those_below(filled, chief):
    parent = bureau()
    chief.bureau.parent = parent
    chief.bureau.save()
    chief.bureau.place_in_tree()
    above = user_with(Role.SECTION_CHIEF, bureau=parent)
    assert sum(sum(grades.values()) for grades in pool_by_grade(above).values()) == sum(WANTED.values())


def test_the_register_leads_there(page):
    assert reverse("enterprise_pool") in page.get(reverse("enterprise_list")).content.decode()
