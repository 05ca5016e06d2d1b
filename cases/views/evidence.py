from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import evidence as actions
from cases.forms.evidence import EvidenceForm
from cases.forms.inspection import ReasonForm
from cases.models import Evidence
from cases.states import InspectionState
from cases.views.finding import visible_for_recording
from enforcement.accounts.access import get_visible
from enforcement.accounts.permissions import Permission
from enforcement.documents.views import send_file
from enforcement.ledger.queries import history
from enforcement.web.attempts import attempt, status_of


@login_required
@require_http_methods(["GET", "POST"])
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = visible_for_recording(request, pk)
    form = EvidenceForm(request.POST or None, request.FILES or None, findings=inspection.findings.order_by("id"))

    def add() -> Evidence:
        given = dict(form.cleaned_data)
        return actions.add_evidence(inspection, by=request.user, content=given.pop("file").read(), **given)

    made = attempt(form, add)
    if made:
        messages.success(request, _t("已登记证据 %(code)s") % {"code": made.code})
        return redirect(inspection)
    context = {"title": _("采集证据"), "form": form, "back_url": inspection.get_absolute_url(),
               "summary": [(_("被检查单位"), inspection.enterprise)]}  # fmt: skip
    return render(request, "web/form.html", context, status=status_of(form))


@login_required
@require_GET
def evidence_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = Evidence.objects.select_related(
        "file", "collected_by", "second_collector", "inspection__enterprise", "penalty", "finding", "voided_by", "item"
    )
    evidence = get_visible(related, request.user, pk=pk)
    owner = evidence.inspection or evidence.penalty
    recording = evidence.inspection is not None and evidence.inspection.state == InspectionState.UNDER_WAY
    context = {
        "evidence": evidence,
        "owner": owner,
        "rows": [
            {"label": _("所属"), "value": owner, "url": owner.get_absolute_url()},
            (_("证据种类"), evidence.get_kind_display()),
            (_("证明内容"), evidence.proves),
            (_("对应问题"), evidence.finding),
            (_("检查项"), evidence.item),
            (_("采集人"), "、".join(str(one) for one in (evidence.collected_by, evidence.second_collector) if one)),
            (_("作废原因"), evidence.void_reason),
        ],
        "is_image": evidence.file.mime in {"image/jpeg", "image/png", "image/webp"},
        "may_void": recording and not evidence.voided_at and request.user.may(Permission.INSPECT, evidence)
        and evidence.inspection.officers.filter(pk=request.user.pk).exists(),
        "entries": history(evidence)[:20],
    }  # fmt: skip
    return render(request, "cases/evidence/detail.html", context)


@login_required
@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = get_visible(Evidence.objects.select_related("file"), request.user, pk=pk)
    return send_file(request, evidence.file)


@login_required
@require_http_methods(["GET", "POST"])
def evidence_void(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = get_visible(Evidence.objects.select_related("inspection"), request.user, pk=pk)
    form = ReasonForm(request.POST or None)
    if attempt(
        form, lambda: actions.void_evidence(evidence, by=request.user, reason=form.cleaned_data["reason"][:200])
    ):
        messages.success(request, _t("已作废证据 %(code)s") % {"code": evidence.code})
        return redirect(evidence)
    title = _t("作废证据 %(code)s") % {"code": evidence.code}
    context = {"title": title, "form": form, "back_url": reverse("evidence_detail", args=[pk]),
               "summary": [(_("证据名称"), evidence.name), (_("采集时哈希"), evidence.sha256)]}  # fmt: skip
    return render(request, "web/form.html", context, status=status_of(form))
