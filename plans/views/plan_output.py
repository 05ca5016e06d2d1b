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
from plans.queries.plan_items import items_of
from plans.sheets.plan import whole_plan
from plans.views.plan_pages import days_tables, gauge_tiles, items_columns

PRINTED = 2_000  # items on one part of the print view, as many as a browser lays out well


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
def plan_print(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    chosen = forms.ItemFilter(request.GET, plan=plan)
    items = plans.with_assigned(items_of(plan, chosen.chosen())).order_by("id")
    count = items.count()
    parts = max(1, -(-count // PRINTED))
    part = min(whole_number(request.GET.get("part", "")) or 1, parts)
    first = (part - 1) * PRINTED
    rows = items[first : first + PRINTED].iterator(chunk_size=500)
    figures = {"tiles": gauge_tiles(plans.gauges(plan)), "days_tables": days_tables(plan)} if part == 1 else {}
    context = {
        "plan": plan,
        **figures,
        "table": Table(_t("检查项目"), items_columns(), rows, None, _t("没有符合条件的检查项目")),
        "parts": part_links(request, part, parts) if parts > 1 else [],
        "part": {"number": part, "of": parts, "first": first + 1, "last": min(first + PRINTED, count), "count": count},
        "filters": chosen.in_words(),
        "now": timezone.now(),
    }
    return render(request, "plans/plan/print.html", context)


def whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def part_links(request: HttpRequest, part: int, parts: int) -> list[tuple[int, str]]:
    """Of all parts, filtered alike; the one that is shown has no address."""
    query = request.GET.copy()
    links = []
    for number in range(1, parts + 1):
        query["part"] = str(number)
        links.append((number, "" if number == part else f"?{query.urlencode()}"))
    return links
