from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.queries import documents_of
from enforcement.ledger.queries import history
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.actions import assignment as actions
from plans.filters.assignment import AssignmentFilter
from plans.flows.assignment import ASSIGNMENT
from plans.forms import assignment as forms
from plans.models import Assignment, Enterprise, Plan, PlanItem
from plans.queries import assignment as assignments
from plans.queries.plan import find_enterprises
from plans.states import AssignmentState, Origin

TONES = {AssignmentState.DONE: "ok", AssignmentState.CANCELLED: "muted"}


@login_required
@require_GET
def assignment_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_INSPECTIONS)
    visible = Assignment.objects.visible_to(request.user).select_related("enterprise").prefetch_related("officers")
    chosen = AssignmentFilter(request.GET, visible, request=request)
    page = keyset_page(chosen.qs, request, order=["-id"])
    columns = (
        Column(_("被检查单位"), lambda task: task.enterprise, href=lambda task: task.get_absolute_url()),
        Column(_("检查事项"), lambda task: task.subject),
        Column(_("任务来源"), lambda task: task.get_origin_display()),
        Column(_("检查人员"), officers_of),
        Column(_("检查期间自"), lambda task: task.window_from),
        Column(_("检查期间至"), lambda task: task.window_to),
        Column(_("状态"), lambda task: task.get_state_display(), tag=lambda task: TONES.get(task.state, "info")),
    )
    context: dict[str, Any] = {
        "table": Table(pgettext_lazy("menu", "检查任务"), columns, page.rows, page, _("没有符合条件的检查任务")),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
    }
    if request.user.may(Permission.ASSIGN_INSPECTIONS):
        context |= {"add_url": reverse("assignment_add"), "add_label": _("分派检查任务")}
    return render(request, "web/list.html", context)


def officers_of(task: Assignment) -> str:
    return "、".join(officer.name for officer in task.officers.all())


@login_required
@require_http_methods(["GET", "POST"])
def assignment_add(request: HttpRequest) -> HttpResponse:
    """`?item=` is a key item of the published plan; else an enterprise is found first, then `?enterprise=`."""
    require(request.user, Permission.ASSIGN_INSPECTIONS)
    item = _chosen_item(request)
    enterprise = item.enterprise if item else _chosen_enterprise(request)
    if enterprise is None:
        words = request.GET.get("words", "").strip()
        found = find_enterprises(request.user, words)
        return render(request, "plans/assignment/find.html", {"words": words, "found": found, "trail": _trail()})
    form = forms.AssignmentForm(request.POST or None, bureau=request.user.bureau, item=item)
    if made := attempt(form, lambda: _assign(request, form, enterprise, item)):
        messages.success(request, _t("已分派：%(task)s") % {"task": made})
        return redirect(made)
    year = timezone.localdate().year
    context = {
        "form": form,
        "item": item,
        "enterprise": enterprise,
        "trail": _trail(),
        "count": assignments.planned_this_year(enterprise, year),
        "ceiling": assignments.ceiling_of(enterprise, year),
        "back_url": item.plan.get_absolute_url() if item else reverse("assignment_list"),
    }
    return render(request, "plans/assignment/form.html", context, status=422 if form.errors else 200)


def _assign(
    request: HttpRequest, form: forms.AssignmentForm, enterprise: Enterprise, item: PlanItem | None
) -> Assignment:
    values = form.cleaned_data
    if item is None:
        return actions.assign_by_hand(actions.Task(enterprise, **values), by=request.user)
    task = actions.Task(enterprise, origin=Origin.PLAN, plan_item=item, **values)
    return actions.assign_plan_item(task, by=request.user)


def _chosen_item(request: HttpRequest) -> PlanItem | None:
    pk = request.GET.get("item", "")
    if not pk:
        return None
    keys = PlanItem.objects.filter(enterprise__isnull=False, plan__in=Plan.objects.visible_to(request.user))
    item = keys.select_related("plan", "enterprise__bureau").filter(pk=pk if pk.isdecimal() else 0).first()
    if item is None:
        raise Http404
    return item


def _chosen_enterprise(request: HttpRequest) -> Enterprise | None:
    pk = request.GET.get("enterprise", "")
    visible = Enterprise.objects.select_related("bureau")
    return get_visible(visible, request.user, pk=pk, bureau=request.user.bureau_id) if pk else None


def _trail(*last: Any) -> list[tuple[Any, str | None]]:
    return [
        (pgettext_lazy("menu", "检查任务"), reverse("assignment_list")),
        *((one, None) for one in last or (_("分派检查任务"),)),
    ]


@login_required
@require_GET
def assignment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("enterprise", "bureau", "unit", "plan_item__plan", "draw")
    task = get_visible(Assignment.objects.select_related(*related), request.user, pk=pk)
    shown = buttons(ASSIGNMENT, task, request.user, lambda step: reverse("assignment_act", args=[pk, step]))
    context = {
        "task": task,
        "bar": _identity(task),
        "trail": _trail(task),
        "buttons": [one for one in shown if one["name"] == "cancel"],
        "may_visit": may_visit(task, request.user),
        "rows": facts_of(task),
        "documents": documents_of(task),
        "entries": history(task)[:50],
    }
    return render(request, "plans/assignment/detail.html", context)


def may_visit(task: Assignment, user: Any) -> bool:
    """Its officers go on with the visit plan."""
    return (
        task.state == AssignmentState.OPEN
        and user.may(Permission.INSPECT, task)
        and any(officer.pk == user.pk for officer in task.officers.all())
    )


def _identity(task: Assignment) -> dict[str, Any]:
    return {
        "title": task.subject,
        "party": task.enterprise,
        "party_label": _("被检查单位"),
        "party_url": task.enterprise.get_absolute_url(),
        "stage": task.get_state_display(),
        "tone": TONES.get(AssignmentState(task.state), "info"),
        "officers": [officer.name for officer in task.officers.all()],
        "officers_label": _("检查人员"),
    }


def facts_of(task: Assignment) -> list[Any]:
    rows: list[Any] = [
        (_("任务来源"), task.get_origin_display()),
        (_("检查类别"), task.get_kind_display()),
        (_("检查人员"), officers_of(task)),
        (_("检查期间"), f"{task.window_from.isoformat()} — {task.window_to.isoformat()}"),
        (_("承办机构"), task.unit),
    ]
    if task.plan_item:
        plan = task.plan_item.plan
        rows.append({"label": _("年度计划"), "value": plan, "url": plan.get_absolute_url()})
    if task.draw:
        rows.append({"label": _("双随机抽取"), "value": task.draw.number, "url": task.draw.get_absolute_url()})
    if task.over_ceiling_reason:
        rows.append((_("超出年度上限的理由"), task.over_ceiling_reason))
    if task.cancel_reason:
        rows.append((_("取消原因"), task.cancel_reason))
    return rows


def summary_of(task: Assignment) -> list[tuple[Any, Any]]:
    return [(_("被检查单位"), task.enterprise), (_("检查事项"), task.subject), (_("检查人员"), officers_of(task))]


ACTS = (Act("cancel", actions.cancel, forms.CancelForm, summary=summary_of),)
assignment_act = act_view(Assignment, ASSIGNMENT, ACTS)
