from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.actions import finding as actions
from cases.forms.finding import AmendFindingForm, FindingForm
from cases.forms.inspection import ReasonForm
from cases.models import Finding, Inspection
from cases.queries.inspection import day_of
from cases.states import Severity
from cases.views.inspection import trail
from enforcement.accounts.access import get_visible
from enforcement.errors import NotPermitted
from enforcement.web.attempts import attempt, status_of


def visible_for_recording(request: HttpRequest, pk: int) -> Inspection:
    inspection: Inspection = get_visible(
        Inspection.objects.select_related("checklist", "enterprise"), request.user, pk=pk
    )
    if not inspection.officers.filter(pk=request.user.pk).exists():
        raise NotPermitted(_t("只有本次检查的检查人员可以填写检查记录"))
    return inspection


@login_required
@require_http_methods(["GET", "POST"])
def finding_add(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = visible_for_recording(request, pk)
    items = inspection.checklist.items.order_by("position")
    item = items.filter(row_id=request.GET.get("item", "")).first()
    held = inspection.answers.filter(item=item).first() if item else None
    initial = {"item": item, "severity": Severity.GENERAL, "description": held.note if held else ""}
    initial["violation"] = request.GET.get("q", "").strip()
    if item:
        major = str(item.severity).startswith("重大")
        initial |= {"basis": item.basis_text, "severity": Severity.MAJOR if major else Severity.GENERAL}
    form = FindingForm(request.POST or None, initial=initial, on=day_of(inspection), items=items)
    made = attempt(form, lambda: actions.add_finding(inspection, by=request.user, **form.cleaned_data))
    if made:
        noted = _t("没有强制性依据，仅作记录") if not made.basis else ""
        messages.success(request, " ".join(part for part in (_t("已记录问题"), noted) if part))
        return redirect(back_to(inspection))
    return page(request, inspection, form, _("记录问题"))


@login_required
@require_http_methods(["GET", "POST"])
def finding_amend(request: HttpRequest, pk: int) -> HttpResponse:
    finding = get_visible(Finding.objects.select_related("inspection", "item"), request.user, pk=pk)
    inspection = visible_for_recording(request, finding.inspection_id)
    names = ("description", "place", "severity", "violation", "basis")
    initial = {name: getattr(finding, name) for name in names}
    items = inspection.checklist.items.all()
    form = AmendFindingForm(request.POST or None, initial=initial, on=day_of(inspection), items=items)
    if attempt(form, lambda: actions.amend_finding(finding, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已修改问题"))
        return redirect(back_to(inspection))
    return page(request, inspection, form, _("修改问题"))


@login_required
@require_http_methods(["GET", "POST"])
def finding_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    finding = get_visible(Finding.objects.select_related("inspection"), request.user, pk=pk)
    inspection = visible_for_recording(request, finding.inspection_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.withdraw_finding(finding, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _t("已撤回问题，原内容保留在日志中"))
        return redirect(back_to(inspection))
    context = {"title": _("撤回问题"), "form": form, "back_url": back_to(inspection),
               "summary": [(_("问题描述"), finding.description), (_("强制性依据"), finding.basis)]}  # fmt: skip
    return render(request, "web/form.html", context, status=status_of(form))


def back_to(inspection: Inspection) -> str:
    return f"{inspection.get_absolute_url()}#findings"


def page(request: HttpRequest, inspection: Inspection, form: FindingForm, title: Any) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "inspection": inspection,
        "back_url": reverse("inspection_detail", args=[inspection.pk]),
        "trail": trail(inspection, title),
    }
    return render(request, "cases/finding/form.html", context, status=status_of(form))
