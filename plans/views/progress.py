"""How far the plan has come, by kind, unit and month; every figure opens its tasks. The year's end sums it up."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.models import Plan
from plans.queries.adjustment import plain
from plans.queries.feasibility import days
from plans.queries.indicators import COMPLETION, COVERAGE, KINDS, PER_OFFICER, Indicator, indicators
from plans.queries.progress import Progress, progress
from plans.queries.summary import summary_and_correction
from plans.rules.feasibility import ANY, MONTHS
from plans.rules.progress import Count
from plans.states import AssignmentState, ItemKind, Origin, PlanState
from plans.views.plan_pages import plan_trail
from plans.words import source_word

Opens = Callable[..., str]


@login_required
@require_GET
def plan_progress(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    found = progress(plan, timezone.localdate())
    opens = opener(plan)
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("执行情况")),
        "published": plan.state == PlanState.PUBLISHED,
        "on": found.on,
        "year_over": found.on.year > plan.year,
        "warnings": warnings(found) if plan.state == PlanState.PUBLISHED else [],
        "tiles": tiles(found, opens),
        "units": unit_table(found, opens),
        "months": month_table(found, opens),
        "targets": target_table(plan, found, opens),
        "year_summaries": [one for one in summary_and_correction(plan) if one],
        "may_write": request.user.may(Permission.DRAFT_PLANS, plan),
    }
    return render(request, "plans/plan/progress.html", context)


def target_table(plan: Plan, found: Progress, opens: Opens) -> Table:
    done = {"state": AssignmentState.DONE}
    pages = {COMPLETION: opens(**done), COVERAGE: opens(**done, item_kind=ItemKind.KEY), PER_OFFICER: opens(**done)}

    def href(one: Indicator) -> str:
        return reverse("plan_target", args=[plan.pk, one.code]) if one.code else pages.get(one.name, "")

    columns = (
        Column(_("指标"), lambda one: one.label, href=href),
        Column(_("完成"), lambda one: "" if one.value is None else f"{plain(one.value)}{one.unit}", numeric=True,
               tag=lambda one: {True: "ok", False: "near", None: "plain"}[one.reached]),
        Column(_("计数"), lambda one: one.counted or _t("没有可统计的记录"), numeric=True),
        Column(_("目标"), lambda one: f"{plain(one.target)}{one.unit}", numeric=True),
        Column(_("目标来源"), lambda one: source_word(one.source)),
    )  # fmt: skip
    return Table(_("执行指标（各地文件的目标，不是法律规定）"), columns, indicators(plan, found))


@login_required
@require_GET
def target_rows(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The records behind a target that an upper app counts: all of them, or only what is left to do."""
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    kind = KINDS.get(code)
    if kind is None:
        raise Http404
    require(request.user, kind.permission, plan)
    rows = kind.whole(plan)
    left = request.GET.get("left") == "1"
    done = kind.done(rows)
    page = keyset_page(rows.exclude(pk__in=done.values("pk")) if left else rows, request, order=["id"])
    reached = set(done.filter(pk__in=[row.pk for row in page.rows]).values_list("pk", flat=True))
    columns = (
        Column(_("内容"), kind.text, href=lambda row: row.get_absolute_url()),
        Column(_("状态"), lambda row: row.get_state_display()),
        Column(_("计入完成"), lambda row: _t("是") if row.pk in reached else _t("否"),
               tag=lambda row: "ok" if row.pk in reached else "near"),
    )  # fmt: skip
    context = {
        "plan": plan,
        "left": left,
        "trail": plan_trail(plan, kind.label),
        "table": Table(kind.label, columns, page.rows, page, _("没有可统计的记录")),
    }
    return render(request, "plans/plan/target.html", context)


def opener(plan: Plan) -> Opens:
    return lambda **chosen: f"{reverse('assignment_list')}?{urlencode({'plan': plan.pk, **chosen})}"


def tiles(found: Progress, opens: Opens) -> list[dict[str, Any]]:
    done = {"state": AssignmentState.DONE}
    return [
        tile(_("计划完成率"), found.whole, opens(**done)),
        *(
            tile(ItemKind(kind).label, count, opens(**done, item_kind=kind))
            for kind, count in found.kinds.items()
            if kind in (ItemKind.KEY, ItemKind.GENERAL) or count.planned or count.done
        ),
        {"label": _("重点企业覆盖率"), "value": f"{found.coverage}%",
         "note": f"{found.key_seen}/{found.key_enterprises}", "url": opens(**done, item_kind=ItemKind.KEY)},
        {"label": _("随机抽取占比"), "value": f"{found.drawn_share}%", "note": f"{found.drawn}/{found.tasks}",
         "url": opens(origin=Origin.DRAW)},
    ]  # fmt: skip


def tile(label: Any, count: Count, url: str) -> dict[str, Any]:
    note = f"{count.done}/{count.planned}"
    if count.behind:
        note = _t("%(note)s，落后 %(behind)s 家次") % {"note": note, "behind": count.behind}
    return {"label": label, "value": f"{count.percent}%", "note": note, "tone": "over" if count.behind else "ok",
            "url": url}  # fmt: skip


def warnings(found: Progress) -> list[str]:
    """Where visits that belong before today are not done yet."""
    places = [(_t("全局合计"), found.whole)]
    places += [(unit or _t("未指定科室"), count) for unit, count in found.units.items()]
    return [
        _t("%(place)s到 %(on)s 应完成 %(due)s 家次，已完成 %(done)s，落后 %(behind)s")
        % {"place": place, "on": found.on, "due": int(count.due), "done": count.done, "behind": count.behind}
        for place, count in places
        if count.behind
    ]


def unit_table(found: Progress, opens: Opens) -> Table:
    columns = (
        Column(_("科室"), lambda row: row[0] or _t("未指定科室"),
               href=lambda row: opens(state=AssignmentState.DONE, unit_name=row[0] or "-")),
        Column(_("计划家次"), lambda row: row[1].planned, numeric=True),
        Column(_("到今天应完成"), lambda row: int(row[1].due), numeric=True),
        Column(_("已完成"), lambda row: row[1].done, numeric=True),
        Column(_("完成率"), lambda row: f"{row[1].percent}%", numeric=True,
               tag=lambda row: "over" if row[1].behind else "ok"),
    )  # fmt: skip
    rows = [(unit, count) for unit, count in found.units.items() if unit != ANY or count.planned or count.done]
    return Table(_("按科室"), columns, rows, None, _("计划没有检查项目"))


def month_table(found: Progress, opens: Opens) -> Table:
    columns = (
        Column(_("月份"), lambda month: _t("%(month)s 月") % {"month": month},
               href=lambda month: opens(state=AssignmentState.DONE, done_month=month)),
        Column(_("计划家次"), lambda month: days(found.planned_months[month]), numeric=True),
        Column(_("已完成"), lambda month: found.done_months[month], numeric=True),
    )  # fmt: skip
    return Table(_("按月份"), columns, MONTHS)
