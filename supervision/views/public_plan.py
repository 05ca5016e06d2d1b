"""The public page of an annual plan, from the copied codes and figures, in the reader's language."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET

from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from enforcement.wording import listed
from plans.queries.adjustment import measure_words, verdict_words
from plans.queries.differences import GROUPS, Change
from plans.queries.item_values import Values, campaign_words, scope_words
from plans.rules.adjustment import Measure
from plans.states import ItemKind, Sector
from plans.words import named_words
from supervision.models import PublicPlan

WAYS = {"": "", "minor": _("一般调整"), "government": _("报政府批准")}
Content = dict[str, Any]


@require_GET
def plan_detail(request: HttpRequest, slug: str) -> HttpResponse:
    plan = get_object_or_404(PublicPlan, slug=slug)
    content = plan.content
    page = keyset_page(plan.key_items.all(), request, order=["id"], size=100)
    key_columns = (
        Column(_("检查对象"), lambda one: one.name),
        Column(_("检查事项"), lambda one: one.subject),
        Column(_("计划家次"), lambda one: one.visits, numeric=True),
        Column(_("每户年度上限"), lambda one: one.ceiling, numeric=True),
    )
    context = {
        "plan": plan,
        "change": change_of(content.get("adjustment")),
        "forces": force_rows(content),
        "keys": Table(_("重点检查"), key_columns, page.rows, page, _("没有列名的重点检查企业")),
        "others": others_table(content.get("others", [])),
        "schedule": schedule_table(content.get("quarters", [])),
        "units": unit_table(content.get("units", {})),
        "editions": editions_table(content.get("editions", [])),
    }
    return render(request, "public/plan.html", context)


def force_rows(content: Content) -> list[tuple[Any, Any]]:
    """Officers, and whom the bureau supervises where."""
    rows: list[tuple[Any, Any]] = [
        (_("执法人员数"), content.get("officers")),
        (_("在岗人数"), content.get("staff_in_post")),
    ]
    if register := content.get("register"):
        sectors = (f"{Sector(code).label} {count}" for code, count in register["sectors"].items())
        regions = (f"{name} {count}" for name, count in register["regions"].items())
        rows += [
            (_("辖区企业（家）"), register["total"]),
            (_("按行业领域"), listed(sectors)),
            (_("按地区"), listed(regions)),
        ]
    return [(label, value) for label, value in rows if value not in (None, "")]


def others_table(items: list[Values]) -> Table:
    columns = (
        Column(_("检查类别"), lambda one: ItemKind(one["kind"]).label),
        Column(_("检查事项"), lambda one: one["subject"]),
        Column(_("专项"), campaign_words),
        Column(_("检查对象"), target_words),
        Column(_("方式"), lambda one: _("双随机抽取") if one["drawn"] else _("按计划名单")),
        Column(_("计划家次"), lambda one: one["visits"], numeric=True),
        Column(_("频次和上限"), often_words),
        Column(_("同时检查职业健康"), lambda one: one["health"]),
        Column(_("承办机构"), lambda one: one["unit"]),
    )
    return Table(_("一般检查、专项检查和应急管理"), columns, items, None, _("没有这几类检查项目"))


def target_words(one: Values) -> str:
    return scope_words(one) if one["drawn"] else _t("列名企业 %(count)s 家") % {"count": one["enterprises"]}


def often_words(one: Values) -> str:
    times = one["frequency"] if one["drawn"] else ""
    words = {"times": times, "ceiling": one["ceiling"]}
    return (_t("%(times)s 次/年，上限 %(ceiling)s 次") if one["drawn"] else _t("每户上限 %(ceiling)s 次")) % words


def schedule_table(quarters: list[str]) -> Table | None:
    columns = (
        Column(_("时间"), lambda row: _t("第 %(quarter)s 季度") % {"quarter": row[0]}),
        Column(_("计划家次"), lambda row: row[1], numeric=True),
    )
    return Table(_("时间安排"), columns, list(enumerate(quarters, start=1))) if quarters else None


def unit_table(units: dict[str, int]) -> Table | None:
    columns = (
        Column(_("承办机构"), lambda row: row[0] or _t("未指定科室")),
        Column(_("计划家次"), lambda row: row[1], numeric=True),
    )
    return Table(_("分工"), columns, list(units.items())) if any(units) else None


def editions_table(editions: list[list[Any]]) -> Table | None:
    columns = (
        Column(pgettext_lazy("column", "版次"), lambda row: row[0], numeric=True),
        Column(_("公布日期"), lambda row: row[1]),
        Column(_("办理方式"), lambda row: WAYS.get(row[2], row[2])),
        Column(_("调整原因"), lambda row: row[3]),
    )
    return Table(_("本年度各版次"), columns, editions) if len(editions) > 1 else None


def change_of(told: Content | None) -> Content | None:
    """Of enterprises only how many were put in, changed or taken out."""
    if told is None:
        return None
    measures = [Measure(name, *map(Decimal, figures)) for name, *figures in told["measures"]]
    return {
        "reason": told["reason"],
        "verdict": "" if told["major"] is None else verdict_words(major=told["major"]),
        "measures": [measure_words(one) for one in measures],
        "table": changes_table([Change(*row) for row in told["changes"]]),
        "named": named_words(told["named"]),
    }


def changes_table(rows: list[Change]) -> Table | None:
    columns = (
        Column(_("类别"), lambda row: row[0]),
        Column(_("内容"), lambda row: row[1]),
        Column(_("原版"), lambda row: row[2]),
        Column(_("本版"), lambda row: row[3]),
    )
    lines = [(GROUPS[one.group], one.what, *one.in_words(months=False)) for one in rows]
    return Table(_("与上一版的差别"), columns, lines) if lines else None
