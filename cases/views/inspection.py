import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import inspection as actions
from cases.filters.inspection import InspectionFilter
from cases.flows.inspection import FLOW
from cases.forms import inspection as forms
from cases.models import Inspection
from cases.queries.inspection import counts, day_of, sections
from cases.queries.order import open_findings
from cases.states import InspectionState
from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.queries import documents_of
from enforcement.ledger.queries import history
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, status_of
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from enforcement.wording import remarked
from plans.models import Assignment

TONES: dict[str, str] = {
    InspectionState.CLOSED: "done",
    InspectionState.SEALED: "ok",
    InspectionState.UNDER_WAY: "near",
}
OWN_PAGES = {"sign": "officer", "sign_party": "party"}


@login_required
@require_GET
def inspection_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_INSPECTIONS)
    visible = Inspection.objects.visible_to(request.user).select_related("enterprise", "checklist")
    chosen = InspectionFilter(request.GET, visible, request=request)
    page = keyset_page(chosen.qs.distinct(), request, order=["-id"])
    columns = (
        Column(_("被检查单位"), lambda one: one.enterprise, href=lambda one: one.get_absolute_url()),
        Column(_("方案文号"), lambda one: one.number),
        Column(_("检查表"), lambda one: one.checklist.name_zh),
        Column(_("计划日期"), lambda one: one.planned_on),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES.get(one.state, "info")),
    )
    context: dict[str, Any] = {
        "table": Table(
            pgettext_lazy("menu", "现场检查"),
            columns,
            page.rows,
            page,
            _("没有符合条件的检查；从检查任务开始编制检查方案"),
        ),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
    }
    context |= {"add_url": reverse("item_list"), "add_label": _("公布的检查事项")}
    return render(request, "web/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def inspection_start(request: HttpRequest) -> HttpResponse:
    """`?assignment=ID`: the visit plan of one task."""
    assignment = get_visible(Assignment, request.user, pk=request.GET.get("assignment", "") or 0)
    require(request.user, Permission.INSPECT, assignment)
    today = timezone.localdate()
    initial = {
        "planned_on": min(max(today, assignment.window_from), assignment.window_to),
        "officers": assignment.officers.all(),
        "subject": assignment.subject,
        "place": assignment.enterprise.address[:200],
    }
    bureaus = forms.taking_part(assignment)
    form = forms.VisitPlanForm(request.POST or None, initial=initial, bureaus=bureaus, on=today)
    made = attempt(form, lambda: actions.start_inspection(assignment, by=request.user, **form.cleaned_data))
    if made:
        messages.success(request, _t("已编制检查方案，核对后提交审批"))
        return redirect(made)
    context = {"title": _("编制检查方案"), "form": form, "back_url": assignment.get_absolute_url(),
               "summary": [(_("被检查单位"), assignment.enterprise), (_("任务"), assignment.subject),
                           (_("检查期间"), f"{assignment.window_from} – {assignment.window_to}")]}  # fmt: skip
    return render(request, "web/form.html", context, status=status_of(form))


@login_required
@require_GET
def inspection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = Inspection.objects.select_related("enterprise", "checklist", "approved_by", "assignment", "bureau")
    inspection = get_visible(related, request.user, pk=pk)
    mine = inspection.officers.filter(pk=request.user.pk).exists()
    recording = mine and inspection.state == InspectionState.UNDER_WAY
    context = {
        "inspection": inspection,
        "bar": identity_bar(inspection, recording=recording),
        "trail": trail(inspection),
        "buttons": shown_buttons(inspection, request.user),
        "recording": recording,
        "counts": counts(inspection),
        "plan_rows": plan_rows(inspection),
        "tasks": task_rows(inspection, recording=recording) if inspection.started_at else [],
        "findings": inspection.findings.select_related("violation", "item", "found_by").order_by("id"),
        "evidence": inspection.evidence.select_related("file", "collected_by", "second_collector").order_by("number"),
        "signatures": inspection.signatures.order_by("id"),
        "orders": inspection.orders.visible_to(request.user).order_by("id"),
        "may_order": mine and inspection.state == InspectionState.SEALED
        and request.user.may(Permission.ISSUE_ORDERS, inspection) and open_findings(inspection).exists(),
        "refused": inspection.operations.exclude(refused="").order_by("-id")[:20],
        "documents": documents_of(inspection).visible_to(request.user),
        "entries": history(inspection)[:50],
    }  # fmt: skip
    return render(request, "cases/inspection/detail.html", context)


def act_url(inspection: Inspection) -> Any:
    return lambda step: reverse("inspection_act", args=[inspection.pk, step])


def shown_buttons(inspection: Inspection, user: Any) -> list[dict[str, Any]]:
    """A signature that is there already is no condition that anyone waits for."""
    return [
        with_own_page(inspection, one)
        for one in buttons(FLOW, inspection, user, act_url(inspection))
        if not (one["unmet"] and one["name"] in OWN_PAGES)
    ]


def with_own_page(inspection: Inspection, button: dict[str, Any]) -> dict[str, Any]:
    """Signing has a page of its own."""
    role = OWN_PAGES.get(button["name"])
    return button | {"url": reverse("inspection_sign", args=[inspection.pk, role])} if role else button


def trail(inspection: Inspection, last: Any = "") -> list[tuple[Any, str | None]]:
    own = inspection.get_absolute_url() if last else None
    rows = [(pgettext_lazy("menu", "检查"), reverse("inspection_list")), (str(inspection.enterprise), own)]
    return [*rows, (last, None)] if last else rows


def identity_bar(inspection: Inspection, *, recording: bool = False) -> dict[str, Any]:
    go_on = {"label": _("填写检查记录"), "url": reverse("inspection_record", args=[inspection.pk])}
    return {
        "title": inspection.enterprise,
        "number": inspection.number,
        "party_label": _("被检查单位"),
        "stage": inspection.get_state_display(),
        "tone": TONES.get(inspection.state, "info"),
        "officers": [one.name for one in inspection.officers.all()],
        "officers_label": _("检查人员"),
        "facts": [(_("计划检查日期"), day(inspection.planned_on)), (_("检查表"), inspection.checklist.name_zh)],
        "act": go_on if recording else None,
    }


def plan_rows(inspection: Inspection) -> list[tuple[Any, Any]]:
    on = day_of(inspection)
    officers = [remarked(one.name, one.certificate(on) or _t("无有效执法证")) for one in inspection.officers.all()]
    return [
        (_("任务来源"), f"{inspection.assignment.get_origin_display()} {inspection.assignment.subject}"),
        (_("检查内容"), inspection.subject),
        (_("检查方式"), inspection.method),
        (_("检查场所"), inspection.place),
        (_("联系人及电话"), inspection.contact),
        (_("检查人员"), "、".join(officers)),
        (_("检查表"), f"{inspection.checklist.name_zh}（{inspection.checklist.version}）"),
        (_("批准"), f"{inspection.approved_by or ''} {stamp(inspection.approved_at)}".strip()),
        (_("退回意见"), inspection.return_reason),
        (
            _("检查时间"),
            f"{stamp(inspection.started_at)} – {stamp(inspection.ended_at)}" if inspection.started_at else "",
        ),
        (_("陪同人员"), f"{inspection.host_name} {inspection.host_post}".strip()),
        (_("不具备拍照条件的原因"), inspection.no_photo_reason),
        (_("检查情况"), inspection.summary),
        (_("记录哈希"), inspection.record_hash),
    ]


def stamp(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def task_rows(inspection: Inspection, *, recording: bool) -> list[dict[str, Any]]:
    url = reverse("inspection_record", args=[inspection.pk])
    return [
        {
            "label": section.name,
            "url": f"{url}?section={section.number}#section-{section.number}" if recording else "",
            "state": section.state,
            "hint": _t("已查 %(checked)s/%(total)s，不合格 %(failed)s")
            % {"checked": section.checked, "total": len(section.cards), "failed": section.failed},
        }
        for section in sections(inspection)
    ]


def day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def plan_summary(inspection: Inspection) -> list[tuple[Any, Any]]:
    return [row for row in [(_("被检查单位"), inspection.enterprise), *plan_rows(inspection)] if row[1]]


def finish_summary(inspection: Inspection) -> list[tuple[Any, Any]]:
    """What stays 未检查 is said before the record is closed."""
    number = counts(inspection)
    unchecked = [
        card.item.row_id for section in sections(inspection) for card in section.cards if card.result == "open"
    ]
    return [
        (_("被检查单位"), inspection.enterprise),
        (_("已查"), f"{number['checked']}/{number['total']}"),
        (_("不合格"), number["bad"]),
        (_("问题"), inspection.findings.count()),
        (_("证据"), inspection.evidence.filter(voided_at__isnull=True).count()),
        (_("未检查的项"), "、".join(unchecked)),
    ]


def seal_summary(inspection: Inspection) -> list[tuple[Any, Any]]:
    signed = inspection.signatures.filter(record_hash=inspection.record_hash)
    return [*finish_summary(inspection), (_("记录哈希"), inspection.record_hash),
            (_("签名"), "；".join(f"{one.get_role_display()} {one}" for one in signed)),
            (_("制发文书"), _("现场检查记录"))]  # fmt: skip


act = act_view(
    Inspection,
    FLOW,
    [
        Act("revise", actions.revise_visit_plan, forms.ReviseForm),
        Act("submit", actions.submit_visit_plan, summary=plan_summary, intro=_("提交后由科室负责人或分管负责人审批")),
        Act("approve", actions.approve_visit_plan, forms.ApproveForm, plan_summary, _("批准后制发编号的现场检查方案")),
        Act("return", actions.return_visit_plan, forms.ReasonForm, plan_summary),
        Act("begin", actions.begin, forms.BeginForm, plan_summary,
            then=lambda one: reverse("inspection_record", args=[one.pk])),
        Act("no_photo", actions.note_no_photo, forms.NoPhotoForm),
        Act("finish", actions.finish, forms.FinishForm, finish_summary,
            _("结束后固定记录内容，双方在固定的内容上签名")),
        Act("reopen", actions.reopen, forms.ReasonForm, finish_summary, _("已有的签名保留备查，补充后须重新签名")),
        Act("seal", actions.seal, summary=seal_summary, intro=_("封存后检查记录不能修改")),
        Act("close", actions.close, summary=finish_summary),
    ],
)  # fmt: skip
