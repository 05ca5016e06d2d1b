"""The whole plan as a workbook and on paper."""

import io

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.sheets import write_book
from enforcement.web.tables import Table
from plans.actions import plan_items as actions
from plans.forms import plan_items as forms
from plans.models import Plan
from plans.queries import plan as plans
from plans.queries.once import reading_once
from plans.queries.plan_items import items_of
from plans.sheets.plan import whole_plan
from plans.views.plan_pages import days_tables, gauge_tiles, items_columns

PRINTED = 2_000  # items on the print view; more than that is a matter for the spreadsheet


@login_required
@require_GET
def plan_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole plan: workdays with their arithmetic, the unit list, everything else."""
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    actions.log_export(plan, by=request.user)
    now = timezone.localtime()
    remarks = [
        _t("%(plan)s 第 %(edition)s 版，%(state)s")
        % {"plan": plan, "edition": plan.edition, "state": plan.get_state_display()},
        _t("%(who)s 于 %(when)s 导出") % {"who": request.user.name, "when": f"{now:%Y-%m-%d %H:%M}"},
    ]
    book = io.BytesIO()
    write_book(book, whole_plan(plan, remarks))
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{plan}-{now:%Y%m%d-%H%M}.xlsx")


@login_required
@require_GET
@reading_once()
def plan_print(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    chosen = forms.ItemFilter(request.GET, plan=plan)
    items = plans.with_assigned(items_of(plan, chosen.chosen())).order_by("id")
    rows = items[:PRINTED].iterator(chunk_size=500)
    context = {
        "plan": plan,
        "tiles": gauge_tiles(plans.gauges(plan)),
        "days_tables": days_tables(plan),
        "table": Table(_t("检查项目"), items_columns(), rows, None, _t("没有符合条件的检查项目")),
        "left_out": max(items.count() - PRINTED, 0),
        "filters": chosen.in_words(),
        "now": timezone.now(),
    }
    return render(request, "plans/plan/print.html", context)
