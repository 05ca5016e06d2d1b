import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.queries import documents_of
from enforcement.documents.views import send_file
from enforcement.errors import StepRefused
from enforcement.ledger.queries import history
from enforcement.web.attempts import attempt, version_of, version_shown
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.actions import plan as actions
from plans.filters.plan import PlanFilter
from plans.flows.plan import PLAN
from plans.forms import plan as forms
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.enterprise import why_out
from plans.queries.feasibility import outlook, verdict
from plans.queries.plan_items import doubts_of, out_of_reach
from plans.queries.renewal import renewed
from plans.queries.summary import summary_and_correction
from plans.states import PlanState
from plans.views.feasibility import month_table
from plans.views.plan_approval import shown_buttons
from plans.views.plan_change import adjustment_lines, all_changes, changes_tables, editions_table
from plans.views.plan_pages import (
    PEOPLE,
    approval_rows,
    days_tables,
    gauge_tiles,
    identity_of,
    key_table,
    opinions,
    plan_trail,
    rest_table,
)
from plans.words import workdays_source_word

SHOWN = 10  # enterprises that are gone
TONES = {PlanState.DRAFT: "muted", PlanState.PUBLISHED: "ok", PlanState.REFUSED: "over"}


@login_required
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_PLANS)
    chosen = PlanFilter(request.GET, Plan.objects.visible_to(request.user).select_related("bureau"))
    page = keyset_page(plans.with_superseded(chosen.qs), request, order=["-year", "-edition", "-id"])
    columns = (
        Column(_("计划"), str, href=lambda plan: plan.get_absolute_url()),
        Column(_("版次"), lambda plan: plan.edition, numeric=True),
        Column(_("机关"), lambda plan: plan.bureau),
        Column(_("公布日期"), lambda plan: plan.published_on),
        Column(_("状态"), lambda plan: _t("已由新版代替") if plan.superseded else plan.get_state_display(),
               tag=lambda plan: "muted" if plan.superseded else TONES.get(plan.state, "info")),
    )  # fmt: skip
    context: dict[str, Any] = {
        "table": Table(
            pgettext_lazy("menu", "年度监督检查计划"), columns, page.rows, page, _("还没有年度计划，从编制计划开始")
        ),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
    }
    if request.user.may(Permission.DRAFT_PLANS):
        context |= {"add_url": reverse("plan_add"), "add_label": _("编制计划")}
    links = [
        (_("核对计划表"), reverse("plan_check_table")),
        (_("下级机关备案情况"), reverse("filing_list")),
        (_("请假、培训"), reverse("leave_list")),
    ]
    return render(request, "plans/plan/list.html", {**context, "links": links})


@login_required
@require_http_methods(["GET", "POST"])
def plan_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.DRAFT_PLANS)
    form = forms.YearForm(request.POST or None)
    if plan := attempt(form, lambda: actions.create_plan(by=request.user, year=form.cleaned_data["year"])):
        messages.success(request, _t("已建立%(plan)s，接着填写工作日测算") % {"plan": plan})
        return redirect("plan_workdays", plan.pk)
    context = {"title": _("编制计划"), "form": form, "back_url": reverse("plan_list")}
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau", "approval_scan", *PEOPLE), request.user, pk=pk)
    gauges = plans.gauges(plan)
    found = outlook(plan)
    held = summary_and_correction(plan) if plan.state == PlanState.PUBLISHED else ()
    may_edit = plan.state == PlanState.DRAFT and request.user.may(Permission.DRAFT_PLANS, plan)
    context = {
        "plan": plan,
        "bar": identity_of(plan),
        "trail": plan_trail(plan),
        "buttons": shown_buttons(plan, request.user),
        "may_edit": may_edit,
        "tiles": gauge_tiles(gauges),
        "gauges": gauges,
        "verdict": verdict(found),
        "by_month": month_table(found),
        "days_tables": days_tables(plan),
        "changes": changes_tables(plan),
        "all_changes": all_changes(plan),
        "adjustment": adjustment_lines(plan),
        "editions": editions_table(plan),
        "approval_rows": approval_rows(plan),
        "workdays_source": workdays_source_word(plan.workdays_source),
        "year_summaries": [one for one in held if one],
        "opinions": opinions(plan),
        "key_table": key_table(plan, request),
        "rest_table": rest_table(plan, request),
        "renewed": renewed(plan),
        **gone_from(plan),
        "documents": documents_of(plan),
        "entries": history(plan)[:20],
    }
    return render(request, "plans/plan/detail.html", context)


