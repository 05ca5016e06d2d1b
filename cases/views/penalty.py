"""Cases: the list, the proposal, and the pages of one case."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import penalty as actions
from cases.filters.penalty import PenaltyFilter
from cases.forms.penalty import ProposeForm
from cases.models import Finding, Inspection, Order, PenaltyCase
from cases.queries.penalty import open_findings
from cases.views.penalty_pages import PARTS, list_columns, page_of
from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.offers import foreign
from enforcement.web.attempts import attempt, status_of
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Table

RELATED = (
    "bureau",
    "enterprise",
    "violation__law",
    "violation__violated_law",
    "inspection",
    "order",
    "created_by",
    "filed_by",
)


def listed(user: Any) -> Any:
    return PenaltyCase.objects.visible_to(user).select_related("enterprise", "violation")


@login_required
@require_GET
def penalty_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_CASES)
    chosen = PenaltyFilter(request.GET, listed(request.user).prefetch_related("handlers"))
    page = keyset_page(chosen.qs, request, order=["-id"])
    context = {
        "table": Table(pgettext_lazy("menu", "行政处罚案件"), list_columns(), page.rows, page,
                       _("没有符合条件的案件；从已封存的检查或逾期未改的责令整改申请立案")),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
    }  # fmt: skip
    return render(request, "web/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def penalty_new(request: HttpRequest) -> HttpResponse:
    """`?order=` for what was not put right in time, `?inspection=` for what was found on site."""
    require(request.user, Permission.HANDLE_CASES)
    order, inspection, findings = start_of(request)
    form = ProposeForm(request.POST or None, inspection=inspection, findings=findings, order=order)
    case = attempt(form, lambda: actions.propose_case(inspection, by=request.user, order=order, **form.cleaned_data))
    if case:
        if other := foreign(case.violation):
            messages.warning(request, other)
        messages.success(request, _("已申请立案，由分管负责人批准；批准前没有案号"))
        return redirect(case)
    context = {"form": form, "inspection": inspection, "order": order, "findings": findings,
               "back_url": (order or inspection).get_absolute_url()}  # fmt: skip
    return render(request, "cases/penalty/new.html", context, status=status_of(form))


def start_of(request: HttpRequest) -> tuple[Order | None, Inspection, list[Finding]]:
    if (pk := request.GET.get("order", "")).isdecimal():
        order = get_visible(Order.objects.select_related("inspection__enterprise"), request.user, pk=pk)
        failed = Finding.objects.filter(order_item__order=order, order_item__passed_on__isnull=True).order_by("id")
        return order, order.inspection, list(failed.select_related("violation"))
    if not (pk := request.GET.get("inspection", "")).isdecimal():
        raise Http404
    inspection = get_visible(Inspection.objects.select_related("enterprise"), request.user, pk=pk)
    return None, inspection, open_findings(inspection.pk)


@login_required
@require_GET
def penalty_detail(request: HttpRequest, pk: int, part: str = "overview") -> HttpResponse:
    case = get_visible(PenaltyCase.objects.select_related(*RELATED), request.user, pk=pk)
    if part not in PARTS:
        raise Http404
    return render(request, f"cases/penalty/{part}.html", page_of(case, part, request))
