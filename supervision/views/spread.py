"""The yearly report of spread per violation: on the screen, as a workbook, and the cases behind each figure."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from cases.queries.decision import slot_words
from cases.queries.like import of_ends
from enforcement.accounts.access import require
from enforcement.accounts.models import Bureau
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.models import SLOTS
from enforcement.sheets import Layout, Value, write_xlsx
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from supervision.queries.spread import Fines, Spread, fines_of, outside, spreads

FIRST_YEAR = 2015
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")


@login_required
@require_GET
def spread_report(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_SPREAD)
    year = year_of(request)
    context = {
        "year": year,
        "years": [{"year": one, "url": f"?year={one}", "current": one == year} for one in years()],
        "groups": [group(one, year) for one in spreads(request.user, year)],
        "export_url": f"{reverse('spread_export')}?year={year}",
        "heads": heads(),
    }
    return render(request, "supervision/spread/report.html", context)


def year_of(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return found if found in years() else timezone.localdate().year


def years() -> list[int]:
    return list(range(timezone.localdate().year, FIRST_YEAR - 1, -1))


def heads() -> list[Any]:
    return [
        _("机关"), _("罚款（件）"), _("最低"), _("下四分位数"), _("中位数"), _("上四分位数"), _("最高"),
        _("最高与最低之比"), _("超出阶次（件）"),
    ]  # fmt: skip


def group(one: Spread, year: int) -> dict[str, Any]:
    names = bureau_names(one.bureaus)
    rows = [(_t("全部"), one.all, {})]
    rows += [(names[pk], held, {"bureau": pk}) for pk, held in sorted(one.bureaus.items()) if len(one.bureaus) > 1]
    chosen = {"year": year, "key": one.rule_key, "slot": one.slot, "tier": one.tier,
              "low": "" if one.low is None else one.low, "high": "" if one.high is None else one.high}  # fmt: skip
    return {"title": title(one), "rows": [line(name, held, chosen | extra) for name, held, extra in rows]}


def title(one: Spread) -> str:
    words = {"name": one.name, "slot": slot_words(one.slot) if one.slot in SLOTS else one.slot,
             "tier": tier_words(one)}  # fmt: skip
    return _t("%(name)s；%(slot)s；%(tier)s") % words


def tier_words(one: Spread) -> str:
    """With its ends: benchmarks of different bureaus and years have tiers of one code."""
    ends = "" if one.low is one.high is None else f"{tier_end(one.low)}—{tier_end(one.high)}"
    return f"{one.tier or _t('未分阶次')} {ends}".strip()


def line(name: str, held: Fines, chosen: dict[str, Any]) -> dict[str, Any]:
    """Every figure is a link to the fines it was made of."""
    base = reverse("spread_cases")
    return {
        "name": name,
        "cells": [shown(value) for value in values(held)],
        "url": f"{base}?{urlencode(chosen)}",
        "outside": held.outside,
        "outside_url": f"{base}?{urlencode({**chosen, 'outside': 1})}",
    }


def values(held: Fines) -> list[Any]:
    """Count, least, quartiles, most, ratio; quartiles only of five and more."""
    ends, found = held.ends, held.quartiles
    middle = [found.lower, found.median, found.upper] if found else [None] * 3
    if ends is None:
        return [0, *[None] * 6]
    return [ends.count, ends.least, *middle, ends.most, ends.spread]


def shown(value: Any) -> str:
    if value is None:
        return "--"
    return str(value) if isinstance(value, int) else f"{value:,.2f}"


def bureau_names(ids: Any) -> dict[int, str]:
    return dict(Bureau.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


@login_required
@require_GET
def spread_export(request: HttpRequest) -> FileResponse:
    require(request.user, Permission.VIEW_SPREAD)
    year = year_of(request)
    file = io.BytesIO()  # some hundred rows
    name = _t("裁量差异年报-%(year)s") % {"year": year}
    header = [_t("违法行为"), _t("适用情形"), _t("裁量阶次"), *(str(one) for one in heads())]
    write_xlsx(file, Layout(name, (40, 16, 12, 24)), header, export_rows(spreads(request.user, year)))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def export_rows(found: list[Spread]) -> Iterator[list[Value]]:
    for one in found:
        names = bureau_names(one.bureaus)
        rows = [(_t("全部"), one.all), *((names[pk], held) for pk, held in sorted(one.bureaus.items()))]
        start: list[Value] = [one.name, slot_words(one.slot) if one.slot in SLOTS else one.slot, tier_words(one)]
        for name, held in rows:
            cells: list[Value] = ["" if value is None else cell(value) for value in values(held)]
            yield [*start, name, *cells, held.outside]


def cell(value: Any) -> Value:
    return value if isinstance(value, int) else float(value)


@login_required
@require_GET
def spread_cases(request: HttpRequest) -> HttpResponse:
    """The fines behind a figure. What the address asks for and does not exist gives none."""
    require(request.user, Permission.VIEW_SPREAD)
    year = year_of(request)
    wanted = {"rule_key": request.GET.get("key", ""), "slot": request.GET.get("slot", ""),
              "tier": request.GET.get("tier", "")}  # fmt: skip
    found = fines_of(request.user, year).filter(**{name: clean(value) for name, value in wanted.items()})
    ends = [bound(request.GET.get(name, "")) for name in ("low", "high")]
    found = found.filter(**of_ends(*ends))
    bureau = request.GET.get("bureau", "")
    if bureau.isascii() and bureau.isdigit() and len(bureau) < 10:
        found = found.filter(bureau=int(bureau))
    if request.GET.get("outside"):
        found = found.filter(outside())
    found = found.select_related("decision__penalty", "bureau", "violation")
    page = keyset_page(found, request, order=["-amount", "-id"])
    columns = (
        Column(_("案号"), lambda one: one.decision.penalty, href=lambda one: one.decision.penalty.get_absolute_url()),
        Column(_("机关"), lambda one: one.bureau),
        Column(_("违法行为"), lambda one: one.violation.name_zh),
        Column(_("决定日期"), lambda one: one.decided_on),
        Column(_("罚款（元）"), lambda one: one.amount, numeric=True),
        Column(_("当时的阶次"), lambda one: f"{tier_end(one.low)}—{tier_end(one.high)}"),
    )
    table = Table(_t("%(year)s 年的罚款") % {"year": year}, columns, page.rows, page, _("没有罚款"))
    return render(request, "web/list.html", {"table": table})


def bound(text: str) -> Decimal | None:
    """None where the tier has no such end; what is no number is an end of no tier."""
    return None if not text else Decimal(text) if NUMBER.fullmatch(text) else Decimal(-1)


def clean(text: str) -> str:
    return text.replace("\0", "")[:60]


def tier_end(value: Any) -> str:
    return "…" if value is None else f"{value:,.2f}"
