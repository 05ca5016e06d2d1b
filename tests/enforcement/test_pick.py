"""A choice out of many, typed: what fits alone is taken, what fits several names them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from enforcement.web.forms import BaseForm
from enforcement.web.pick import PickField
from plans.rules.initials import initials

PLACES = {"11": "东屏区", "12": "西岭区", "13": "东屏区新城", "2": "南湾区"}


def finer(code: str) -> str:
    if not code.startswith("1"):
        raise ValueError("没有这个代码")
    return code


class PlaceForm(BaseForm):
    place = PickField(lambda: PLACES, initials=initials, with_codes=True, read=finer, label="地点", required=False)
    word = PickField(lambda: PLACES, initials=initials, suggested=lambda: ["12"], label="名称", required=False)


def clean(typed: Any, name: str = "place") -> str:
    return str(PlaceForm().fields[name].clean(typed))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        ("12", "12"),
        ("１２", "12"),
        ("12 西岭区", "12"),
        ("西岭", "12"),
        ("东屏区", "11"),
        ("新城", "13"),
        ("xlq", "12"),
        ("NWQ", "2"),
        ("114", "114"),
    ],
)
def test_what_fits_alone_is_taken(typed: str, code: str) -> None:
    assert clean(typed) == code


@pytest.mark.parametrize(
    ("typed", "words"),
    [("东屏", "11 东屏区、13 东屏区新城"), ("北山", "没有“北山”"), ("99", "没有这个代码"), ("<b>", "没有“<b>”")],
)
def test_what_does_not_is_told_why(typed: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean(typed)
    assert words in str(caught.value.messages)


def test_what_nearly_fits_is_suggested() -> None:
    with pytest.raises(ValidationError, match="没有“东屏街区”，是否指：东屏区"):
        clean("东屏街区", "word")


def test_a_required_one_is_asked_for() -> None:
    field = PickField(lambda: PLACES, initials=initials)
    with pytest.raises(ValidationError):
        field.clean("")


def test_the_page_shows_the_name_and_suggests_the_list() -> None:
    html = str(PlaceForm(initial={"place": "12", "word": "11"}))
    assert 'value="12 西岭区"' in html
    assert 'value="东屏区"' in html
    assert '<option value="11 东屏区" label="11 东屏区 dpq">' in html
    assert html.count("<option") == len(PLACES) + 1


def test_what_was_typed_wrongly_is_shown_again_and_escaped() -> None:
    form = PlaceForm({"place": '"><b>', "word": "东屏"})
    assert not form.is_valid()
    html = str(form)
    assert "&quot;&gt;&lt;b&gt;" in html
    assert 'value="东屏"' in html


def test_forms_do_not_share_what_they_suggest() -> None:
    one, other = PlaceForm(), PlaceForm()
    one.fields["place"].suggested = lambda: ["2"]
    assert str(one["place"]).count("<option") == 1
    assert str(other["place"]).count("<option") == len(PLACES)
