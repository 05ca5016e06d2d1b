"""One way for every form page to call its action."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.http import HttpRequest

from enforcement.errors import RuleBroken

T = TypeVar("T")


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


def version_of(request: HttpRequest) -> int | None:
    """The version of the record that the form was made from."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def version_shown(request: HttpRequest, record: Any) -> int:
    """For the form shown again: still the version it was made from, or a newer one would be overwritten unseen."""
    found: int = version_of(request) or record.version
    return found


def status_of(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
