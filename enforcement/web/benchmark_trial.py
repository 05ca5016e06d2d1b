"""Trying a benchmark: pick a violation, answer, see tier, range and arithmetic. Nothing is kept."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.discretion import Kind, Question
from enforcement.errors import RuleBroken
from enforcement.rulebook.benchmark_diff import name_of
from enforcement.rulebook.benchmark_terms import SOURCES
from enforcement.rulebook.benchmark_words import plain, span_words
from enforcement.rulebook.benchmarks import Assessed, Rules, asked, assess, rules_of
from enforcement.rulebook.models import Benchmark, Scope, Violation
from enforcement.rulebook.models.benchmarks import SLOT_LABELS
from enforcement.rulebook.queries import RowMissing, violation
from enforcement.web.forms import BaseForm, FilterForm, TextField

OUTCOMES = {
    "fine": _("应当罚款"),
    "may_exempt": _("可以罚款，也可以不予处罚"),
    "exempt": _("不予处罚"),
    "no_fine": _("没有规定罚款"),
}


class PickForm(FilterForm):
    scope = forms.ChoiceField(label=_("违法行为和情形"))


def facts_form(questions: list[Question]) -> type[BaseForm]:
    """One field for each question; an answer left out stays open."""
    fields: dict[str, Any] = {question.key: field_of(question) for question in questions}
    return type("FactsForm", (FilterForm,), fields)


def field_of(question: Question) -> forms.Field:
    hint = SOURCES[question.source] if question.source != "asked" else ""
    common: dict[str, Any] = {"label": question.label, "help_text": hint, "required": False}
    if question.kind == Kind.NUMBER:
        return TextField(**common, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    answers: Any = question.choices if question.kind == Kind.CHOICE else (("yes", _("是")), ("no", _("否")))
    return forms.ChoiceField(**common, choices=[("", "—"), *answers])


@login_required
@require_GET
def benchmark_trial(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    benchmark = get_visible(Benchmark.objects.select_related("bureau"), request.user, pk=pk)
    scopes = list(benchmark.scopes.prefetch_related("tiers"))
    pick = PickForm(request.GET or None)
    pick.fields["scope"].choices = [(one.pk, f"{name_of(one.rule_key)}（{SLOT_LABELS[one.slot]}）") for one in scopes]
    context: dict[str, Any] = {
        "benchmark": benchmark,
        "pick": pick,
        "trail": [
            (_("法规库"), reverse("law_list")),
            (_("裁量基准"), reverse("benchmark_list")),
            (benchmark.code, benchmark.get_absolute_url()),
            (_("试算"), None),
        ],
    }
    status = 200
    if pick.is_bound:
        if pick.is_valid():
            chosen = next(one for one in scopes if str(one.pk) == pick.cleaned_data["scope"])
            context |= tried(request, benchmark, chosen)
        status = 422 if pick.errors or (context.get("form") and context["form"].errors) else 200
    return render(request, "web/benchmark_trial.html", context, status=status)


def tried(request: HttpRequest, benchmark: Benchmark, scope: Scope) -> dict[str, Any]:
    on = a_day_in_force(benchmark)
    try:
        row = violation(scope.rule_key, on)
    except RowMissing as missing:
        return {"missing": missing.message}
    rules = rules_of(benchmark, row, scope.slot, scope)
    answered = request.GET.get("answered") == "yes"
    form = facts_form(asked(rules, row, scope.slot))(request.GET if answered else None)
    found = {"row": row, "scope": scope, "form": form, "on": on}
    if not answered or not form.is_valid():
        return found
    return found | result_of(form, rules, (row, scope.slot), on)


def result_of(form: BaseForm, rules: Rules, what: tuple[Violation, str], on: date) -> dict[str, Any]:
    try:
        assessed = assess(rules, *what, form.cleaned_data, on=on)
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, str(broken.message))
        return {}
    return {"assessed": assessed, "figures": figures(assessed)}


def figures(assessed: Assessed) -> list[dict[str, Any]]:
    span, suggested = assessed.weighed.span, assessed.suggested
    return [
        {"label": _("处理"), "value": OUTCOMES[assessed.outcome_allowed]},
        {"label": _("裁量阶次"), "value": assessed.tier_name or "--"},
        {"label": _("幅度"), "value": span_words(span) if span else "--"},
        {"label": _("建议数额（元）"), "value": plain(suggested) if suggested is not None else "--"},
    ]


def a_day_in_force(benchmark: Benchmark) -> date:
    """Today, or the nearest day on which the benchmark is in force."""
    today: date = timezone.localdate()
    first, end = benchmark.validity.lower, benchmark.validity.upper
    if first and today < first:
        return first
    return end - timedelta(days=1) if end and today >= end else today
