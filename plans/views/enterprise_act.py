"""Legal acts on an enterprise that no flow has: change of status, merge and its undoing. Two pages each."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.errors import Unmet
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.wording import remarked
from plans.actions.enterprise import change_status
from plans.actions.enterprise_merge import merge_enterprise, unmerge_enterprise
from plans.forms.enterprise_record import MergeForm, StatusForm
from plans.guards.enterprise import why_not_merged
from plans.models import Enterprise, Merge
from plans.queries.plan import find_enterprises
from plans.queries.unfinished import unfinished
from plans.views.enterprise_pages import HOME, status_words


@login_required
@require_http_methods(["GET", "POST"])
def enterprise_status(request: HttpRequest, pk: int) -> HttpResponse:
    one = maintained(request, pk)
    form = StatusForm(request.POST if request.method == "POST" else None, initial={"status_on": timezone.localdate()})
    seen, version = version_of(request), version_shown(request, one)
    if attempt(form, lambda: change_status(one, by=request.user, version=seen, **form.cleaned_data)):
        messages.success(request, _t("已变更经营状态"))
        return redirect(one)
    summary = [(_("企业"), one.name), (_("现在的经营状态"), status_words(one))]
    intro = _("停产停业、注销、迁出的，自状态起始日起不再列入抽查和计划的范围；此前冻结的名单不变。")
    open_work = unfinished(one, request.user)
    return confirm_page(
        request,
        one,
        label=_("变更经营状态"),
        form=form,
        summary=summary,
        intro=intro,
        version=version,
        warnings=open_work,
    )


@login_required
@require_http_methods(["GET", "POST"])
def enterprise_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """First the other one is found, then the act is confirmed."""
    one = maintained(request, pk)
    chosen = request.GET.get("into", "")
    if not chosen.isdecimal():
        return find_page(request, one)
    into = get_visible(Enterprise, request.user, pk=chosen)
    form = MergeForm(request.POST if request.method == "POST" else None)
    seen = version_of(request)
    if attempt(form, lambda: merge_enterprise(one, by=request.user, into=into, version=seen, **form.cleaned_data)):
        messages.success(request, _t("%(merged)s已并入%(into)s") % {"merged": coded(one), "into": coded(into)})
        return redirect(into)
    summary = [
        (_("并入的企业"), coded(one)),
        (_("并入后的企业"), coded(into)),
        (_("检查任务和计划项目"), _("留在原处，在并入后的企业的办理记录中一并列出")),
        (_("抽查和计划的范围"), _("并入的企业不再列入")),
    ]
    return confirm_page(
        request, one, label=_("并入其他企业"), form=form, summary=summary, unmet=why_not_merged(one, into), danger=True,
        warnings=unfinished(one, request.user, without={"task"}),
    )  # fmt: skip


def coded(one: Enterprise) -> str:
    """Two companies of one name are told apart by their codes."""
    return remarked(one.name, one.credit_code)


def find_page(request: HttpRequest, one: Enterprise) -> HttpResponse:
    words = request.GET.get("words", "")
    rows = [row for row in find_enterprises(request.user, words) if row.pk != one.pk]
    context = {"enterprise": one, "words": words, "found": rows, "trail": trail(one, _("并入其他企业"))}
    return render(request, "plans/enterprise/merge_find.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enterprise_unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    one = maintained(request, pk)
    merge = Merge.objects.filter(merged=one, undone_at=None).select_related("enterprise", "merged_by").first()
    form = MergeForm(request.POST if request.method == "POST" else None)
    seen = version_of(request)
    if attempt(form, lambda: unmerge_enterprise(one, by=request.user, version=seen, **form.cleaned_data)):
        messages.success(request, _t("已撤销并入，%(name)s恢复为独立的企业") % {"name": one.name})
        return redirect(one)
    unmet = [] if merge else [Unmet(_t("该企业没有并入其他企业"))]
    summary = [
        (_("并入后的企业"), merge.enterprise.name),
        (_("并入时间"), timezone.localtime(merge.merged_at).strftime("%Y-%m-%d %H:%M")),
        (_("办理人"), merge.merged_by),
        (_("理由"), merge.reason),
    ] if merge else []  # fmt: skip
    return confirm_page(request, one, label=_("撤销并入"), form=form, summary=summary, unmet=unmet, danger=True)


def maintained(request: HttpRequest, pk: int) -> Enterprise:
    one: Enterprise = get_visible(Enterprise.objects.select_related("bureau", "merged_into"), request.user, pk=pk)
    require(request.user, Permission.MAINTAIN_ENTERPRISES, one)
    return one


def trail(one: Enterprise, title: Any) -> list[tuple[Any, str | None]]:
    return [HOME, (one.name, one.get_absolute_url()), (title, None)]


def confirm_page(
    request: HttpRequest,
    record: Any,
    *,
    label: Any,
    form: Any,
    summary: Iterable[tuple[Any, Any]],
    unmet: Sequence[Unmet] = (),
    warnings: Sequence[Unmet] = (),
    intro: Any = "",
    danger: bool = False,
    version: int | None = None,
) -> HttpResponse:
    """The page of an act, as flows have it: what will happen, what blocks it, the form, one button."""
    context = {
        "record": record,
        "act": {"label": label, "danger": danger},
        "summary": list(summary),
        "unmet": unmet,
        "warnings": warnings,
        "intro": intro,
        "form": form,
        "once": secrets.token_urlsafe(24),
        "version": version or version_shown(request, record),
        "back_url": record.get_absolute_url(),
    }
    return render(request, "web/act.html", context, status=status_of(form))
