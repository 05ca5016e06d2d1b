"""A register graded again as a job: the list of runs, the start, one run with its progress and its moves."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.outbox.models import Job, State as JobState
from enforcement.sheets import CSV, csv_lines
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, status_of
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Table, show
from plans.actions import regrading as actions
from plans.flows.regrading import REGRADING
from plans.forms.regrading import RegradingForm
from plans.models import Regrading
from plans.queries.regrading import moves_of
from plans.queries.scheme import editions_in_force, of_units
from plans.states import Outcome, RegradingState
from plans.views import regrading_pages as pages
from plans.views.enterprise_pages import HOME

RUNS = (_("批量重评"), "/enterprises/regradings/")
CHUNK = 2_000
RELATED = ("edition", "created_by", "bureau")


@login_required
@require_GET
def regrading_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.GRADE_ENTERPRISES)
    runs = Regrading.objects.visible_to(request.user).select_related("created_by", "edition")
    page = keyset_page(runs.defer("edition__content", "edition__text"), request, order=["-id"])
    table = Table(RUNS[0], pages.RUN_COLUMNS, page.rows, page, _("还没有批量重评过"))
    context = {
        "table": table,
        "trail": [HOME, (RUNS[0], None)],
        "add_url": reverse("regrading_add"),
        "add_label": _("发起批量重评"),
    }
    return render(request, "web/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def regrading_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.GRADE_ENTERPRISES)
    editions = of_units(editions_in_force(request.user.bureau, timezone.localdate()))
    form = RegradingForm(editions, request.POST if request.method == "POST" else None)
    if made := attempt(form, lambda: actions.start_regrading(by=request.user, **form.chosen())):
        return redirect(made)
    context = {"form": form, "back_url": RUNS[1], "trail": [HOME, RUNS, (_("发起批量重评"), None)]}
    return render(request, "plans/regrading/add.html", context, status=status_of(form))


@login_required
@require_GET
def regrading_detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_visible(Regrading.objects.select_related(*RELATED), request.user, pk=pk)
    outcome = outcome_of(request)
    page = keyset_page(moves_of(run, outcome), request, order=["id"])
    steps = buttons(REGRADING, run, request.user, lambda step: reverse("regrading_act", args=[pk, step]))
    address = run.get_absolute_url()
    tabs = [("", _("全部")), *Outcome.choices]
    context = {
        "run": run,
        "bar": identity(run),
        "trail": [HOME, RUNS, (run, None)],
        "buttons": steps,
        "progress": progress_of(run),
        "figures": pages.figures_of(run, address) if run.seen or run.finished_at else [],
        "tabs": [
            {"label": label, "url": f"{address}?outcome={name}" if name else address, "current": name == outcome}
            for name, label in tabs
        ],
        "table": Table(_("变动和未能重评的企业"), pages.columns_of(run), page.rows, page, _("没有这样的企业")),
        "export": f"{reverse('regrading_export', args=[pk])}{f'?outcome={outcome}' if outcome else ''}",
        "refusals": pages.refusals_of(run) if run.refused and outcome in ("", Outcome.REFUSED) else [],
        "entries": history(run).filter(subject=run.ref)[:50],
    }
    return render(request, "plans/regrading/detail.html", context)


def outcome_of(request: HttpRequest) -> str:
    outcome = request.GET.get("outcome", "")
    return outcome if outcome in Outcome.values else ""


@login_required
@require_GET
def regrading_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that the page asks for again while the job is at work."""
    run = get_visible(Regrading, request.user, pk=pk)
    return render(request, "components/progress.html", {"progress": progress_of(run, always=True)})


@login_required
@require_GET
def regrading_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = get_visible(Regrading.objects.select_related(*RELATED), request.user, pk=pk)
    columns = pages.columns_of(run)
    moves = moves_of(run, outcome_of(request)).order_by("id").iterator(chunk_size=CHUNK)
    rows = ([one.enterprise.credit_code, *(show(column.value(one)) for column in columns)] for one in moves)
    header = [_t("统一社会信用代码"), *(str(column.label) for column in columns)]
    name = f"{_t('批量重评')}-{run.pk}.csv"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return StreamingHttpResponse(csv_lines(header, rows), content_type=CSV, headers=headers)


def identity(run: Regrading) -> dict[str, Any]:
    return {
        "title": f"{RUNS[0]} {run}",
        "stage": run.get_state_display(),
        "tone": pages.TONES[RegradingState(run.state)],
        "facts": [
            (_("范围"), pages.scope_of(run)),
            (_("发起人"), run.created_by),
            (_("企业数"), run.total),
            *([(_("变动摘要 SHA-256"), run.digest)] if run.digest else []),
        ],
    }


def progress_of(run: Regrading, *, always: bool = False) -> dict[str, Any] | None:
    """Real numbers of the job at work; nothing to show when none is, unless the page is waiting for an end."""
    url = run.get_absolute_url()
    if run.state != RegradingState.RUNNING:
        ended = {"state": run.get_state_display(), "finished": True, "percent": 100}
        return ended | {"result_url": url, "result_label": _("查看结果")} if always else None
    stopped = Job.objects.filter(key=run.job_key, state=JobState.FAILED).exists()
    return {
        "state": _("未能完成，请联系系统管理员查看后台任务") if stopped else _("正在重评"),
        "done": run.seen,
        "total": run.total,
        "percent": min(100, run.seen * 100 // run.total) if run.total else 0,
        "finished": stopped,
        "url": reverse("regrading_progress", args=[run.pk]),
        "refresh_url": url,
        "cancel_url": reverse("regrading_act", args=[run.pk, "cancel"]),
    }


def summary(run: Regrading) -> list[tuple[Any, Any]]:
    return [
        (_("分级方案"), run.edition),
        (_("范围"), pages.scope_of(run)),
        (_("企业数"), run.total),
        (_("已处理"), run.seen),
    ]


act = act_view(
    Regrading,
    REGRADING,
    [
        Act(
            "confirm",
            actions.confirm_regrading,
            summary=summary,
            intro=_(
                "按上次分级的答案和现在的记载重新计算，不询问任何人。等级变动即时生效并记入日志；缺少答案的企业保持原等级，列明原因。"
            ),
        ),
        Act(
            "cancel",
            actions.cancel_regrading,
            summary=summary,
            intro=_("尚未处理的企业不再处理；已处理的企业保持新的分级，列在本页。"),
        ),
    ],
)
