from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.models import Bureau, Level
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.gates import cited
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from enforcement.wording import remarked
from plans.actions import jurisdiction as actions
from plans.forms import jurisdiction as forms
from plans.models import Enterprise, JurisdictionChange
from plans.queries import jurisdiction
from plans.queries.unfinished import unfinished
from plans.views.assignment_pages import year_table
from plans.views.enterprise_pages import HOME

CHANGES = (
    Column(_("决定时间"), lambda one: one.decided_at),
    Column(_("监管事项"), lambda one: one.get_duty_display()),
    Column(_("原机关"), lambda one: one.from_bureau),
    Column(_("现机关"), lambda one: one.to_bureau),
    Column(_("决定机关"), lambda one: one.bureau),
    Column(_("决定人"), lambda one: one.decided_by),
    Column(_("理由"), lambda one: one.reason),
    Column(_("文号"), lambda one: one.document_number),
    Column(
        _("与规则"),
        lambda one: _t("不一致") if one.differs else _t("一致") if one.proposed_level else "",
        tag=lambda one: "near" if one.differs else "ok",
    ),
)


def trail(*last: Any) -> list[tuple[Any, str | None]]:
    return [HOME, *last]


@login_required
@require_GET
def jurisdiction_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who supervises, who should by the rules, what the year brings, how it came about."""
    one = get_visible(Enterprise.objects.select_related("bureau", "licensing_bureau"), request.user, pk=pk)
    proposal = jurisdiction.proposal_of(one)
    changes = JurisdictionChange.objects.visible_to(request.user).filter(enterprise=one)
    changes = changes.select_related("from_bureau", "to_bureau", "bureau", "decided_by").order_by("-pk")
    context = {
        "enterprise": one,
        "proposal": proposal,
        "rows": rows_of(one, proposal),
        "source": cited(jurisdiction.levels_of(one.bureau_id)),
        "may_assign": request.user.may(Permission.ASSIGN_SUPERVISION, one) and not one.merged_into_id,
        "year_table": year_table(one, timezone.localdate().year, request.user),
        "changes": Table(_("监管分工变更"), CHANGES, changes, None, _("登记以来没有变更")),
        "open_work": next((change for change in changes if change.open_work), None),
        "trail": trail((one.name, one.get_absolute_url()), (_("监管分工"), None)),
    }
    return render(request, "plans/jurisdiction/detail.html", context)


def rows_of(one: Enterprise, proposal: jurisdiction.Proposal) -> list[Any]:
    by_rule = proposal.bureau or _t("由人员确定（按行政区划不能确定到一个机关）")
    return [
        (_("日常监管机关"), remarked(one.bureau, one.bureau.get_level_display())),
        (_("许可监管机关"), one.licensing_bureau),
        (_("规则层级"), Level(proposal.level).label),
        (_("规则机关"), by_rule),
        (_("理由"), proposal.reason),
        {"label": _("与规则"), "tag": _t("一致") if proposal.agrees else _t("不一致"),
         "tone": "ok" if proposal.agrees else "near"},
    ]  # fmt: skip


@login_required
@require_GET
def jurisdiction_exceptions(request: HttpRequest) -> HttpResponse:
    """Enterprises supervised on another level or in another place than the rules say, each with the reason given."""
    require(request.user, Permission.VIEW_ENTERPRISES)
    tree = jurisdiction.tree_of(request.user.bureau)
    page = keyset_page(jurisdiction.exceptions(request.user, tree), request, order=["-id"])
    reasons = jurisdiction.latest_reasons(page.rows)
    names = {row["key"]: row for row in jurisdiction.conditions()}

    def reason(one: Any) -> str:
        held = reasons.get(one.pk)
        return held.reason if held else _t("未写明")

    def by_rule(one: Any) -> Any:
        return tree.get(jurisdiction.answering(one, one.rule_level, tree) or 0, _t("由人员确定"))

    columns = (
        Column(_("企业名称"), lambda one: one.name, href=lambda one: f"/enterprises/{one.pk}/jurisdiction/"),
        Column(_("统一社会信用代码"), lambda one: one.credit_code),
        Column(_("日常监管机关"), lambda one: one.bureau),
        Column(_("现层级"), lambda one: one.bureau.get_level_display()),
        Column(_("规则层级"), lambda one: Level(one.rule_level).label),
        Column(_("规则机关"), by_rule),
        Column(_("适用的规则"), lambda one: jurisdiction.name_of_row(names[one.rule_key])),
        Column(_("例外理由"), reason),
    )
    context = {
        "table": Table(_("监管分工与规则不一致的企业"), columns, page.rows, page, _("没有不一致的企业")),
        "source": cited(jurisdiction.levels_of(request.user.bureau_id)),
        "trail": trail((_("监管分工与规则不一致的企业"), None)),
    }
    return render(request, "plans/jurisdiction/exceptions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def jurisdiction_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Without `?to=` it asks to whom; with it, it says what will happen and asks for the confirmation."""
    one = get_visible(Enterprise.objects.select_related("bureau", "licensing_bureau"), request.user, pk=pk)
    require(request.user, Permission.ASSIGN_SUPERVISION, one)
    proposal = jurisdiction.proposal_of(one)
    receivers = jurisdiction.may_receive(request.user, one)
    data = request.GET if "to" in request.GET else None
    choice = forms.BureauForm(data, offered=receivers, initial={"to": proposal.bureau})
    if not choice.is_valid():
        context = page_of(one, _("划转日常监管")) | {"form": choice, "proposal": proposal}
        return render(request, "plans/jurisdiction/choose.html", context, status=status_of(choice))
    to: Bureau = choice.cleaned_data["to"]
    version = version_shown(request, one)
    form = forms.TransferForm(request.POST if request.method == "POST" else None)
    seen = version_of(request)
    if attempt(form, lambda: actions.transfer(one, by=request.user, to=to, version=seen, **form.cleaned_data)):
        messages.success(request, _t("已划转：%(name)s 由%(bureau)s负责日常监管") % {"name": one.name, "bureau": to})
        return redirect("jurisdiction_detail", pk)
    context = page_of(one, _("划转日常监管")) | {
        "form": form,
        "version": version,
        "warnings": unfinished(one, request.user),
        "summary": what_happens(one, to, proposal),
    }
    return render(request, "plans/jurisdiction/transfer.html", context, status=status_of(form))


