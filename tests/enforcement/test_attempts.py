"""How a form page calls its action, reads the version and says that something is to be corrected."""

from types import SimpleNamespace

import pytest
from django import forms
from django.test import RequestFactory

from enforcement.errors import RuleBroken
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.forms import BaseForm


class NameForm(BaseForm):
    name = forms.CharField()


def refuse(field: str | None) -> None:
    raise RuleBroken("已有同名记录", field=field)


@pytest.mark.parametrize(("text", "version"), [("3", 3), ("", None), ("x", None), ("²", None), ("9" * 10, None)])
def test_only_a_number_is_a_version(text: str, version: int | None) -> None:
    assert version_of(RequestFactory().post("/", {"version": text})) == version


def test_a_form_shown_again_keeps_the_version_it_was_made_from() -> None:
    newer = SimpleNamespace(version=4)
    assert version_shown(RequestFactory().post("/", {"version": "3"}), newer) == 3
    assert version_shown(RequestFactory().get("/"), newer) == 4


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
