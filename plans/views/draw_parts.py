"""The long parts of a draw, each a page of its own: frozen lists, exclusions, picks, transcript."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.errors import NotPermitted
from enforcement.web.paging import keyset_page, list_page
from enforcement.web.tables import Column, Table
from plans.models import Draw
from plans.queries import draw as draws
from plans.states import Conflict
from plans.words import exclusion_word, kept_skip, kept_word

SHOWN = 20  # rows of a list on the page of the draw
LIST_LABELS = {draws.UNIT: _("企业名单"), draws.OFFICER: _("人员名单"), draws.EXPERT: _("专家名单")}
PICK_LABELS = {draws.UNIT: _("抽中企业"), draws.OFFICER: _("抽中检查人员"), draws.EXPERT: _("抽中专家")}


@login_required
@require_GET
def draw_part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """`part`: exclusions, conflicts, or list-, picks- or transcript- and the name of a list."""
    task = get_visible(Draw, request.user, pk=pk)
    kind, _dash, name = part.partition("-")
    if kind not in TABLES or (name and name not in task.list_names) or not task.frozen_at:
        raise Http404
    if not draws.may_read_names(task, request.user):
        raise NotPermitted(_t("结果公布前，只有设定、监督和批准抽取的人员可以查看名单"))
    table = TABLES[kind](task, name, request)
    trail = [(_("双随机抽取"), reverse("draw_list")), (task.number, task.get_absolute_url()), (table.caption, None)]
    return render(request, "plans/draw/part.html", {"table": table, "task": task, "trail": trail})


def parts_of(task: Draw) -> list[tuple[Any, str]]:
    """Label and address of every part there is."""
    listed = [(LIST_LABELS[name], f"list-{name}") for name in task.list_names]
    facts = [(_("排除情况"), "exclusions"), (_("回避组合"), "conflicts")]
    drawn = [
        (_t("抽取过程：%(list)s") % {"list": LIST_LABELS[name]}, f"transcript-{name}")
        for name in task.list_names
        if task.result
    ]
    return [(label, reverse("draw_part", args=[task.pk, part])) for label, part in (*listed, *facts, *drawn)]


def _frozen(task: Draw, name: str, request: HttpRequest) -> Table:
    page = keyset_page(task.entries.filter(list=name or draws.UNIT), request, order=["number"])
    columns = (
        Column(_("序号"), lambda one: one.number, numeric=True),
        Column(_("名称"), lambda one: one.name),
        Column(_("名单条目"), lambda one: one.entry),
        Column(_("权重"), lambda one: one.weight, numeric=True),
    )
    return Table(LIST_LABELS[name or draws.UNIT], columns, page.rows, page)


def _exclusions(task: Draw, _name: str, request: HttpRequest) -> Table:
    page = keyset_page(task.exclusions.all(), request, order=["list", "number"])
    columns = (
        Column(_("不列入名单的对象"), lambda one: one.name),
        Column(_("名单"), lambda one: LIST_LABELS[one.list]),
        Column(_("原因"), lambda one: exclusion_word(one.reason)),
        Column(_("名单条目"), lambda one: one.entry),
    )
    return Table(_("排除情况"), columns, page.rows, page, _("没有排除对象"))


def _conflicts(task: Draw, _name: str, request: HttpRequest) -> Table:
    page = keyset_page(task.conflicts.all(), request, order=["id"])
    units = draws.rows_of(task, draws.UNIT, {one.unit for one in page.rows})
    people = {
        name: draws.rows_of(task, name, {one.entry for one in page.rows if one.list == name})
        for name in task.list_names[1:]
    }
    columns = (
        Column(_("企业"), lambda one: units[one.unit].name),
        Column(_("人员"), lambda one: people[one.list][one.entry].name),
        Column(_("名单"), lambda one: LIST_LABELS[one.list]),
        Column(_("原因"), lambda one: Conflict(one.reason).label),
    )
    return Table(_("回避组合"), columns, page.rows, page, _("没有登记的回避，也没有连续检查同一企业的人员"))


def picks_table(task: Draw, name: str, *, most: int | None = None, rows: list[Any] | None = None) -> Table:
    columns = (
        Column(_("名称"), lambda row: row["name"]),
        Column(_("抽取顺序"), lambda row: row["order"], numeric=True),
        Column(_("名单序号"), lambda row: row["number"], numeric=True),
    )
    return Table(PICK_LABELS[name], columns, draws.drawn_rows(task, name, most=most) if rows is None else rows)


def _picks(task: Draw, name: str, request: HttpRequest) -> Table:
    name = name or draws.UNIT
    page = list_page(task.result.get("picks", {}).get(name, []), request)
    first = int(request.GET.get("after", "0") or 0) if page.first_url else 0
    table = picks_table(task, name, rows=draws.drawn_rows(task, name, first=first, most=page.size))
    table.page = page
    return table


def _transcript(task: Draw, name: str, request: HttpRequest) -> Table:
    name = name or draws.UNIT
    columns = (
        Column(_("轮次"), lambda one: one["number"], numeric=True),
        Column(_("散列值"), lambda one: one["hash"]),
        Column(_("剩余票数"), lambda one: one["tickets_left"], numeric=True),
        Column(_("位置"), lambda one: one["position"], numeric=True),
        Column(_("名单序号"), lambda one: one["entry"], numeric=True),
        Column(_("结果"), lambda one: kept_skip(one["skipped"]) or _t("抽中")),
    )
    page = list_page(task.result.get("transcript", {}).get(name, []), request)
    return Table(_t("抽取过程：%(list)s") % {"list": LIST_LABELS[name]}, columns, page.rows, page, _("尚未抽取"))


TABLES = {"list": _frozen, "exclusions": _exclusions, "conflicts": _conflicts, "picks": _picks,
          "transcript": _transcript}  # fmt: skip


def skips_table(task: Draw) -> Table:
    """Every entry passed over for what happened after the freezing; those whose turn came and the others."""
    found = draws.named(task)[:SHOWN]
    people = {name: draws.rows_of(task, name, [one.entry for one in found if one.list == name]) for name in LIST_LABELS}
    columns = (
        Column(_("名称"), lambda one: people[one.list][one.entry].name),
        Column(_("名单"), lambda one: LIST_LABELS[one.list]),
        Column(_("名单序号"), lambda one: one.entry, numeric=True),
        Column(_("原因"), lambda one: kept_skip(one.reason)),
        Column(_("登记"), lambda one: kept_word(one.by)),
        Column(_("时间"), lambda one: one.at.replace("T", " ")[:16]),
    )
    return Table(_("跳过与替补"), columns, found)


def aside_table(task: Draw) -> Table:
    columns = (
        Column(_("企业"), lambda one: one.unit),
        Column(_("不派往的人员"), lambda one: one.person),
        Column(_("原因"), lambda one: one.reason),
    )
    return Table(_("分组时的回避"), columns, draws.gave_way(task)[:SHOWN])
