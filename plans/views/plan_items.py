"""The items of a plan: the list with its gauges, the table in which each row saves itself, a page for each item."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enforcement.accounts.access import get_visible
from enforcement.accounts.permissions import Permission
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.paging import keyset_page, size_choices
from plans.actions import plan as actions
from plans.forms import plan_items as forms
from plans.models import Enterprise, Plan, PlanItem
from plans.models.enterprise import of_plans
from plans.queries import plan as plans
from plans.queries.licence import licence_only, usual_licence, usual_subject
from plans.queries.plan_items import items_of, usual_effort
from plans.states import ItemKind, PlanState
from plans.views import plan_rows as rows
from plans.views.plan import editable
from plans.views.plan_pages import gauge_tiles, items_table, plan_trail

ADD_NAMED = {
    ItemKind.KEY: _("列入重点检查"),
    ItemKind.CAMPAIGN: _("列入专项检查"),
    ItemKind.EMERGENCY: _("列入应急管理检查"),
}
ADD_POOL = {
    ItemKind.GENERAL: _("添加一般检查项目"),
    ItemKind.CAMPAIGN: _("添加专项检查项目"),
    ItemKind.EMERGENCY: _("添加应急管理检查项目"),
}


@login_required
@require_GET
def plan_items(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    may_edit = plan.state == PlanState.DRAFT and request.user.may(Permission.DRAFT_PLANS, plan)
    chosen = forms.ItemFilter(request.GET, plan=plan)
    page = keyset_page(plans.with_assigned(items_of(plan, chosen.chosen())), request, order=["id"])
    words = request.GET.get("words", "").strip()
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("检查项目")),
        "may_edit": may_edit,
        "words": words,
        "found": plans.find_enterprises(request.user, words, without=plan) if may_edit else [],
        "kinds": list(ADD_NAMED.items()),
        "pools": [(reverse(f"plan_add_{kind}", args=[pk]), label) for kind, label in ADD_POOL.items()],
        "tiles": gauge_tiles(plans.gauges(plan)),
        "filter_form": chosen,
        "clear_url": request.path if request.GET else "",
        "sizes": size_choices(request, page),
        **(rows.editor(plan, request, page) if may_edit else {"table": items_table(plan, request, page)}),
    }
    return render(request, "plans/plan/items.html", context)


@login_required
@require_GET
def plan_tiles(request: HttpRequest, pk: int) -> HttpResponse:
    """The gauges anew, for htmx, after a row has saved itself."""
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    return render(request, "plans/plan/items.html#gauges", {"plan": plan, "tiles": gauge_tiles(plans.gauges(plan))})


@login_required
@require_POST
def plan_item_row(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One row of the table. With htmx only its last cell comes back; without, the row has a page when it is refused."""
    plan = editable(request, pk)
    row = get_object_or_404(plan.items.select_related("enterprise", "plan", "unit"), pk=item)
    form = forms.RowForm(request.POST, plan=plan, instance=row)
    differences = rows.conflict(row, form, version_of(request))
    done = None if differences else attempt(form, lambda: rows.save(row, form, by=request.user))
    if done is not None:
        return rows.saved(request, row)
    return rows.refused(request, row, form, differences)


@login_required
@require_http_methods(["GET", "POST"])
def plan_add_key(request: HttpRequest, pk: int, enterprise: int) -> HttpResponse:
    plan = editable(request, pk)
    named = Enterprise.objects.visible_to(request.user).filter(of_plans(request.user.bureau_id))
    chosen = named.filter(pk=enterprise).first()
    if chosen is None:
        raise Http404
    kind = request.GET.get("kind", "")
    kind = kind if kind in ADD_NAMED else ItemKind.KEY
    bureau = plan.bureau_id
    usual = {"subject": usual_subject(chosen, bureau, kind), "licence": usual_licence(chosen, bureau)}
    initial = {**usual, **usual_effort(chosen)}
    form = forms.form_for(kind, named=True)(request.POST or None, plan=plan, enterprise=chosen, initial=initial)
    back = f"{reverse('plan_items', args=[pk])}?{request.GET.urlencode()}"
    act = lambda: actions.add_item(plan, by=request.user, kind=kind, enterprise=chosen, **form.cleaned_data)  # noqa: E731
    if attempt(form, act):
        messages.success(request, _t("已将 %(name)s 列入%(kind)s") % {"name": chosen, "kind": ItemKind(kind).label})
        return redirect(back)
    return _item_page(request, plan, form, title=ADD_NAMED[ItemKind(kind)], back=back, enterprise=chosen)


@login_required
@require_http_methods(["GET", "POST"])
def plan_add_pool(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    plan = editable(request, pk)
    form = forms.form_for(kind, named=False)(request.POST or None, plan=plan)
    back, title = reverse("plan_items", args=[pk]), ADD_POOL[ItemKind(kind)]
    if item := attempt(form, lambda: actions.add_item(plan, by=request.user, kind=kind, **form.cleaned_data)):
        messages.success(request, _t("已添加%(kind)s项目") % {"kind": item.get_kind_display()})
        return redirect(back)
    return _item_page(request, plan, form, title=title, back=back)


@login_required
@require_http_methods(["GET", "POST"])
def plan_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    plan = editable(request, pk)
    row = get_object_or_404(plan.items.select_related("enterprise", "plan"), pk=item)
    kind = forms.form_for(row.kind, named=not row.is_random)
    form = kind(request.POST or None, plan=plan, instance=row)
    back = reverse("plan_items", args=[pk])
    version = version_of(request)
    if attempt(form, lambda: actions.change_item(row, by=request.user, version=version, **form.cleaned_data)):
        messages.success(request, _t("已修改：%(item)s") % {"item": row})
        return redirect(back)
    return _item_page(request, plan, form, title=_("修改计划项目"), back=back, enterprise=row.enterprise, item=row)


@login_required
@require_http_methods(["GET", "POST"])
def plan_remove_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    plan = editable(request, pk)
    row = get_object_or_404(plan.items.select_related("enterprise", "plan"), pk=item)
    if request.method == "POST":
        actions.remove_item(row, by=request.user, version=version_of(request))
        messages.success(request, _t("已移除：%(item)s") % {"item": row})
        return redirect("plan_items", pk)
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("移除计划项目")),
        "rows": [(_("计划项目"), row), (_("计划家次"), row.visits), (_("占用工作日"), plans.item_days(row))],
        "version": row.version,
        "back_url": reverse("plan_items", args=[pk]),
    }
    return render(request, "plans/plan/remove_item.html", context)


def _item_page(
    request: HttpRequest,
    plan: Plan,
    form: Any,
    *,
    title: Any,
    back: str,
    enterprise: Any = None,
    item: PlanItem | None = None,
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "title": title,
        "trail": plan_trail(plan, title),
        "enterprise": enterprise,
        "licence_only": licence_only(enterprise, plan.bureau_id) if enterprise else "",
        "back_url": back,
        "version": version_shown(request, item) if item else "",
    }
    return render(request, "plans/plan/item.html", context, status=status_of(form))
