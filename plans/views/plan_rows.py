"""The editable table: how a row is written, what it answers when it saves itself, two people in one row."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.web.paging import Page
from plans.actions import plan as actions
from plans.forms.plan_items import RowForm
from plans.models import Plan, PlanItem
from plans.queries.plan_items import units_of
from plans.rules.plan_table import written_months
from plans.views.plan_pages import plan_trail, scope_of, shown

HEADINGS = (
    *(_("检查项目"), _("检查类别"), _("计划家次"), _("每次天数"), _("计划月份"), _("承办机构")),
    *(_("每户年度上限"), _("同时检查职业健康"), _("保存")),
)
CELLS = (  # name, heading, kind of input, its class, keyboard of a phone
    ("visits", HEADINGS[2], "text", "input-tiny num", "numeric"),
    ("days_per_visit", HEADINGS[3], "text", "input-tiny num", "decimal"),
    ("months", HEADINGS[4], "text", "input-short", "text"),
    ("unit", HEADINGS[5], "select", "", ""),
    ("ceiling", HEADINGS[6], "text", "input-tiny num", "numeric"),
    ("occupational_health", HEADINGS[7], "checkbox", "", ""),
)


def editor(plan: Plan, request: HttpRequest, page: Page) -> dict[str, Any]:
    options = {chosen: unit_options(units_of(plan), chosen) for chosen in {item.unit_id for item in page.rows}}
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "page": page,
        "headings": HEADINGS,
        "rows": [row_of(plan, item, options[item.unit_id], query) for item in page.rows],
    }


def unit_options(units: list[tuple[int, str]], chosen: int | None) -> SafeString:
    rows = [("", _t("未指定"), None), *((pk, name, pk) for pk, name in units)]
    marked = ((value, " selected" if pk == chosen else "", name) for value, name, pk in rows)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


def row_of(plan: Plan, item: PlanItem, options: SafeString, query: str = "") -> dict[str, Any]:
    return {
        "item": item,
        "name": str(item),
        "about": scope_of(item) if item.is_random else item.campaign or item.get_licence_display(),
        "url": item.get_absolute_url(),
        "save_url": reverse("plan_item_row", args=[plan.pk, item.pk]) + query,
        "remove_url": reverse("plan_remove_item", args=[plan.pk, item.pk]),
        "kind": item.get_kind_display(),
        "options": options,
        "cells": cells(item, held_values(item)),
    }


def held_values(item: PlanItem) -> dict[str, Any]:
    return {
        "visits": item.visits,
        "days_per_visit": shown(item.days_per_visit),
        "months": written_months(item.months),
        "ceiling": item.ceiling,
        "occupational_health": item.occupational_health,
    }


def cells(item: PlanItem, values: dict[str, Any], errors: Mapping[str, list[str]] = MappingProxyType({})) -> list[Any]:
    """What stands in them, as held or as typed, and what is wrong with each."""
    fixed = {"visits": item.ratio is not None, "months": bool(item.campaign)}
    return [
        {
            "name": name, "label": label, "kind": kind, "css": css, "keyboard": keyboard,
            "id": cell_id(item, name), "value": values.get(name, ""), "fixed": fixed.get(name, False),
            "errors": errors.get(name, ()),
        }
        for name, label, kind, css, keyboard in CELLS
    ]  # fmt: skip


def cell_id(item: PlanItem, name: str) -> str:
    return f"row-{item.pk}-{name}"


def wrong_cells(item: PlanItem, form: RowForm) -> list[tuple[str, Any, str]]:
    """Where, its heading, what is wrong and how to mend it."""
    labels = {name: label for name, label, *_rest in CELLS}
    return [(cell_id(item, name), labels[name], error) for name in labels for error in form.errors.get(name, ())]


def conflict(row: PlanItem, form: RowForm, version: int | None) -> list[tuple[Any, str, str]]:
    """What another person has changed meanwhile and this one wants otherwise: label, now, typed. Saying the same
    twice, as a double click does, is no conflict."""
    if version is None or version == row.version or not form.is_valid():
        return []
    return [
        (form.fields[name].label, in_words(getattr(row, name)), in_words(value))
        for name, value in form.cleaned_data.items()
        if getattr(row, name) != value
    ]


def in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _t("是") if value else _t("否")
    if isinstance(value, list):
        return written_months(value) or _t("全年")
    return str(value) if value is not None else "--"


def save(row: PlanItem, form: RowForm, *, by: User) -> PlanItem:
    """Only what is different: a row sent again writes nothing."""
    changed = {name: value for name, value in form.cleaned_data.items() if getattr(row, name) != value}
    if row.ratio is not None:
        changed.pop("visits", None)
    if row.campaign:
        changed.pop("months", None)
    return actions.change_item(row, by=by, version=row.version, **changed) if changed else row


def saved(request: HttpRequest, row: PlanItem) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{reverse('plan_items', args=[row.plan_id])}{query}#row-{row.pk}")
    row.refresh_from_db(fields=["version"])
    context = {"row": {"item": row}, "scope": f"row-{row.pk}", "saved_at": timezone.localtime().strftime("%H:%M:%S")}
    response = render(request, "plans/plan/row.html#state", context)
    response["HX-Trigger"] = "plan-changed"
    return response


def refused(request: HttpRequest, row: PlanItem, form: RowForm, differences: list[Any]) -> HttpResponse:
    """Nothing typed is lost: htmx leaves the cells as they are and marks the wrong ones, the page shows what was
    sent."""
    typed = {name: form.data.get(name, "") for name in form.fields}
    chosen = int(typed["unit"]) if re.fullmatch("[0-9]{1,9}", typed["unit"]) else None
    options = unit_options(units_of(row.plan), chosen)
    context = {
        "plan": row.plan,
        "trail": plan_trail(row.plan, _("修改计划项目")),
        "row": {**row_of(row.plan, row, options), "cells": cells(row, typed, form.errors)},
        "headings": HEADINGS,
        "differences": differences,
        "changed": row,
        "errors": form.non_field_errors(),
        "wrong": wrong_cells(row, form),
        "back_url": reverse("plan_items", args=[row.plan_id]),
    }
    if request.headers.get("HX-Request"):
        return render(request, "plans/plan/row.html#state", {**context, "scope": f"row-{row.pk}"}, status=422)
    return render(request, "plans/plan/row_page.html", context, status=409 if differences else 422)
