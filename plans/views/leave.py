"""Leave and training of the officers: a list, a form, a cancellation. It lowers what a plan can ask of a month."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.web.attempts import attempt, status_of
from enforcement.web.forms import BaseForm
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.actions.leave import cancel_leave, enter_leave
from plans.forms.leave import LeaveForm
from plans.models import Leave


@login_required
@require_GET
def leave_list(request: HttpRequest) -> HttpResponse:
    """Whoever assigns reads and enters those of the bureau; everyone reads their own."""
    enters = request.user.may(Permission.ASSIGN_INSPECTIONS)
    whose = {"user__bureau": request.user.bureau_id} if enters else {"user": request.user}
    own = Leave.objects.filter(**whose).select_related("user", "user__unit", "entered_by")
    page = keyset_page(own, request, order=["-first", "-id"])
    columns = (
        Column(_("人员"), lambda one: one.user.name,
               href=lambda one: reverse("leave_cancel", args=[one.pk]) if enters else ""),
        Column(_("科室"), lambda one: one.user.unit),
        Column(_("事由"), lambda one: one.get_kind_display()),
        Column(_("自"), lambda one: one.first),
        Column(_("至"), lambda one: one.last),
        Column(_("说明"), lambda one: one.note),
        Column(_("登记人"), lambda one: one.entered_by),
        Column(_("状态"), lambda one: _t("已取消") if one.cancelled_at else _t("有效"),
               tag=lambda one: "muted" if one.cancelled_at else "ok"),
    )  # fmt: skip
    nothing = _("还没有登记请假、培训；登记后从当月可用工作日中扣除")
    table = Table(_("请假、培训"), columns, page.rows, page, nothing)
    context: dict[str, Any] = {"table": table}
    if enters:
        context |= {"add_url": reverse("leave_add"), "add_label": _("登记请假、培训")}
    return render(request, "web/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def leave_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.ASSIGN_INSPECTIONS)
    form = LeaveForm(request.POST or None, bureau=request.user.bureau)
    if made := attempt(form, lambda: enter_leave(by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已登记：%(leave)s") % {"leave": made})
        return redirect("leave_list")
    context = {"title": _("登记请假、培训"), "form": form, "back_url": reverse("leave_list")}
    return render(request, "web/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def leave_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, Permission.ASSIGN_INSPECTIONS)
    one = get_object_or_404(Leave.objects.select_related("user"), pk=pk, user__bureau=request.user.bureau_id)
    if request.method == "POST":
        cancel_leave(one, by=request.user)
        messages.success(request, _t("已取消：%(leave)s") % {"leave": one})
        return redirect("leave_list")
    rows = [(_("人员"), one.user), (_("事由"), one.get_kind_display()), (_("自"), one.first), (_("至"), one.last),
            (_("说明"), one.note)]  # fmt: skip
    if one.cancelled_at:
        rows.append((_("状态"), _t("已取消")))
    context = {"title": _("取消请假、培训"), "form": BaseForm(), "summary": rows, "back_url": reverse("leave_list")}
    return render(request, "web/form.html", context)
