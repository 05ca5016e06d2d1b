"""Tables into the plan: a paste or a file is shown line by line before anyone confirms it."""

import io
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.models import Unit
from enforcement.accounts.permissions import Permission
from enforcement.sheets import Sheet, address, write_xlsx
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.tables import Column, Table
from enforcement.wording import listed, parted
from plans.actions import plan_items as actions
from plans.forms import plan_items as forms
from plans.models import Plan
from plans.queries.plan_lines import Effect, Proposal, in_words, propose
from plans.rules.plan_table import Lines, mended, read_lines, text
from plans.sheets.plan import template_header, template_layout
from plans.views.plan import editable
from plans.views.plan_pages import plan_trail

SHOWN = 200  # lines of a preview; the counts are of all
MENDED = 50  # lines with their wrong cells to type anew
WORDS = {
    "name": _("单位名称"), "code": _("统一社会信用代码"), "kind": _("检查类别"), "visits": _("计划次数"),
    "months": _("计划月份"), "unit": _("承办机构"), "officers": _("每次人数"), "days": _("每次天数"),
    "ceiling": _("每户年度上限"), "health": _("同时检查职业健康"), "subject": _("检查事项"),
}  # fmt: skip
TONES = {Effect.ADD: "ok", Effect.CHANGE: "near", Effect.SAME: "muted", Effect.REFUSED: "over"}


@dataclass(frozen=True)
class Preview:
    """What the page of a read table shows before anyone confirms."""

    proposals: list[Proposal]
    places: str  # sheet name; empty for a paste
    unread: list[str]

    @property
    def counts(self) -> list[tuple[Any, int]]:
        return [(effect.label, sum(one.effect == effect for one in self.proposals)) for effect in Effect]

    @property
    def can_apply(self) -> bool:
        return any(one.effect in (Effect.ADD, Effect.CHANGE) for one in self.proposals)

    def table(self) -> Table:
        columns = (
            Column(_("行"), lambda one: self.place(one)),
            Column(_("单位名称"), lambda one: one.name),
            Column(_("结果"), lambda one: Effect(one.effect).label, tag=lambda one: TONES[Effect(one.effect)]),
            Column(_("说明"), self.words),
        )
        order = {Effect.REFUSED: 0, Effect.CHANGE: 1, Effect.ADD: 2, Effect.SAME: 3}
        rows = sorted(self.proposals, key=lambda one: order[Effect(one.effect)])
        return Table(_("逐行结果"), columns, rows[:SHOWN])

    @property
    def wrong(self) -> list[dict[str, Any]]:
        """The lines left out, each with the cells that have to be mended."""
        refused = [one for one in self.proposals if one.effect == Effect.REFUSED]
        return [
            {"row": _t("第 %(row)s 行") % {"row": one.line.number}, "name": one.name, "cells": wrong_cells(one)}
            for one in refused[:MENDED]
        ]

    def place(self, one: Proposal) -> str:
        cells = [address(place, one.line.number) for place, _message in one.problems]
        return " ".join(cells) if cells and self.places else _t("第 %(row)s 行") % {"row": one.line.number}

    def words(self, one: Proposal) -> str:
        if self.places and one.problems:
            return parted(f"{address(place, one.line.number)} {message}" for place, message in one.problems)
        return in_words(one)


def wrong_cells(one: Proposal) -> list[dict[str, Any]]:
    """One for each place, with all that is wrong there."""
    found: dict[int, dict[str, Any]] = {}
    for place, message in one.problems:
        column = one.line.columns[place] if place < len(one.line.columns) else ""
        said = one.line.cells[place] if place < len(one.line.cells) else ""
        cell = {"id": f"cell-{one.line.number}-{place}", "label": heading_of(column), "value": said, "errors": []}
        found.setdefault(place, cell)["errors"].append(message)
    return list(found.values())


def heading_of(column: str) -> Any:
    """In the reader's language."""
    return WORDS.get(column, _("内容"))


@login_required
@require_http_methods(["GET", "POST"])
def plan_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """核对 shows what would happen and saves nothing; 确认 does it, unless the plan has changed in between or a cell
    was typed that no preview has shown yet."""
    plan = editable(request, pk)
    given = typed(request) if request.method == "POST" else None
    form = forms.PasteForm(given)
    lines = read_lines(pasted(form.cleaned_data["text"])) if form.is_valid() else None
    seen = given is not None and given["text"] == mended(request.POST.get("text", ""), {})
    if lines is not None and request.POST.get("act") == "apply" and not seen:
        messages.warning(request, _t("刚改过的单元格还没有核对，请看核对结果后再确认"))
    elif lines is not None and request.POST.get("act") == "apply":
        rows, version = lines.rows, version_of(request)
        if done := attempt(form, lambda: actions.apply_lines(plan, rows, by=request.user, version=version)):
            return _applied(request, plan, done)
    sheet = request.POST.get("sheet", "")
    preview = preview_of(plan, lines, sheet) if lines is not None else None
    return _paste_page(request, plan, form, preview, sheet=sheet)


