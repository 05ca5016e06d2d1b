from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import order as actions, reinspection as after, term_extension as extension
from cases.actions.sealing import record_sealing
from cases.filters.order import OrderFilter
from cases.flows.order import FLOW
from cases.forms import order as forms
from cases.forms.delivery import DeliveryForm
from cases.forms.inspection import ApproveForm, ReasonForm
from cases.forms.reinspection import StartForm
from cases.forms.sealing import SealingForm
from cases.guards.clock import pending_of
from cases.guards.sealing import sealing_of
from cases.models import Inspection, Order
from cases.queries.order import (
    last_day_to_apply,
    not_passed,
    open_findings,
    order_type,
    reinspection_clock,
    reply_clock,
    term_of,
    term_words,
)
from cases.rules.order import MEASURES
from cases.states import ExtensionState, OrderState
from cases.views.clock_pages import extensions_of, moves_of
from cases.views.inspection import day, stamp
from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.queries import documents_of
from enforcement.ledger.queries import history
from enforcement.rulebook.clocks import due
from enforcement.rulebook.gates import cited
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from enforcement.wording import labelled, remarked
from plans.queries.enterprise import url_within

TONES: dict[str, str] = {
    OrderState.LIFTED: "done",
    OrderState.ESCALATED: "over",
    OrderState.DELIVERED: "near",
    OrderState.DRAFT: "muted",
}
OWN_PAGES = {"revise": "order_revise", "reinspect": "order_reinspect"}
BY_OTHERS = {"lift", "ask_resume"}  # taken by the re-inspection itself


