"""The page of an act: what will happen, what still blocks it, the form, one button. One view serves every flow."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from enforcement.accounts.access import get_visible
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.workflow import Stateful, Step, Workflow

Summary = Callable[[Any], Iterable[tuple[str | Promise, Any]]]


@dataclass(frozen=True)
class Act:
    """`step` of the flow → `form` (None: confirm only) → `action(record, by=, version=, **cleaned)`.

    A form class whose `__init__` takes `record` gets it; fields it names in `by_address` start with what the address
    says. `summary` lists label and value of what will happen;
    `then` gives the page to go to (default: the record's own page).
    """

    step: str
    action: Callable[..., Any]
    form: type[forms.Form] | None = None
    summary: Summary | None = None
    intro: str | Promise = ""
    then: Callable[[Any], str] | None = None


class Confirm(forms.Form):
    """An act that asks for nothing but the confirmation."""


def act_view(model: type[Stateful], flow: Workflow, acts: Iterable[Act]) -> Callable[..., HttpResponse]:
    """The view for `<pk>/do/<step>/` of one kind of record."""
    table = {act.step: act for act in acts}

    @login_required
    def view(request: HttpRequest, pk: int, step: str) -> HttpResponse:
        if step not in table:
            raise Http404
        record = get_visible(model, request.user, pk=pk)
        act, one = table[step], flow.by_name[step]
        form = build_form(act, record, request)
        if request.method == "POST" and form.is_valid() and perform(request, act, record, form):
            record.refresh_from_db()  # it may have its number only now
            messages.success(request, _("已%(step)s：%(record)s") % {"step": one.label, "record": record})
            return redirect(act.then(record) if act.then else record.get_absolute_url())
        found = {"unmet": flow.check(record, step, request.user), "warnings": flow.warnings(record, step, request.user)}
        return show_act(request, record, act=act, one=one, form=form, found=found)

    return view


def build_form(act: Act, record: Stateful, request: HttpRequest) -> forms.Form:
    form_class = act.form or Confirm
    wants_record = "record" in form_class.__init__.__code__.co_varnames
    extra = {"record": record} if wants_record else {}
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **extra)
    named = getattr(form_class, "by_address", ())
    return form_class(initial={name: request.GET[name] for name in named if name in request.GET}, **extra)


def perform(request: HttpRequest, act: Act, record: Stateful, form: forms.Form) -> bool:
    def take() -> bool:
        act.action(record, by=request.user, version=version_of(request), **form.cleaned_data)
        return True

    if attempt(form, take):
        return True
    record.refresh_from_db()  # the step was taken on it before the rule was found broken
    return False


def show_act(
    request: HttpRequest, record: Stateful, *, act: Act, one: Step, form: forms.Form, found: dict[str, Any]
) -> HttpResponse:
    context = {
        "record": record,
        "act": one,
        "intro": act.intro,
        "summary": list(act.summary(record)) if act.summary else [],
        **found,
        "form": form,
        "once": secrets.token_urlsafe(24),
        "version": version_shown(request, record),
        "back_url": record.get_absolute_url(),
    }
    return render(request, "web/act.html", context, status=status_of(form))


def buttons(flow: Workflow, record: Stateful, user: Any, url: Callable[[str], str]) -> list[dict[str, Any]]:
    """For a record's page: each step open to the reader, with its address and what blocks it. What only takes a step
    back is never the first thing to do."""
    return [
        {
            "name": one.name, "label": one.label, "url": url(one.name), "unmet": unmet, "danger": one.danger,
            "undoes": one.name.startswith("recall"),
        }
        for one, unmet in flow.open_steps(record, user)
    ]  # fmt: skip
