"""Two bases a draw takes from: experts, and recusals declared in advance."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted
from enforcement.web.attempts import attempt, status_of
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.actions import draw_bases as actions
from plans.forms import draw_bases as forms_of
from plans.models import DeclaredRecusal, Expert
from plans.words import kept_word

LISTS = {"expert_list": _("专家库"), "declared_recusal_list": _("回避登记")}


@login_required
@require_GET
def expert_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_DRAWS)
    page = keyset_page(Expert.objects.visible_to(request.user), request, order=["-id"])
    today, may = timezone.localdate(), request.user.may(Permission.PREPARE_DRAWS)
    columns = (
        Column(_("姓名"), lambda one: one.name,
               href=lambda one: reverse("expert_end", args=[one.pk]) if may and not one.end_reason else ""),
        Column(_("专业"), lambda one: one.get_specialty_display()),
        Column(_("工作单位"), lambda one: one.employer),
        Column(_("自"), lambda one: one.valid_from),
        Column(_("至"), lambda one: one.valid_to),
        Column(_("出库原因"), lambda one: one.end_reason),
        Column(_("状态"), lambda one: _t("在库") if _is_open(one, today) else _t("已出库"),
               tag=lambda one: "ok" if _is_open(one, today) else "muted"),
    )  # fmt: skip
    table = Table(_("专家库"), columns, page.rows, page, _("专家库为空，列入专家后可以抽取专家"))
    return _listed(request, table, (reverse("expert_add"), _("列入专家库")) if may else None)


@login_required
@require_http_methods(["GET", "POST"])
def expert_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.PREPARE_DRAWS)
    form = forms_of.ExpertForm(request.POST or None)
    if made := attempt(form, lambda: actions.add_expert(by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已列入专家库：%(expert)s") % {"expert": made})
        return redirect("expert_list")
    return _asked(request, form, _("列入专家库"), "expert_list")


@login_required
@require_http_methods(["GET", "POST"])
def expert_end(request: HttpRequest, pk: int) -> HttpResponse:
    expert = get_visible(Expert, request.user, pk=pk)
    require(request.user, Permission.PREPARE_DRAWS, expert)
    form = forms_of.EndExpertForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if attempt(form, lambda: actions.end_expert(expert, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已移出专家库：%(expert)s") % {"expert": expert})
        return redirect("expert_list")
    return _asked(request, form, _t("移出专家库：%(expert)s") % {"expert": expert}, "expert_list")


@login_required
@require_GET
def declared_recusal_list(request: HttpRequest) -> HttpResponse:
    """Officers see their own, whoever prepares or supervises draws sees all of the bureau."""
    require(request.user, Permission.VIEW_DRAWS)
    visible = DeclaredRecusal.objects.visible_to(request.user).select_related("officer", "enterprise", "declared_by")
    if not request.user.may_any([Permission.PREPARE_DRAWS, Permission.SUPERVISE_DRAWS]):
        visible = visible.filter(officer=request.user.pk)
    page = keyset_page(visible, request, order=["-id"])
    today = timezone.localdate()
    columns = (
        Column(_("检查人员"), lambda one: one.officer,
               href=lambda one: reverse("declared_recusal_end", args=[one.pk]) if _is_open(one, today) else ""),
        Column(_("企业"), lambda one: one.enterprise),
        Column(_("回避情形"), lambda one: kept_word(one.ground)),
        Column(_("自"), lambda one: one.valid_from),
        Column(_("至"), lambda one: one.valid_to),
        Column(_("登记人"), lambda one: one.declared_by),
        Column(_("状态"), lambda one: _t("有效") if _is_open(one, today) else _t("已解除或期满"),
               tag=lambda one: "ok" if _is_open(one, today) else "muted"),
    )  # fmt: skip
    table = Table(_("回避登记"), columns, page.rows, page, _("没有登记的回避"))
    add = (reverse("declared_recusal_add"), _("登记回避")) if request.user.may(Permission.DECLARE_RECUSALS) else None
    return _listed(request, table, add)


@login_required
@require_http_methods(["GET", "POST"])
def declared_recusal_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.DECLARE_RECUSALS)
    form = forms_of.RecusalForm(request.POST or None, user=request.user)
    if made := attempt(form, lambda: actions.declare_recusal(by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已登记回避：%(recusal)s，自下一次冻结名单起生效") % {"recusal": made})
        return redirect("declared_recusal_list")
    return _asked(request, form, _("登记回避"), "declared_recusal_list")


@login_required
@require_http_methods(["GET", "POST"])
def declared_recusal_end(request: HttpRequest, pk: int) -> HttpResponse:
    recusal = get_visible(DeclaredRecusal.objects.select_related("officer", "enterprise"), request.user, pk=pk)
    if not actions.may_end(request.user, recusal):
        raise NotPermitted(_t("只能登记本人的回避，其他人员的由科室负责人登记"))
    form = forms_of.EndRecusalForm(request.POST or None)
    if attempt(form, lambda: actions.end_recusal(recusal, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已解除回避：%(recusal)s") % {"recusal": recusal})
        return redirect("declared_recusal_list")
    return _asked(request, form, _t("解除回避：%(recusal)s") % {"recusal": recusal}, "declared_recusal_list")


def _is_open(one: Expert | DeclaredRecusal, today: Any) -> bool:
    return one.valid_to is None or one.valid_to >= today


def _listed(request: HttpRequest, table: Table, add: tuple[str, Any] | None) -> HttpResponse:
    context: dict[str, Any] = {"table": table}
    if add:
        context |= {"add_url": add[0], "add_label": add[1]}
    return render(request, "web/list.html", context)


def _asked(request: HttpRequest, form: forms.Form, title: Any, back: str) -> HttpResponse:
    trail = [(_("双随机抽取"), reverse("draw_list")), (LISTS[back], reverse(back)), (title, None)]
    context = {"title": title, "form": form, "trail": trail, "back_url": reverse(back)}
    return render(request, "web/form.html", context, status=status_of(form))
