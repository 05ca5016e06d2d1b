from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from plans.models import Enterprise, Plan
from plans.queries import plan as plans
from plans.queries.feasibility import outlook, verdict
from plans.queries.summary import summary_of as year_summary
from plans.states import PlanState
from plans.views.feasibility import month_table
from plans.views.plan_approval import shown_buttons
from plans.views.plan_change import adjustment_lines, changes_tables, editions_table
from plans.views.plan_pages import (
    approval_rows,
    days_tables,
    gauge_tiles,
    general_table,
    identity_of,
    key_table,
    opinions,
    plan_trail,
)

TONES = {PlanState.DRAFT: "muted", PlanState.PUBLISHED: "ok", PlanState.REFUSED: "over"}


@login_required
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_PLANS)
    chosen = PlanFilter(request.GET, Plan.objects.visible_to(request.user).select_related("bureau"))
    page = keyset_page(chosen.qs, request, order=["-year", "-edition", "-id"])
    columns = (
        Column(_("计划"), str, href=lambda plan: plan.get_absolute_url()),
        Column(_("版次"), lambda plan: plan.edition, numeric=True),
        Column(_("机关"), lambda plan: plan.bureau),
        Column(_("公布日期"), lambda plan: plan.published_on),
        Column(_("状态"), lambda plan: plan.get_state_display(), tag=lambda plan: TONES.get(plan.state, "info")),
    )
    context: dict[str, Any] = {
        "table": Table(
            pgettext_lazy("menu", "年度监督检查计划"), columns, page.rows, page, _("还没有年度计划，从编制计划开始")
        ),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
    }
    if request.user.may(Permission.DRAFT_PLANS):
        context |= {"add_url": reverse("plan_add"), "add_label": _("编制计划")}
    links = [(_("下级机关备案情况"), reverse("filing_list"))]
    if request.user.may(Permission.ASSIGN_INSPECTIONS):
        links.append((_("请假、培训"), reverse("leave_list")))
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
    plan = get_visible(Plan.objects.select_related("bureau", "approval_scan"), request.user, pk=pk)
    gauges = plans.gauges(plan)
    found = outlook(plan)
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
        "adjustment": adjustment_lines(plan),
        "editions": editions_table(plan),
        "approval_rows": approval_rows(plan),
        "year_summary": year_summary(plan),
        "opinions": opinions(plan),
        "key_table": key_table(plan, request, short=True),
        "general_table": general_table(plan, request),
        "documents": documents_of(plan),
        "entries": history(plan)[:20],
    }
    return render(request, "plans/plan/detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_workdays(request: HttpRequest, pk: int) -> HttpResponse:
    """Without scripts 重新计算 saves nothing and shows the gauges; 保存 saves."""
    plan = _editable(request, pk)
    form = forms.WorkdayForm(request.POST or None, instance=plan)
    saves = request.POST.get("act", "save") == "save"
    if form.is_valid() and saves:
        stored = Plan.objects.get(pk=pk)
        actions.change_workdays(stored, by=request.user, version=version_of(request), **form.values())
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


@login_required
@require_POST
def plan_gauges(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures for what stands in the form now, for htmx. Saves nothing."""
    plan = _editable(request, pk)
    form = forms.WorkdayForm(request.POST, instance=plan)
    return render(request, "plans/plan/workdays.html#gauges", _figures(plan, form))


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
def plan_items(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    may_edit = plan.state == PlanState.DRAFT and request.user.may(Permission.DRAFT_PLANS, plan)
    words = request.GET.get("words", "").strip()
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("检查项目")),
        "may_edit": may_edit,
        "words": words,
        "found": plans.find_enterprises(request.user, words, without=plan) if may_edit else [],
        "tiles": gauge_tiles(plans.gauges(plan)),
        "key_table": key_table(plan, request),
        "general_table": general_table(plan, request),
    }
    return render(request, "plans/plan/items.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_add_key(request: HttpRequest, pk: int, enterprise: int) -> HttpResponse:
    plan = _editable(request, pk)
    chosen = next(iter(_own_enterprises(request, enterprise)), None)
    if chosen is None:
        raise Http404
    form = forms.ItemForm(request.POST or None, plan=plan, initial={"subject": _t("重点检查")})
    back = f"{reverse('plan_items', args=[pk])}?{request.GET.urlencode()}"
    if attempt(form, lambda: actions.add_key_item(plan, by=request.user, enterprise=chosen, **form.cleaned_data)):
        messages.success(request, _t("已将 %(name)s 列入重点检查") % {"name": chosen})
        return redirect(back)
    return _item_page(request, plan, form, title=_("列入重点检查"), back=back, enterprise=chosen)


def _own_enterprises(request: HttpRequest, pk: int) -> Any:
    own = Enterprise.objects.visible_to(request.user)
    return own.filter(pk=pk, bureau=request.user.bureau_id)


@login_required
@require_http_methods(["GET", "POST"])
def plan_add_general(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _editable(request, pk)
    form = forms.GeneralItemForm(request.POST or None, plan=plan)
    back = reverse("plan_items", args=[pk])
    if attempt(form, lambda: actions.add_general_item(plan, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已添加一般检查项目"))
        return redirect(back)
    return _item_page(request, plan, form, title=_("添加一般检查项目"), back=back)


@login_required
@require_http_methods(["GET", "POST"])
def plan_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    plan = _editable(request, pk)
    row = get_object_or_404(plan.items.select_related("enterprise", "plan"), pk=item)
    kind = forms.ItemForm if row.enterprise_id else forms.GeneralItemForm
    extra = {} if row.enterprise_id else {"initial": {"sector": row.sector}}
    form = kind(request.POST or None, plan=plan, instance=row, **extra)
    back = reverse("plan_items", args=[pk])
    version = version_of(request)
    if attempt(form, lambda: actions.change_item(row, by=request.user, version=version, **form.cleaned_data)):
        messages.success(request, _t("已修改：%(item)s") % {"item": row})
        return redirect(back)
    return _item_page(request, plan, form, title=_("修改计划项目"), back=back, enterprise=row.enterprise)


@login_required
@require_http_methods(["GET", "POST"])
def plan_remove_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    plan = _editable(request, pk)
    row = get_object_or_404(plan.items.select_related("enterprise", "plan"), pk=item)
    if request.method == "POST":
        actions.remove_item(row, by=request.user, version=version_of(request))
        messages.success(request, _t("已移除：%(item)s") % {"item": row})
        return redirect("plan_items", pk)
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("移除计划项目")),
        "rows": [(_("计划项目"), row), (_("计划家次"), row.visits), (_("占用工作日"), plans.item_days(row))],
        "version": plan.version,
        "back_url": reverse("plan_items", args=[pk]),
    }
    return render(request, "plans/plan/remove_item.html", context)


@login_required
@require_GET
def plan_scan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("approval_scan"), request.user, pk=pk)
    if plan.approval_scan is None:
        raise Http404
    return send_file(request, plan.approval_scan)


def _editable(request: HttpRequest, pk: int) -> Plan:
    plan: Plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    require(request.user, Permission.DRAFT_PLANS, plan)
    if unmet := PLAN.check(plan, "edit", request.user):
        raise StepRefused(unmet)
    return plan


def _item_page(
    request: HttpRequest, plan: Plan, form: Any, *, title: Any, back: str, enterprise: Any = None
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "title": title,
        "trail": plan_trail(plan, title),
        "enterprise": enterprise,
        "back_url": back,
        "version": version_shown(request, plan),
    }
    return render(request, "plans/plan/item.html", context, status=422 if form.errors else 200)
