"""One way for every form page to call its action."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.http import HttpRequest

from enforcement.errors import DomainError, RuleBroken
from enforcement.wording import listed

T = TypeVar("T")
UNREADABLE = -1  # records count from 0 or 1; sent again it is read as itself


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """The action's result; None when the form or a rule refuses, with the message beside its field."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return act()
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, str(broken.message))
        return None
    except DomainError as refused:
        refused.typed = in_words(form)
        raise


def in_words(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed, by the labels of the form: for the page that says why nothing was saved. No password."""
    shown = [one for one in form.visible_fields() if not isinstance(one.field.widget, forms.PasswordInput)]
    return [(str(one.label), text) for one in shown if (text := _text(one))]


def _text(bound: forms.BoundField) -> str:
    """Of a choice its words; of a file its name."""
    value, widget = bound.data, bound.field.widget
    chosen = value if isinstance(value, list | tuple) else [value]
    offered = [pair for one in getattr(widget, "widgets", [widget]) for pair in getattr(one, "choices", ())]
    known = {str(code): str(label) for code, label in offered if not isinstance(label, list | tuple)}
    words = [str(getattr(one, "name", one)) for one in chosen if one]
    return listed([known.get(one, one) for one in words])


def version_of(request: HttpRequest) -> int | None:
    """The version of the record that the form was made from. None: the form carries none. What is no whole number is
    the version of no record, so that the action answers as it answers a page that is out of date."""
    text = request.POST.get("version")
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else UNREADABLE


def version_shown(request: HttpRequest, record: Any) -> int:
    """For the form shown again: still the version it was made from, or a newer one would be overwritten unseen."""
    found = version_of(request)
    return int(record.version) if found is None else found


def status_of(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
