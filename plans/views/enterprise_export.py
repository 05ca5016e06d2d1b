"""Export of the register: a short one is sent at once, a long one is written by a job and waits for its owner."""

import tempfile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.outbox.models import State as JobState
from enforcement.sheets import CSV, XLSX, csv_lines, write_xlsx
from enforcement.web.paging import capped_count, keyset_page
from enforcement.web.tables import Column, Table
from plans.actions import enterprise_export as actions
from plans.actions.enterprise import log_export
from plans.filters.enterprise import EnterpriseFilter
from plans.models import Enterprise, RegisterExport
from plans.models.enterprise_export import KEPT_DAYS
from plans.queries.enterprise import job_of
from plans.sheets.enterprise import EXPORTED, export_header, export_rows
from plans.views.enterprise_pages import HOME

AT_ONCE = 5_000  # more than that would keep a reader waiting and a web process busy
MINE = (_("我的导出"), "/enterprises/exports/")
COLUMNS = (
    Column(_("文件"), lambda one: one.title, href=lambda one: one.get_absolute_url()),
    Column(_("导出时间"), lambda one: one.created_at),
    Column(_("筛选条件"), lambda one: one.conditions),
    Column(_("行数"), lambda one: one.rows if one.finished_at else "", numeric=True),
    Column(_("状态"), lambda one: state_of(one)[0], tag=lambda one: state_of(one)[1]),
)


@login_required
@require_http_methods(["GET", "POST"])
def enterprise_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered, all of it. A long one asks first, because it costs and leaves a file with personal data."""
    require(request.user, Permission.VIEW_ENTERPRISES)
    file_format = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    chosen = EnterpriseFilter(request.GET, Enterprise.objects.visible_to(request.user))
    count = capped_count(chosen.qs, AT_ONCE)
    conditions = "；".join(f"{label}：{value}" for label, value in chosen.chosen.values())
    if count <= AT_ONCE:
        return send_now(request, chosen, file_format, actions.provenance(request.user, conditions))
    if request.method == "POST":
        query, language = query_of(request), get_language()
        made = actions.order_export(
            by=request.user, query=query, conditions=conditions, file_format=file_format, language=language
        )
        return redirect(made)
    context = {
        "rows": [(_("筛选条件"), conditions or _("无")), (_("格式"), file_format.upper())],
        "most": AT_ONCE,
        "days": KEPT_DAYS,
        "back_url": f"{HOME[1]}?{query_of(request)}",
        "trail": [HOME, (_("导出企业名单"), None)],
    }
    return render(request, "plans/enterprise/export_order.html", context)


def query_of(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("format", "after", "size"):
        query.pop(name, None)
    return query.urlencode()


def send_now(request: HttpRequest, chosen: Any, file_format: str, words: str) -> HttpResponseBase:
    found = list(chosen.qs.order_by("id").values_list(*EXPORTED))
    filters = {name: value for name, (_label, value) in chosen.chosen.items()}
    log_export(by=request.user, filters=filters, rows=len(found), file_format=file_format)
    name = f"{_t('企业库')}-{timezone.localtime():%Y%m%d-%H%M}.{file_format}"
    if file_format == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write_xlsx(file, actions.export_layout(words), export_header(), export_rows(found))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    lines = csv_lines(export_header(), export_rows(found), title=words)
    return StreamingHttpResponse(lines, content_type=CSV, headers=headers)


@login_required
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_ENTERPRISES)
    page = keyset_page(RegisterExport.objects.visible_to(request.user), request, order=["-id"])
    empty = _("还没有后台导出；%(most)s 条以内的名单在企业库页面直接下载") % {"most": f"{AT_ONCE:,}"}
    table = Table(MINE[0], COLUMNS, page.rows, page, empty)
    return render(request, "plans/enterprise/exports.html", {"table": table, "trail": [HOME, (MINE[0], None)]})


@login_required
@require_GET
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(RegisterExport, request.user, pk=pk)
    word, tone = state_of(one)
    rows: list[tuple[Any, Any]] = [(_("导出时间"), one.created_at), (_("筛选条件"), one.conditions or _("无"))]
    if one.finished_at:
        rows += [(_("行数"), f"{one.rows:,}"), (_("大小"), f"{one.size / 1024 / 1024:,.1f} MB")]
        rows += [("SHA-256", one.sha256), (_("文件保留至"), one.kept_until)]
    context = {
        "export": one,
        "bar": {"title": one.title, "stage": word, "tone": tone, "facts": [(_("导出人"), one.created_by)]},
        "rows": rows,
        "progress": None if one.finished_at else progress_of(one),
        "trail": [HOME, MINE, (one.title, None)],
    }
    return render(request, "plans/enterprise/export.html", context)


@login_required
@require_GET
def export_progress(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(RegisterExport, request.user, pk=pk)
    return render(request, "components/progress.html", {"progress": progress_of(one)})


@login_required
@require_GET
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = get_visible(RegisterExport, request.user, pk=pk)
    if not one.is_ready or not one.path.exists():
        raise Http404
    mime = XLSX if one.file_format == "xlsx" else CSV
    return FileResponse(one.path.open("rb"), as_attachment=True, filename=one.title, content_type=mime)


def state_of(one: RegisterExport) -> tuple[Any, str]:
    if one.finished_at is None:
        return _("正在生成"), "info"
    return (_("可以下载"), "ok") if one.is_ready else (_("文件已到期清除"), "muted")


def progress_of(one: RegisterExport) -> dict[str, Any]:
    url = one.get_absolute_url()
    if one.finished_at:
        return {
            "state": _("已生成"),
            "finished": True,
            "percent": 100,
            "result_url": url,
            "result_label": _("查看结果"),
        }
    job = job_of(actions.export_key(one))
    done, total = (job.progress, job.total) if job else (0, 0)
    failed = job is not None and job.state == JobState.FAILED
    return {
        "state": _("未能完成，请联系系统管理员查看后台任务") if failed else _("正在生成"),
        "done": done,
        "total": total,
        "percent": min(100, done * 100 // total) if total else 0,
        "finished": failed,
        "url": reverse("export_progress", args=[one.pk]),
        "refresh_url": url,
    }
