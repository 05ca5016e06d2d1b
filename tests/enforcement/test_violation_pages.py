"""Violations by plain words, and the page of one with its guide."""

import pytest
from django.test import Client

from enforcement.accounts.roles import Role
from enforcement.rulebook.guides import elements_of
from enforcement.rulebook.models import Violation
from enforcement.rulebook.offers import band_words, ranges_of
from tests.factories import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(user_with(Role.INSPECTOR))
    return client


def test_the_list_finds_by_plain_words(reader: Client) -> None:
    page = reader.get("/violations/?q=没戴安全帽").content.decode()
    assert "未提供符合标准的劳动防护用品" in page
    assert "未设置明显的安全警示标志" not in page
    assert "没有相近的违法行为" in reader.get("/violations/?q=ｑｑｑｑ").content.decode()
    everything = reader.get("/violations/").content.decode()
    assert "未设置明显的安全警示标志" in everything


def test_a_page_shows_articles_ranges_authority_and_guide(reader: Client) -> None:
    page = reader.get("/violations/VI-WS-099-1/").content.decode()
    row = Violation.objects.current().get(row_id="VI-WS-099-1")
    for words in (row.violated_citation, row.citation, row.authority, "0—50,000 元", "50,000—200,000 元"):
        assert words in page
    for element in elements_of(["VI-WS-099-1"]):
        assert element.text in page
        for kind, form in element.forms:
            assert kind in page
            assert form in page
    assert "待核定：本局设定" in page
    assert "不是法律规定" in page
    assert "没有警示标志" in page


def test_every_violation_has_a_page(reader: Client) -> None:
    for key in sorted(set(Violation.objects.current().values_list("rule_key", flat=True))):
        assert reader.get(f"/violations/{key}/").status_code == 200, key
    assert reader.get("/violations/VI-NONE/").status_code == 404
    assert reader.get("/violations/TL-INS-001/").status_code == 404


def test_what_another_authority_punishes_is_shown_as_such(reader: Client) -> None:
    assert "本机关无权处罚的应当移送" in reader.get("/violations/VI-OD-072-1/").content.decode()
    assert "本机关无权处罚的应当移送" not in reader.get("/violations/VI-WS-099-1/").content.decode()


def test_every_range_has_words() -> None:
    for row in Violation.objects.current():
        assert all(name and words and words != "--" for name, words in ranges_of(row)), row.row_id


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ({"min": 0, "max": 50000, "mode": "may"}, "0—50,000 元，可以处"),
        ({"min": 20000, "max": 50000, "mode": "must", "who": "主要负责人"}, "20,000—50,000 元（主要负责人）"),
        ({"unit": "percent_of_last_year_income", "min": 60, "max": 100, "mode": "must"}, "上一年年收入的 60%—100%"),
        ({"unit": "percent_of_last_year_income", "general": 40, "mode": "must"}, "上一年年收入的 一般事故 40%"),
        ({"unit": "CNY", "general": [300000, 1000000]}, "一般事故 300,000—1,000,000 元"),
        ({"unit": "original_fine_per_day", "mode": "may"}, "按原处罚数额按日连续处罚，可以处"),
    ],
)
def test_a_range_in_words(band: dict, words: str) -> None:
    assert band_words(band) == words
