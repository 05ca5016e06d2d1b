"""A published workday table against its own numbers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_http_methods

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.sheets import address
from enforcement.web.attempts import status_of
from enforcement.web.tables import Column, Table
from plans.forms.plan_items import TableForm
from plans.models import Plan
from plans.queries import plan as plans
from plans.rules.printed_table import PrintedTable, matched, plain, read_printed, slips
from plans.states import PlanState

TITLE = _("核对计划表")
DRAFTS = 5


@login_required
@require_http_methods(["GET", "POST"])
def plan_check_table(request: HttpRequest) -> HttpResponse:
    """A published workday table against its own numbers. Nothing is imported."""
    require(request.user, Permission.VIEW_PLANS)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    context: dict[str, Any] = {
        "form": form,
        "trail": [(pgettext_lazy("menu", "年度监督检查计划"), reverse("plan_list")), (TITLE, None)],
    }
    if form.is_valid():
        try:
            found = read_printed(form.cleaned_data["table"][1])
        except ValueError as error:
            form.add_error("table", str(error))
        else:
            context |= checked(request, found, form.cleaned_data["table"][0].name)
    return render(request, "plans/plan/check_table.html", context, status=status_of(form))


def checked(request: HttpRequest, found: PrintedTable, sheet: str) -> dict[str, Any]:
    load = found.workload()
    columns = (
        Column(_("单元格"), lambda slip: address(slip.place, slip.row)),
        Column(_("说明"), lambda slip: slip.message),
    )
    wrong = slips(found)
    drafts = Plan.objects.visible_to(request.user).filter(state=PlanState.DRAFT, bureau=request.user.bureau_id)
    other, unknown = matched(found.items.get("other", {}), plans.other_items())
    non, unknown_too = matched(found.items.get("non_enforcement", {}), plans.non_items())
    may_fill = request.user.may(Permission.DRAFT_PLANS) and bool(other or non)
    return {
        "sheet": sheet,
        "wrong": wrong,
        "slips": Table(_("与各项计算不符的数字"), columns, wrong, None, _("没有发现算术差错")),
        "facts": [
            (_("总法定工作日"), f"{plain(found.workdays)} × {found.officers} = {plain(load.total)}"),
            (_("其他执法工作日"), f"{plain(load.other)}（{load.shares['other']}%）"),
            (_("非执法工作日"), f"{plain(load.non_enforcement)}（{load.shares['non_enforcement']}%）"),
            (_("监督检查工作日"), f"{plain(load.inspection)}（{load.shares['inspection']}%）"),
            (_("重点检查占比"), f"{load.key_share_percent}%" if load.key_days else "--"),
        ],
        "drafts": [(reverse("plan_workdays", args=[one.pk]), one) for one in drafts[:DRAFTS]] if may_fill else [],
        "fields": filled(found, other, non) if may_fill else [],
        "unknown": [*unknown, *unknown_too],
    }


def filled(found: PrintedTable, other: dict[str, Any], non: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of the workday form: the drafter sees them there with the gauges and saves them there."""
    fields = [("officers", str(found.officers)), ("workdays", plain(found.workdays))]
    fields.append(("workdays_source", _t("导入的计划表")))
    fields += [(f"other_{n}", plain(other[one])) for n, one in enumerate(plans.other_items(), 1) if one in other]
    return fields + [(f"non_{n}", plain(non[one])) for n, one in enumerate(plans.non_items(), 1) if one in non]
