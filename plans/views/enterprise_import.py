import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.views import send_file
from enforcement.ledger.queries import history
from enforcement.outbox.models import State as JobState
from enforcement.sheets import write_xlsx
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Table
from plans.actions import enterprise_import as actions, enterprise_undo
from plans.flows.enterprise import IMPORT
from plans.forms.enterprise import UploadForm
from plans.models import ImportRun
from plans.queries.enterprise import check_key, job_of, merge_key
from plans.queries.enterprise_undo import UNDO_HOURS, undo_key, undo_until
from plans.sheets.enterprise import template_header, template_layout
from plans.states import ImportState, UndoOutcome as Outcome
from plans.views import enterprise_pages as pages
from plans.views.import_changes import changes_of

BY_HAND = {"confirm", "cancel", "undo"}  # the other steps are the jobs'
UNDER_WAY = {
    ImportState.UPLOADED: (_("正在校验"), check_key),
    ImportState.CONFIRMED: (_("正在导入"), merge_key),
    ImportState.UNDOING: (_("正在撤销"), undo_key),
}
STOPS: dict[str, str] = {ImportState.UPLOADED: "cancel", ImportState.CONFIRMED: "undo"}
RUNS = (_("企业导入"), "/enterprises/imports/")


@login_required
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.IMPORT_ENTERPRISES)
    runs = ImportRun.objects.visible_to(request.user).select_related("created_by").defer("problems", "duplicates")
    page = keyset_page(runs, request, order=["-id"])
    table = Table(_("企业导入"), pages.RUN_COLUMNS, page.rows, page, _("还没有导入过企业表，从下载模板开始"))
    return render(request, "plans/enterprise/imports.html", {"table": table, "trail": [pages.HOME, (RUNS[0], None)]})


@login_required
@require_GET
def import_template(request: HttpRequest) -> HttpResponseBase:
    require(request.user, Permission.IMPORT_ENTERPRISES)
    book = io.BytesIO()
    write_xlsx(book, template_layout(), template_header(), [])
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{_t('企业导入模板')}.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def import_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.IMPORT_ENTERPRISES)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        name, file = form.cleaned_data["table"]
        return redirect(actions.upload_table(by=request.user, content=file, name=name))
    context = {"form": form, "back_url": RUNS[1], "trail": [pages.HOME, RUNS, (_("上传企业表"), None)]}
    return render(request, "plans/enterprise/upload.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    runs = ImportRun.objects.select_related("created_by", "bureau", "file", "error_file", "undo_by")
    run = get_visible(runs, request.user, pk=pk)
    steps = buttons(IMPORT, run, request.user, lambda step: reverse("importrun_act", args=[run.pk, step]))
    context = {
        "run": run,
        "bar": identity(run),
        "trail": [pages.HOME, RUNS, (run.file_name, None)],
        "buttons": [one for one in steps if one["name"] in BY_HAND],
        "progress": progress_of(run),
        "figures": pages.figures_of(run) if run.rows else [],
        "undo": undo_of(run),
        "changes": changes_of(run),
        "hidden_problems": max(0, run.bad - actions.SHOWN),
        "entries": history(run).filter(subject=run.ref)[:50],
    }
    return render(request, "plans/enterprise/import.html", context)


@login_required
@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that the page asks for again while a job is at work."""
    run = get_visible(ImportRun, request.user, pk=pk)
    return render(request, "components/progress.html", {"progress": progress_of(run, always=True)})


@login_required
@require_GET
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_visible(ImportRun.objects.select_related("error_file"), request.user, pk=pk)
    if run.error_file is None:
        raise Http404
    return send_file(request, run.error_file)


def identity(run: ImportRun) -> dict[str, Any]:
    facts = [(_("上传人"), run.created_by), (_("监管机关"), run.bureau)]
    if run.file:
        facts.append(("SHA-256", run.file.sha256))
    tone = pages.RUN_TONES.get(ImportState(run.state), "info")
    return {"title": run.file_name, "stage": run.get_state_display(), "tone": tone, "facts": facts}


def undo_of(run: ImportRun) -> dict[str, Any] | None:
    """How long the run can be undone, with the arithmetic; or what became of its undo."""
    until = undo_until(run)
    if until is None and run.undo_at is None:
        return None
    rows: list[tuple[Any, Any]] = [(_("导入完成"), run.finished_at), (_("可撤销至"), until)] if until else []
    if run.undo_at:
        rows += [(_("撤销时间"), run.undo_at), (_("撤销人"), run.undo_by), (_("撤销完成"), run.undone_at)]
    counted = dict(run.undone_rows.order_by().values_list("outcome").annotate(rows=Count("id"))) if run.undo_at else {}
    url = reverse("undone_list", args=[run.pk])
    figures = [
        {"label": one.label, "value": counted.get(one, 0), "url": f"{url}?outcome={one}"}
        for one in (Outcome(value) for value in Outcome.values)
    ]
    return {
        "rows": rows,
        "hours": UNDO_HOURS,
        "counts": until is not None and run.state == ImportState.DONE,
        "figures": figures if run.undo_at else [],
    }


def progress_of(run: ImportRun, *, always: bool = False) -> dict[str, Any] | None:
    """Real numbers of the job at work; nothing to show when none is, unless the page is waiting for an end."""
    url = run.get_absolute_url()
    if run.state not in UNDER_WAY:
        ended = {"state": run.get_state_display(), "finished": True, "percent": 100}
        return ended | {"result_url": url, "result_label": _("查看结果")} if always else None
    working, key = UNDER_WAY[ImportState(run.state)]
    job = job_of(key(run))
    done, total = (job.progress, job.total) if job else (0, 0)
    stopped = job is not None and job.state == JobState.FAILED
    return {
        "state": _("未能完成，请联系系统管理员查看后台任务") if stopped else working,
        "done": done,
        "total": total,
        "percent": min(100, done * 100 // total) if total else 0,
        "finished": stopped,
        "url": reverse("import_progress", args=[run.pk]),
        "refresh_url": url,
        "cancel_url": reverse("importrun_act", args=[run.pk, STOPS[run.state]]) if run.state in STOPS else "",
    }


def summary(run: ImportRun) -> list[tuple[Any, Any]]:
    return [(_("文件"), run.file_name), *((one["label"], one["value"]) for one in pages.figures_of(run))]


def undo_summary(run: ImportRun) -> list[tuple[Any, Any]]:
    until = undo_until(run)
    named = {"hours": UNDO_HOURS}
    clock = [(_("导入完成"), run.finished_at), (_("可撤销至（加 %(hours)s 小时）") % named, until)] if until else []
    return [(_("文件"), run.file_name), (_("新增"), run.new), (_("更新"), run.changed), *clock]


act = act_view(
    ImportRun,
    IMPORT,
    [
        Act(
            "confirm",
            actions.confirm_import,
            summary=summary,
            intro=_("确认后新增和更新写入企业库；空白单元格不改动已有内容，有误的行不导入"),
        ),
        Act(
            "undo",
            enterprise_undo.undo_import,
            summary=undo_summary,
            intro=_(
                "本次新增且尚未使用的企业从企业库移除；本次更新的内容恢复为导入前的内容，导入之后又有更正的除外。"
                "已分级、已列入计划、已检查等使用过的企业保留，并逐家列出原因"
            ),
        ),
        Act("cancel", actions.cancel_import, summary=summary, intro=_("取消后企业库没有任何变化，文件和日志保留")),
    ],
)
