"""What the installed schemes ask is read in English on English pages, and in Chinese on Chinese ones."""

import re

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from plans.actions.grading import grade_enterprise
from plans.models import SchemeEdition
from plans.queries.scheme import schemes
from plans.views.scheme_tables import tables_of
from plans.words import kept_word
from tests.factories.plan import graded, team

CHINESE = re.compile("[\u4e00-\u9fff]")
CODES = ("G-19", "G-LS", "G-LEC", "G-SX-XY")


@pytest.fixture(autouse=True)
def language_of_the_next_test():
    """A request leaves its language to whatever runs next in the thread."""
    with override("zh-hans"):
        yield


def cells_of(code: str) -> list[str]:
    tables = tables_of(schemes()[code])
    return [str(one.caption) for one in tables] + [
        cell.text for one in tables for row in one.rows for cell in row.cells
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_cell_of_a_scheme_has_its_english(code: str) -> None:
    with override("en"):
        assert [text for text in cells_of(code) if CHINESE.search(text)] == []
        assert not CHINESE.search(kept_word(schemes()[code]["name_zh"]))


def test_rules_that_the_file_notes_in_english_are_chinese_on_chinese_pages() -> None:
    with override("zh-hans"):
        rules = [row.cells[1].text for row in tables_of(schemes()["G-SX-XY"])[0].rows]
    assert [text for text in rules if re.search("[a-z]", text)] == []


def test_levels_by_rating_stand_in_their_order_and_without_names_of_ours() -> None:
    """A stored mapping has lost the order of its file."""
    scheme = schemes()["G-SX-XY"]
    stored = scheme | {"grades": dict(sorted(scheme["grades"].items()))}
    with override("zh-hans"):
        levels, known = tables_of(stored)[1:3]
    assert [row.cells[0].text for row in levels.rows] == ["一级", "二级", "三级", "未定级"]
    assert [row.cells[0].text for row in known.rows if "_" in row.cells[0].text] == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_the_questions_are_asked_in_english(client, code: str) -> None:
    who = team()
    one = graded(who.bureau, 1)[0]
    client.force_login(who.chief)
    client.cookies["django_language"] = "en"
    page = client.get(f"/enterprises/{one.pk}/gradings/new/?scheme={code}").content.decode()
    asked = strip_tags(page[page.index('<form method="post" novalidate') :].partition("</form>")[0])
    assert "Determine grade" in asked
    assert CHINESE.findall(asked) == []


@pytest.mark.django_db
def test_the_arithmetic_is_told_in_english(client) -> None:
    who = team()
    one = graded(who.bureau, 1)[0]
    grading = grade_enterprise(one, by=who.chief, scheme="G-19", answers={"7b": 1, "2a": 1}, direct_red=["R2"])
    client.force_login(who.chief)
    client.cookies["django_language"] = "en"
    page = client.get(grading.get_absolute_url()).content.decode()
    for words in ("Rules for special work do not meet", "Outside a chemical park", "R2 Unit in service not designed"):
        assert words in page
    assert "特殊作业制度" not in page
    with override("zh-hans"):
        assert SchemeEdition.objects.get(code="G-19").name.startswith("危险化学品")
