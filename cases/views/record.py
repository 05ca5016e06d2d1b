"""The pages used on site: the record with its cards, and signing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions.answer import answer_items
from cases.actions.signature import sign_as_officer, sign_as_party
from cases.flows.inspection import FLOW
from cases.forms.inspection import PartySignForm, SignForm
from cases.models import Inspection
from cases.queries.inspection import counts, day_of, sections
from cases.states import AnswerResult, InspectionState, Severity
from cases.views.inspection import finish_summary, trail
from enforcement.accounts.access import get_visible
from enforcement.documents.views import send_file
from enforcement.errors import NotPermitted
from enforcement.rulebook.offers import offers
from enforcement.web.attempts import attempt, status_of, version_of, version_shown

SIGNING: dict[str, tuple[str, type[SignForm], Any]] = {
    "officer": ("sign", SignForm, sign_as_officer),
    "party": ("sign_party", PartySignForm, sign_as_party),
}


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Cards wired by static/field/record.js, kept on the device for work without network. Without scripts the same
    cards are one plain form."""
    inspection = get_visible(Inspection.objects.select_related("enterprise", "checklist"), request.user, pk=pk)
    if not inspection.officers.filter(pk=request.user.pk).exists():
        raise NotPermitted(_t("只有本次检查的检查人员可以填写检查记录"))
    if request.method == "POST":
        changed = answer_items(inspection, by=request.user, answers=posted_answers(request))
        messages.success(request, _t("已保存 %(count)s 处修改") % {"count": changed})
        return redirect(request.get_full_path())
    if inspection.state != InspectionState.UNDER_WAY:
        return redirect(inspection)
    context = {
        "inspection": inspection,
        "sections": sections(inspection),
        "counts": counts(inspection),
        "results": AnswerResult.choices,
        "severities": Severity.choices,
        "options": offers(day_of(inspection)),
        "trail": trail(inspection, _("检查记录")),
    }
    return render(request, "cases/inspection/record.html", context)


def posted_answers(request: HttpRequest) -> dict[str, tuple[str, str]]:
    names = [name.removeprefix("answer-") for name in request.POST if name.startswith("answer-")]
    return {name: (request.POST[f"answer-{name}"], request.POST.get(f"note-{name}", "")) for name in names}


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    if role not in SIGNING:
        raise Http404
    step, form_class, action = SIGNING[role]
    inspection = get_visible(Inspection.objects.select_related("enterprise"), request.user, pk=pk)
    initial = {"record_hash": inspection.record_hash, "name": inspection.host_name}
    form = form_class(request.POST or None, request.FILES or None, initial=initial)
    version = version_of(request)
    if request.method == "POST" and attempt(
        form, lambda: action(inspection, by=request.user, version=version, **form.cleaned_data)
    ):
        messages.success(request, _t("已登记签名"))
        return redirect(inspection)
    context: dict[str, Any] = {
        "inspection": inspection,
        "form": form,
        "label": FLOW.by_name[step].label,
        "role": role,
        "unmet": FLOW.check(inspection, step, request.user),
        "summary": finish_summary(inspection),
        "findings": inspection.findings.order_by("id"),
        "version": version_shown(request, inspection),
        "trail": trail(inspection, FLOW.by_name[step].label),
    }
    return render(request, "cases/inspection/sign.html", context, status=status_of(form))


@login_required
@require_GET
def signature_image(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    inspection = get_visible(Inspection, request.user, pk=pk)
    held = get_object_or_404(inspection.signatures.filter(image__isnull=False), pk=signature)
    return send_file(request, held.image)
