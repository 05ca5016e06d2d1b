"""How a form page calls its action, reads the version and says that something is to be corrected."""

from types import SimpleNamespace

import pytest
from django import forms
from django.test import RequestFactory

from enforcement.errors import RuleBroken
from enforcement.web.attempts import UNREADABLE, attempt, status_of, version_of, version_shown
from enforcement.web.forms import BaseForm


class NameForm(BaseForm):
    name = forms.CharField()


def refuse(field: str | None) -> None:
    raise RuleBroken("已有同名记录", field=field)


@pytest.mark.parametrize("text", ["", "x", "²", "9" * 10, "-1", "1.5"])
def test_what_is_no_whole_number_is_the_version_of_no_record(text: str) -> None:
    assert version_of(RequestFactory().post("/", {"version": text})) == UNREADABLE


def test_a_number_is_a_version_and_a_form_may_carry_none() -> None:
    assert version_of(RequestFactory().post("/", {"version": "3"})) == 3
    assert version_of(RequestFactory().post("/", {})) is None


def test_a_form_shown_again_keeps_the_version_it_was_made_from() -> None:
    newer = SimpleNamespace(version=4)
    assert version_shown(RequestFactory().post("/", {"version": "3"}), newer) == 3
    assert version_shown(RequestFactory().post("/", {"version": "0"}), newer) == 0
    assert version_shown(RequestFactory().get("/"), newer) == 4


def test_what_could_not_be_read_does_not_become_the_newest_version_on_the_way() -> None:
    newer = SimpleNamespace(version=4)
    shown = version_shown(RequestFactory().post("/", {"version": "x"}), newer)
    assert version_of(RequestFactory().post("/", {"version": str(shown)})) == UNREADABLE


@pytest.mark.django_db
def test_a_valid_form_gives_what_the_action_gives() -> None:
    form = NameForm({"name": "甲"})
    assert attempt(form, lambda: form.cleaned_data["name"]) == "甲"
    assert status_of(form) == 200


def test_the_action_waits_for_a_valid_form() -> None:
    form = NameForm({"name": ""})
    assert attempt(form, lambda: refuse("name")) is None
    assert form.errors.keys() == {"name"}
    assert status_of(form) == 422
    assert status_of(NameForm()) == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "place"), [("name", "name"), ("elsewhere", "__all__"), (None, "__all__")])
def test_a_broken_rule_stands_beside_its_field_or_above_the_form(field: str | None, place: str) -> None:
    form = NameForm({"name": "甲"})
    assert attempt(form, lambda: refuse(field)) is None
    assert form.errors == {place: ["已有同名记录"]}


def test_what_the_caller_gave_comes_before_what_is_suggested() -> None:
    form = NameForm(initial={"name": "甲"})
    form.suggest(name="乙", note="丙")
    assert form.initial == {"name": "甲", "note": "丙"}