@login_required
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_INSPECTIONS)
    visible = Order.objects.visible_to(request.user).select_related("enterprise")
    chosen = OrderFilter(request.GET, visible, request=request)
    page = keyset_page(chosen.qs.distinct(), request, order=["-id"])
    columns = (
        Column(_("文号"), str, href=lambda one: one.get_absolute_url()),
        Column(_("被检查单位"), lambda one: one.enterprise),
        Column(_("送达日期"), lambda one: one.delivered_on),
        Column(_("最近整改期限"), lambda one: one.next_due),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES.get(one.state, "info")),
    )
    context = {
        "table": Table(_("整改复查"), columns, page.rows, page, _("没有符合条件的责令整改；从已封存的检查拟制")),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
    }
    return render(request, "web/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def order_draft(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = get_visible(Inspection.objects.select_related("enterprise"), request.user, pk=pk)
    require(request.user, Permission.ISSUE_ORDERS, inspection)
    findings = list(open_findings(inspection))
    form = forms.OrderForm(request.POST or None, findings=findings, on=timezone.localdate())
    made = attempt(form, lambda: actions.draft_order(inspection, by=request.user, **form.cleaned_data))
    if made:
        messages.success(request, _("已拟制责令整改，核对后提交审批或下达"))
        return redirect(made)
    noted = inspection.findings.filter(basis="")
    context = {"title": _("拟制责令整改"), "form": form, "inspection": inspection, "noted": noted,
               "back_url": inspection.get_absolute_url()}  # fmt: skip
    return render(request, "cases/order/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def order_revise(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order.objects.select_related("inspection__enterprise"), request.user, pk=pk)
    form = forms.revise_form(order, request.POST or None)
    version = version_of(request)
    if attempt(form, lambda: actions.revise_order(order, by=request.user, version=version, **form.cleaned_data)):
        messages.success(request, _("已修改整改事项"))
        return redirect(order)
    context = {"title": _("修改整改事项"), "form": form, "inspection": order.inspection,
               "version": version_shown(request, order), "unmet": FLOW.check(order, "revise", request.user),
               "back_url": order.get_absolute_url()}  # fmt: skip
    return render(request, "cases/order/form.html", context, status=status_of(form))


@login_required
@require_GET
def order_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = Order.objects.select_related("enterprise", "inspection", "document", "approved_by", "issued_by", "bureau")
    order = get_visible(related, request.user, pk=pk)
    failed = not_passed(order).exists()
    context = {
        "order": order,
        "bar": identity_bar(order),
        "trail": trail(order),
        "buttons": shown_buttons(order, request.user),
        "rows": order_rows(order),
        "items": item_rows(order),
        "deliveries": order.deliveries.select_related("document", "receipt", "proof", "consent"),
        "reinspections": order.reinspections.select_related("document").order_by("-id"),
        "may_file": failed and order.state == OrderState.DELIVERED
        and request.user.may(Permission.HANDLE_CASES, order),
        "extensions": extensions_of(order),
        "moves": moves_of(order),
        "documents": documents_of(order),
        "entries": history(order)[:50],
    }  # fmt: skip
    return render(request, "cases/order/detail.html", context)


def shown_buttons(order: Order, user: Any) -> list[dict[str, Any]]:
    """Escalation goes through the proposal of a case, which lists what it takes over."""

    def url(step: str) -> str:
        if step == "escalate":
            return f"/penalties/new/?order={order.pk}"
        return (
            reverse(OWN_PAGES[step], args=[order.pk])
            if step in OWN_PAGES
            else reverse("order_act", args=[order.pk, step])
        )

    shown = [one for one in buttons(FLOW, order, user, url) if one["name"] not in BY_OTHERS]
    optional = {"extend", "apply_extension", "grant_extension", "refuse_extension", "escalate", "submit",
                "issue"}  # fmt: skip  # offered only when they can be taken, or nothing else can
    return [one for one in shown if one["name"] not in optional or not one["unmet"] or one["name"] == "issue"]


def trail(order: Order, last: Any = "") -> list[tuple[Any, str | None]]:
    rows = [(_("整改复查"), reverse("order_list")), (str(order), order.get_absolute_url() if last else None)]
    return [*rows, (last, None)] if last else rows


def identity_bar(order: Order) -> dict[str, Any]:
    return {
        "title": order_type(order).name_zh,
        "number": order.number,
        "party": order.enterprise,
        "party_url": url_within(order.enterprise, order.bureau),
        "party_label": _("被检查单位"),
        "stage": order.get_state_display(),
        "tone": TONES.get(order.state, "info"),
        "officers": [one.name for one in order.inspection.officers.all()],
        "officers_label": _("检查人员"),
        "facts": [(_("送达日期"), day(order.delivered_on)), (_("最近整改期限"), day(order.next_due))],
        "clock": reinspection_clock(order),
    }


def order_rows(order: Order) -> list[Any]:
    kind = order_type(order)
    return [
        {"label": _("检查"), "value": order.inspection, "url": order.inspection.get_absolute_url()},
        (_("依据"), kind.legal_basis),
        (_("现场处理措施"), order.measure),
        (_("批准"), f"{order.approved_by} {stamp(order.approved_at)}" if order.approved_at else ""),
        (_("退回意见"), order.return_reason),
        *sealing_rows(order),
        (_("下达"), f"{order.issued_by} {stamp(order.issued_at)}" if order.issued_at else ""),
        (_("解除日期"), day(order.lifted_on)),
    ]


def sealing_rows(order: Order) -> list[Any]:
    held = sealing_of(order)
    if held is None:
        return []
    rows = [(_("查封、扣押清单"), "；".join(held.lines)), (_("当事人的陈述和申辩"), held.heard)]
    if order.issued_at and not order.lifted_on:
        clock = due("seizure_base", start=timezone.localdate(order.issued_at), bureau=order.bureau_id)
        rows.append(
            (_("查封、扣押期限"), f"{clock.due} {clock.state_word(timezone.localdate())}（{cited(clock.rule)}）")
        )
    return rows


def item_rows(order: Order) -> list[dict[str, Any]]:
    """Each item with its clock, counted from the day of delivery or of the re-inspection that extended it."""
    granted = order.extensions.filter(state=ExtensionState.GRANTED).exists()
    rows = []
    for item in order.items.select_related("finding").order_by("id"):
        start = item.term_from or order.delivered_on
        clock = term_of(item, start) if start else None
        rows.append({"item": item, "term": term_words(item), "clock": clock,
                     "extended": granted or start != order.delivered_on})  # fmt: skip
    return rows


def order_summary(order: Order) -> list[tuple[Any, Any]]:
    rows = [(_("被检查单位"), order.enterprise), (_("责令种类"), order_type(order).name_zh),
            (_("依据"), order_type(order).legal_basis)]  # fmt: skip
    if order.kind in MEASURES:
        rows.append((_("现场处理措施"), order.measure))
    for number, item in enumerate(order.items.select_related("finding").order_by("id"), start=1):
        words = labelled(item.finding, remarked(item.requirement, term_words(item)))
        rows.append((_("整改事项 %(n)s") % {"n": number}, words))
    return rows


def application_summary(order: Order) -> list[tuple[Any, Any]]:
    """Until when the party could apply and the bureau must answer, each with its source."""
    rows = [(_("被检查单位"), order.enterprise), (_("最近整改期限"), day(order.next_due))]
    if clock := last_day_to_apply(order):
        rows += [(_("最迟申请日期"), clock.due), (_("依据"), cited(clock.rule))]
    if pending := pending_of(order):
        late = _("逾期提出") if pending.late else ""
        rows += [(_("申请延长至"), day(pending.until)), (_("申请日期"), f"{pending.applied_on} {late}".rstrip()),
                 (_("理由"), pending.reason)]  # fmt: skip
        reply = reply_clock(pending)
        rows += [(_("最迟答复日期"), reply.due), (_("依据"), cited(reply.rule))] if reply else []
    return rows


def failed_summary(order: Order) -> list[tuple[Any, Any]]:
    left = "；".join(str(item) for item in not_passed(order))
    return [(_("被检查单位"), order.enterprise), (_("复查不合格的事项"), left)]


@login_required
@require_http_methods(["GET", "POST"])
def order_reinspect(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order.objects.select_related("inspection__enterprise", "enterprise"), request.user, pk=pk)
    form = StartForm(request.POST or None, record=order, initial={"done_on": timezone.localdate()})
    version = version_of(request)
    made = attempt(form, lambda: after.start_reinspection(order, by=request.user, version=version, **form.cleaned_data))
    if made:
        messages.success(request, _("已开始复查，逐项填写结果"))
        return redirect(made)
    context = {"act": FLOW.by_name["reinspect"], "record": order, "form": form,
               "version": version_shown(request, order), "back_url": order.get_absolute_url(),
               "summary": order_summary(order), "trail": trail(order, _("复查")),
               "unmet": FLOW.check(order, "reinspect", request.user)}  # fmt: skip
    return render(request, "web/act.html", context, status=status_of(form))


act = act_view(
    Order,
    FLOW,
    [
        Act("submit", actions.submit_order, summary=order_summary),
        Act("approve", actions.approve_order, ApproveForm, order_summary),
        Act("return", actions.return_order, ReasonForm, order_summary),
        Act("issue", actions.issue_order, summary=order_summary, intro=_("下达后制发编号的文书，整改事项不能再修改")),
        Act("record_sealing", record_sealing, SealingForm, order_summary,
            _("当事人到场，不到场的邀请见证人；当场告知并听取陈述申辩，决定书和清单当场交付")),
        Act("deliver", actions.deliver_order, DeliveryForm, order_summary, _("送达之日起计算整改期限")),
        Act("apply_extension", extension.apply_extension, forms.ApplyForm, application_summary,
            _("由有权批准的负责人决定；逾期提出的如实记录")),
        Act("grant_extension", extension.grant_extension, ApproveForm, application_summary),
        Act("refuse_extension", extension.refuse_extension, ReasonForm, application_summary),
        Act("extend", after.extend_terms, forms.ExtendForm, failed_summary, _("自复查之日起重新计算期限")),
        Act(
            "resume", after.consent_to_resume, ApproveForm, order_summary, _("同意后被检查单位可以恢复生产、施工或使用")
        ),
        Act("refuse_resume", after.refuse_to_resume, ReasonForm, order_summary, _("各事项恢复为待复查")),
    ],
)  # fmt: skip
