from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.files import path_of
from enforcement.documents.queries import documents_of
from enforcement.errors import NotPermitted, StepRefused
from enforcement.ledger.queries import history
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, version_of, version_shown
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from enforcement.workflow import missing_right
from plans.actions import draw as actions, draw_recusal as recusals
from plans.filters.draw import DrawFilter
from plans.flows.draw import DRAW
from plans.forms import draw as forms
from plans.models import Draw
from plans.queries import draw as draws
from plans.queries.draw_recusal import waiting_recusal
from plans.queries.draw_repeats import replacing
from plans.queries.draw_reveal import is_at_work
from plans.states import DrawState
from plans.views.draw_need import need_of, origin_draw, origin_item
from plans.views.draw_pages import (
    draw_trail,
    identity_of,
    names_of,
    progress_of,
    sections_of,
    summary_of,
    tracker_of,
    turn_of,
)

TONES = {DrawState.DRAFT: "muted", DrawState.DISCARDED: "muted", DrawState.REVEALED: "ok", DrawState.VOID: "over"}
HEAVY = ("result", "params")


@login_required
@require_GET
def draw_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_DRAWS)
    visible = Draw.objects.visible_to(request.user).defer(*HEAVY).select_related("bureau")
    chosen = DrawFilter(request.GET, visible)
    page = keyset_page(chosen.qs, request, order=["-id"])
    columns = (
        Column(_("任务名称"), lambda task: task.title, href=lambda task: task.get_absolute_url(),
               sub=lambda task: task.number),
        Column(_("抽取企业数"), lambda task: task.units_wanted, numeric=True),
        Column(_("种子产生时间"), lambda task: task.seed_at),
        Column(_("检查期间至"), lambda task: task.window_to),
        Column(_("状态"), lambda task: task.get_state_display(), tag=lambda task: TONES.get(task.state, "info")),
    )  # fmt: skip
    context: dict[str, Any] = {
        "table": Table(_("双随机抽取"), columns, page.rows, page, _("还没有抽查任务，从设定抽查任务开始")),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
    }
    if request.user.may(Permission.PREPARE_DRAWS):
        context |= {"add_url": reverse("draw_add"), "add_label": _("设定抽查任务")}
    return render(request, "plans/draw/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def draw_add(request: HttpRequest) -> HttpResponse:
    """`?item=` starts from a general item of the published plan, `?replaces=` repeats a void task."""
    require(request.user, Permission.PREPARE_DRAWS)
    item, old = origin_item(request), origin_draw(request)
    start = {"initial": _repeat(old)} if old else {}
    planned = item or (old.plan_item if old else None)
    form = forms.DrawForm(request.POST or None, item=planned, **start)
    if task := attempt(
        form, lambda: actions.create_draw(by=request.user, plan_item=planned, replaces=old, **form.values())
    ):
        messages.success(request, _t("已设定抽查任务 %(number)s，核对名单后冻结") % {"number": task.number})
        return redirect(task)
    context = {
        "title": _("设定抽查任务"),
        "form": form,
        "replaces": old,
        "item": item,
        "trail": draw_trail(None, _("设定抽查任务")),
        "back_url": reverse("draw_list"),
        "need_url": f"{reverse('draw_need')}?{request.GET.urlencode()}",
        "need": need_of(form, request.user, item=planned),
    }
    return render(request, "plans/draw/form.html", context, status=422 if form.errors else 200)


def _repeat(old: Draw) -> dict[str, Any]:
    names = (
        "title", "units_wanted", "officers_wanted", "experts_wanted", "specialty", "joint_partner", "window_from",
        "window_to",
    )  # fmt: skip
    return {**{name: getattr(old, name) for name in names}, **old.conditions, "repeat_reason": old.void_reason}


@login_required
@require_http_methods(["GET", "POST"])
def draw_edit(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_visible(Draw, request.user, pk=pk)
    require(request.user, Permission.PREPARE_DRAWS, task)
    if unmet := DRAW.check(task, "edit", request.user):
        raise StepRefused(unmet)
    form = forms.DrawForm(request.POST or None, instance=task)
    version = version_of(request)
    if attempt(form, lambda: actions.change_draw(task, by=request.user, version=version, **form.values())):
        messages.success(request, _t("已修改抽取条件"))
        return redirect(task)
    context = {
        "title": _("修改条件"),
        "form": form,
        "trail": draw_trail(task, _("修改条件")),
        "back_url": task.get_absolute_url(),
        "version": version_shown(request, task),
        "need_url": f"{reverse('draw_need')}?draw={task.pk}",
        "need": need_of(form, request.user, task=task),
    }
    return render(request, "plans/draw/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def draw_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = (
        "bureau", "plan_item__enterprise", "seeded_by", "confirmed_by", "replaces", "void_asked_by", "voided_by",
        "repeat_asked_by", "repeat_approved_by",
    )  # fmt: skip
    task = get_visible(Draw.objects.select_related(*related), request.user, pk=pk)
    shown = buttons(DRAW, task, request.user, lambda step: reverse("draw_act", args=[pk, step]))
    may_repeat = task.state == DrawState.VOID and request.user.may(Permission.PREPARE_DRAWS, task)
    again = replacing(task).defer(*HEAVY).first()
    entries = list(history(task)[:50])
    context = {
        "task": task,
        "bar": identity_of(task),
        "trail": draw_trail(task),
        "steps": tracker_of(task),
        "buttons": [one for one in shown if one["name"] not in hidden_steps(task)],
        "edit_url": reverse("draw_edit", args=[pk]) if any(one["name"] == "edit" for one in shown) else "",
        "again": again,
        "may_repeat": may_repeat and again is None,
        "turn": turn_of(task),
        "progress": progress_of(task),
        "documents": documents_of(task),
        "entries": entries,
        **sections_of(task, entries),
        **(names_of(task) if draws.may_read_names(task, request.user) else {"hidden": task.commitment}),
    }
    return render(request, "plans/draw/detail.html", context)


def hidden_steps(task: Draw) -> set[str]:
    """Editing has its own button; a void and a recusal are decided once they are asked for, and asked for once; only a
    repetition is approved, and once."""
    hidden = {"edit"}
    hidden |= {"ask_void"} if task.void_asked_by_id else {"void", "refuse_void"}
    hidden |= {"resume_reveal", "ask_void"} if is_at_work(task) else set()
    hidden |= {"resume_reveal"} if task.void_asked_by_id else set()
    hidden |= {"recuse"} if waiting_recusal(task) else {"agree_recusal", "refuse_recusal"}
    return hidden if task.repeat_reason and not task.repeat_approved_by_id else {*hidden, "approve_repeat"}


@login_required
@require_GET
def draw_proof(request: HttpRequest, pk: int) -> FileResponse:
    """The file anyone can verify, as it was made at the reveal. There is none before."""
    task = get_visible(Draw.objects.defer(*HEAVY).select_related("proof_file"), request.user, pk=pk)
    if task.proof_file is None:
        raise Http404
    file = path_of(task.proof_file).open("rb")
    return FileResponse(file, as_attachment=True, filename=f"draw-{pk}.json", content_type="application/json")


ACTS = (
    Act("freeze", actions.freeze, summary=summary_of,
        intro=_("冻结后名单和条件不能再改，名单散列值和承诺记入日志；重新抽取只能另设任务")),
    Act("approve_repeat", actions.approve_repeat, summary=summary_of,
        intro=_("批准后方可冻结名单；条件再有修改的，重新批准")),
    Act("discard", actions.discard_draw, forms.ReasonForm, summary=summary_of,
        intro=_("放弃后不能恢复，编号和日志保留；占用的计划家次随即释放")),
    Act("seed", actions.enter_seed, forms.SeedForm, summary=summary_of,
        intro=_("照公开结果录入，另一名监督人员将重新录入核对")),
    Act("confirm_seed", actions.confirm_seed, forms.SeedForm, summary=summary_of,
        intro=_("从公开来源独立录入一遍，与第一次录入一致才能抽取")),
    Act("reject_seed", actions.reject_seed, forms.ReasonForm, summary=summary_of),
    Act("draw", actions.draw, summary=summary_of, intro=_("结果由名单和种子唯一确定，抽取一次，不能重抽")),
    Act("recuse", recusals.recuse, forms.RecuseForm, summary=summary_of,
        intro=_("由另一人决定；同意后只有回避人员的位置由抽取顺序中的下一名替补，其余不变")),
    Act("agree_recusal", recusals.agree_recusal, summary=summary_of,
        intro=_("只有回避人员的位置由抽取顺序中的下一名替补，其余不变；公开的只有回避情形")),
    Act("refuse_recusal", recusals.refuse_recusal, forms.ReasonForm, summary=summary_of),
    Act("reveal", actions.reveal, summary=summary_of,
        intro=_("生成检查任务和抽查结果通知书，核验文件可以下载")),
    Act("resume_reveal", actions.resume_reveal, summary=summary_of,
        intro=_("从已处理的下一家接着生成检查任务，已安排的不重复安排")),
    Act("ask_void", actions.ask_void, forms.ReasonForm, summary=summary_of,
        intro=_("申请后抽取停止，由分管负责人或者主要负责人决定；作废后重新抽取只能另设任务")),
    Act("refuse_void", actions.refuse_void, forms.ReasonForm, summary=summary_of,
        intro=_("抽取从停止处继续")),
    Act("void", actions.void, summary=summary_of,
        intro=_("作废的抽取永久保留并公开原因，尚未开始的检查任务随之取消")),
)  # fmt: skip
act = act_view(Draw, DRAW, ACTS)


@login_required
def draw_act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The page of an act says who is drawn; whoever may not read that yet takes none of the steps either."""
    task = get_visible(Draw.objects.defer(*HEAVY), request.user, pk=pk)
    if step in DRAW.by_name and not draws.may_read_names(task, request.user):
        raise NotPermitted(missing_right(DRAW.by_name[step]))
    return act(request, pk=pk, step=step)


@login_required
@require_GET
def draw_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that the page asks for again while the tasks are made."""
    task = get_visible(Draw, request.user, pk=pk)
    return render(request, "components/progress.html", {"progress": progress_of(task, always=True)})