@login_required
@require_http_methods(["GET", "POST"])
def plan_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of the file go on as a paste, so that what is confirmed is what was shown."""
    plan = editable(request, pk)
    form = forms.UnitListForm(request.POST, request.FILES) if request.method == "POST" else forms.UnitListForm()
    if form.is_valid():
        sheet, rows = form.cleaned_data["table"]
        taken = forms.PasteForm(initial={"text": as_text(rows)})
        preview = preview_of(plan, read_lines(rows), sheet.name)
        preview.unread.extend(sheets_left(sheet))
        return _paste_page(request, plan, taken, preview, sheet=sheet.name)
    context = {
        "plan": plan,
        "form": form,
        "trail": plan_trail(plan, _("导入计划表")),
        "template_url": reverse("plan_template", args=[pk]),
        "back_url": reverse("plan_items", args=[pk]),
    }
    return render(request, "plans/plan/upload.html", context, status=status_of(form))


def typed(request: HttpRequest) -> QueryDict:
    """The text with the cells mended on the page in their places."""
    given = request.POST.copy()
    given["text"] = mended(given.get("text", ""), {name: str(words) for name, words in request.POST.items()})
    return given


def _paste_page(
    request: HttpRequest, plan: Plan, form: Any, preview: Preview | None, *, sheet: str = ""
) -> HttpResponse:
    """`sheet`: of the file the rows came from; empty for a paste."""
    title = _("导入计划表") if sheet else _("粘贴表格")
    context = {
        "plan": plan,
        "form": form,
        "title": title,
        "sheet": sheet,
        "trail": plan_trail(plan, title),
        "preview": preview,
        "table": preview.table() if preview else None,
        "text": form["text"].value() or "",
        "shown": SHOWN,
        "version": version_shown(request, plan),
        "back_url": reverse("plan_items", args=[plan.pk]),
    }
    return render(request, "plans/plan/paste.html", context, status=status_of(form))


def _applied(request: HttpRequest, plan: Plan, done: list[Proposal]) -> HttpResponse:
    counts = {effect: sum(one.effect == effect for one in done) for effect in Effect}
    words = {"added": counts[Effect.ADD], "changed": counts[Effect.CHANGE], "refused": counts[Effect.REFUSED]}
    messages.success(request, _t("已新增 %(added)s 项、修改 %(changed)s 项，未列入 %(refused)s 行") % words)
    return redirect("plan_items", plan.pk)


def preview_of(plan: Plan, lines: Lines, sheet: str = "") -> Preview:
    unread = [
        _t("%(cell)s “%(heading)s”列不在模板中，未读取") % {"cell": address(place, row), "heading": words}
        for place, row, words in lines.unread
    ]
    return Preview(propose(plan, lines.rows), sheet, unread)


def sheets_left(sheet: Sheet) -> list[str]:
    if not sheet.others:
        return []
    words = {"sheet": sheet.name, "others": listed(sheet.others)}
    return [_t("只读取了工作表“%(sheet)s”，其他工作表没有读取：%(others)s") % words]


def pasted(content: str) -> list[tuple[int, list[str]]]:
    return [(number, line.split("\t")) for number, line in enumerate(content.splitlines(), start=1)]


def as_text(rows: list[tuple[int, list[Any]]]) -> str:
    """Line for line, so that the numbers stay those of the file."""
    last = 0
    lines = []
    for number, cells in rows:
        lines += [""] * (number - last - 1)
        lines.append("\t".join(" ".join(text(cell).split()) for cell in cells))
        last = number
    return "\n".join(lines)


@login_required
@require_GET
def plan_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    plan = get_visible(Plan, request.user, pk=pk)
    require(request.user, Permission.DRAFT_PLANS, plan)
    units = list(Unit.objects.filter(bureau=plan.bureau_id).order_by("name").values_list("name", flat=True))
    book = io.BytesIO()
    write_xlsx(book, template_layout(units), template_header(), [])
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{_t('计划表模板')}.xlsx")