def what_happens(one: Enterprise, to: Bureau, proposal: jurisdiction.Proposal) -> list[Any]:
    agrees = not proposal.differs_from(to)
    return [
        (_("企业名称"), one.name),
        (_("原机关"), one.bureau),
        (_("现机关"), to),
        (_("规则"), proposal.reason),
        {"label": _("与规则"), "tag": _t("一致") if agrees else _t("不一致"), "tone": "ok" if agrees else "near"},
        (_("效力"), _("即时离开原机关的抽查库和可选企业，进入现机关的抽查库；原机关的记录不变")),
    ]


def page_of(one: Enterprise, title: Any) -> dict[str, Any]:
    url = reverse("jurisdiction_detail", args=[one.pk])
    last = ((one.name, one.get_absolute_url()), (_("监管分工"), url), (title, None))
    return {"enterprise": one, "title": title, "back_url": url, "trail": trail(*last)}


@login_required
@require_http_methods(["GET", "POST"])
def jurisdiction_licensing(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(Enterprise.objects.select_related("bureau", "licensing_bureau"), request.user, pk=pk)
    require(request.user, Permission.ASSIGN_SUPERVISION, one)
    data = request.POST if request.method == "POST" else None
    first = {"to": one.licensing_bureau_id}
    form = forms.LicensingForm(data, offered=jurisdiction.of_the_tree(one), initial=first)
    version, seen = version_shown(request, one), version_of(request)
    if attempt(form, lambda: actions.set_licensing(one, by=request.user, version=seen, **form.cleaned_data)):
        messages.success(request, _t("已确定许可监管机关"))
        return redirect("jurisdiction_detail", pk)
    context = page_of(one, _("确定许可监管机关")) | {
        "form": form,
        "version": version,
        "summary": [(_("企业名称"), one.name), (_("日常监管机关"), one.bureau),
                    (_("现许可监管机关"), one.licensing_bureau)],
    }  # fmt: skip
    return render(request, "web/form.html", context, status=status_of(form))