def gone_from(plan: Plan) -> dict[str, Any]:
    """Named enterprises that cannot be inspected any more, while the year can still be adjusted."""
    today = timezone.localdate()
    if plan.year < today.year or plan.state == PlanState.REFUSED:
        return {}
    rows = list(out_of_reach(plan)[: SHOWN + 1]) if doubts_of(plan).gone else []
    shown = [(one.enterprise, _why_gone(one, one.enterprise, today)) for one in rows[:SHOWN] if one.enterprise]
    return {"gone": shown, "more_gone": len(rows) > SHOWN}


def _why_gone(item: PlanItem, one: Enterprise, today: dt.date) -> str:
    """That another bureau supervises it is no reason where the item checks what the plan's bureau licensed."""
    licensed = item.for_licence_only and item.licence
    return why_out(one, one.bureau_id if licensed else item.plan.bureau_id, today)


@login_required
@require_http_methods(["GET", "POST"])
def plan_workdays(request: HttpRequest, pk: int) -> HttpResponse:
    """Without scripts 重新计算 saves nothing and shows the gauges; 保存 saves."""
    plan = editable(request, pk)
    form = forms.WorkdayForm(request.POST or None, instance=plan)
    saves = request.POST.get("act", "save") == "save"
    if saves and (stored := attempt(form, lambda: _changed(request, pk, form))):
        messages.success(request, _t("已保存工作日测算"))
        return redirect(stored)
    context = {
        "plan": plan,
        "form": form,
        "trail": plan_trail(plan, _("工作日测算")),
        **_figures(plan, form),
        "version": version_shown(request, plan),
    }
    return render(request, "plans/plan/workdays.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, pk: int, form: forms.WorkdayForm) -> Plan:
    stored = Plan.objects.get(pk=pk)
    return actions.change_workdays(stored, by=request.user, version=version_of(request), **form.values())


@login_required
@require_POST
def plan_gauges(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures for what stands in the form now, for htmx. Saves nothing."""
    plan = editable(request, pk)
    form = forms.WorkdayForm(request.POST, instance=plan)
    wrong = [(bound.auto_id, bound.label, error) for bound in form for error in bound.errors]
    context = {**_figures(plan, form), "scope": "workdays", "wrong": wrong}
    return render(request, "plans/plan/workdays.html#gauges", context)


def _figures(plan: Plan, form: forms.WorkdayForm) -> dict[str, Any]:
    if form.is_bound and form.is_valid():
        values = form.values()
        plan.officers, plan.workdays, plan.staff_in_post = (
            values["officers"],
            values["workdays"],
            values["staff_in_post"],
        )
        plan.other_days, plan.non_days = values["other_days"], values["non_days"]
    elif form.is_bound:
        plan = Plan.objects.get(pk=plan.pk)
    gauges = plans.gauges(plan)
    return {"gauges": gauges, "tiles": gauge_tiles(gauges), "stale_figures": form.is_bound and bool(form.errors)}


@login_required
@require_GET
def plan_scan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("approval_scan"), request.user, pk=pk)
    if plan.approval_scan is None:
        raise Http404
    return send_file(request, plan.approval_scan)


def editable(request: HttpRequest, pk: int) -> Plan:
    plan: Plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    require(request.user, Permission.DRAFT_PLANS, plan)
    if unmet := PLAN.check(plan, "edit", request.user):
        raise StepRefused(unmet)
    return plan
