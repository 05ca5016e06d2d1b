from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import reinspection as actions
from cases.flows.reinspection import FLOW
from cases.forms.reinspection import ResultsForm
from cases.models import Reinspection
from cases.states import ReinspectionState
from cases.views.inspection import day
from cases.views.order import trail
from enforcement.accounts.access import get_visible
from enforcement.documents.queries import documents_of
from enforcement.ledger.queries import history
from enforcement.web.acts import buttons
from enforcement.web.attempts import attempt, status_of, version_of, version_shown

RELATED = ("order__enterprise", "order__inspection", "document")


@login_required
@require_GET
def reinspection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    reinspection = get_visible(Reinspection.objects.select_related(*RELATED), request.user, pk=pk)
    context = {
        "reinspection": reinspection,
        "order": reinspection.order,
        "bar": identity_bar(reinspection),
        "trail": trail(reinspection.order, _("复查")),
        "buttons": buttons(FLOW, reinspection, request.user, lambda step: reverse("reinspection_seal", args=[pk])),
        "results": reinspection.items.select_related("order_item__finding").order_by("order_item"),
        "open_items": reinspection.order.items.filter(passed_on__isnull=True).select_related("finding")
        if reinspection.state == ReinspectionState.UNDER_WAY else [],
        "documents": documents_of(reinspection),
        "entries": history(reinspection)[:20],
    }  # fmt: skip
    return render(request, "cases/reinspection/detail.html", context)


def identity_bar(reinspection: Reinspection) -> dict[str, Any]:
    order = reinspection.order
    return {
        "title": reinspection,
        "party": order.enterprise,
        "party_label": _("被检查单位"),
        "stage": reinspection.get_state_display(),
        "tone": "done" if reinspection.state == ReinspectionState.SEALED else "near",
        "officers": [one.name for one in reinspection.officers.all()],
        "officers_label": _("复查人员"),
        "facts": [(_("复查日期"), day(reinspection.done_on)), (_("整改期限"), day(order.next_due))],
    }


@login_required
@require_http_methods(["GET", "POST"])
def reinspection_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Each item beside the finding as it was; the opinion is issued with the confirmation."""
    reinspection = get_visible(Reinspection.objects.select_related(*RELATED), request.user, pk=pk)
    form = ResultsForm(request.POST or None, record=reinspection)
    version = version_of(request)
    if attempt(
        form, lambda: actions.seal_reinspection(reinspection, by=request.user, version=version, **form.cleaned_data)
    ):
        messages.success(request, _("已出具复查意见"))
        return redirect(reinspection.order)
    context = {
        "reinspection": reinspection,
        "bar": identity_bar(reinspection),
        "form": form,
        "version": version_shown(request, reinspection),
        "unmet": FLOW.check(reinspection, "seal", request.user),
        "trail": trail(reinspection.order, FLOW.by_name["seal"].label),
        "back_url": reinspection.get_absolute_url(),
    }
    return render(request, "cases/reinspection/seal.html", context, status=status_of(form))
