"""Papers of pauses and extensions, and the list of what a change of calendar, values or edition moved."""

import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from cases.models import Extension, Move, Order, Pause, PenaltyCase, Rederivation
from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.views import send_file
from enforcement.outbox.models import Job
from enforcement.sheets import Layout, write_xlsx
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table

FILES = {"pause": (Pause, "file"), "pause-end": (Pause, "end_file"), "extension": (Extension, "file")}
HOME = (_("时限变动"), "/clocks/changes/")


@login_required
@require_GET
def penalty_clock_file(request: HttpRequest, pk: int, kind: str, item: int) -> HttpResponse:
    case = get_visible(PenaltyCase, request.user, pk=pk)
    if kind not in FILES:
        raise Http404
    model, name = FILES[kind]
    held = getattr(get_object_or_404(model, penalty=case, pk=item), name)
    if held is None:
        raise Http404
    return send_file(request, held)


@login_required
@require_GET
def order_extension_file(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    order = get_visible(Order, request.user, pk=pk)
    held = get_object_or_404(Extension, order=order, pk=item).file
    if held is None:
        raise Http404
    return send_file(request, held)


@login_required
@require_GET
def change_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_INSPECTIONS)
    page = keyset_page(Rederivation.objects.select_related("asked_by"), request, order=["-id"])
    columns = (
        Column(_("原因"), str, href=lambda run: run.get_absolute_url()),
        Column(_("变动人"), lambda run: run.asked_by or _t("系统")),
        Column(_("提出时间"), lambda run: run.asked_at),
        Column(_("核对的时限"), lambda run: run.seen, numeric=True),
        Column(_("变动的时限"), lambda run: run.moved, numeric=True),
        Column(_("状态"), lambda run: _t("已完成") if run.finished_at else _t("进行中"),
               tag=lambda run: "ok" if run.finished_at else "info"),
    )  # fmt: skip
    table = Table(HOME[0], columns, page.rows, page, _("日历、取值和规则还没有变动过"))
    return render(request, "web/list.html", {"table": table})


@login_required
@require_GET
def change_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`?mine=1`: only records the reader handles."""
    require(request.user, Permission.VIEW_INSPECTIONS)
    run = get_object_or_404(Rederivation.objects.select_related("asked_by"), pk=pk)
    mine = bool(request.GET.get("mine"))
    page = keyset_page(moves_of(run, request.user, mine=mine), request, order=["id"])
    address = run.get_absolute_url()
    context = {
        "run": run,
        "trail": [HOME, (run, None)],
        "progress": progress_of(run),
        "rows": [(_("原因"), run.reason), (_("变动人"), run.asked_by or _t("系统")), (_("提出时间"), run.asked_at),
                 (_("完成时间"), run.finished_at), (_("核对的时限"), run.seen), (_("变动的时限"), run.moved)],
        "tabs": [{"label": _("全部"), "url": address, "current": not mine},
                 {"label": _("我承办的"), "url": f"{address}?mine=1", "current": mine}],
        "table": Table(_("变动的届满日"), COLUMNS, page.rows, page, _("没有届满日变动")),
        "export": f"{reverse('clock_change_export', args=[pk])}{'?mine=1' if mine else ''}",
    }  # fmt: skip
    return render(request, "cases/clock/change.html", context)


def moves_of(run: Rederivation, user: Any, *, mine: bool) -> Any:
    moves = Move.objects.visible_to(user).filter(run=run).select_related("bureau")
    return moves.filter(people__contains=[user.pk]) if mine else moves


COLUMNS = (
    Column(_("记录"), lambda one: one.text, href=lambda one: one.url),
    Column(_("时限"), lambda one: one.clock),
    Column(_("原届满日"), lambda one: one.old),
    Column(_("新届满日"), lambda one: one.new),
    Column(_("机关"), lambda one: one.bureau),
)


@login_required
@require_GET
def change_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that the page asks for again while the job is at work."""
    require(request.user, Permission.VIEW_INSPECTIONS)
    run = get_object_or_404(Rederivation, pk=pk)
    return render(request, "components/progress.html", {"progress": progress_of(run, always=True)})


def progress_of(run: Rederivation, *, always: bool = False) -> dict[str, Any] | None:
    if run.finished_at:
        done: dict[str, Any] = {
            "state": _("已完成"),
            "finished": True,
            "percent": 100,
            "done": run.seen,
            "total": run.seen,
        }
        return done | {"result_url": run.get_absolute_url(), "result_label": _("查看变动")} if always else None
    job = Job.objects.filter(key=run.job_key).first()
    so_far, total = (job.progress, job.total) if job else (0, 0)
    return {
        "state": _("正在重算时限"),
        "done": so_far,
        "total": total,
        "percent": min(100, so_far * 100 // total) if total else 0,
        "finished": False,
        "url": reverse("clock_change_progress", args=[run.pk]),
        "refresh_url": run.get_absolute_url(),
    }


@login_required
@require_GET
def change_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    require(request.user, Permission.VIEW_INSPECTIONS)
    run = get_object_or_404(Rederivation, pk=pk)
    moves = moves_of(run, request.user, mine=bool(request.GET.get("mine"))).order_by("id")
    header = [str(one.label) for one in COLUMNS] + [_t("原因")]
    rows = (
        [one.text, one.clock, one.old or "", one.new or "", str(one.bureau), run.reason]
        for one in moves.iterator(chunk_size=2000)
    )
    book = io.BytesIO()
    write_xlsx(book, Layout(_t("时限变动"), widths=(36, 16, 12, 12, 24, 40)), header, rows)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{_t('时限变动')}-{run.pk}.xlsx")
