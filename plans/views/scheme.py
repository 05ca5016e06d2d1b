"""Editions of the grading schemes: the list, one with its difference and its file, import, and the acts on a draft."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.rulebook.loading import SourceRefused
from enforcement.rulebook.states import EditionState
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, status_of
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.actions import scheme as actions
from plans.flows.scheme import SCHEME
from plans.forms.scheme import SchemeDiscardForm, SchemeFileForm
from plans.models import SchemeEdition
from plans.queries.scheme import earlier_edition
from plans.rules.scheme import compare, questions
from plans.views.enterprise_pages import HOME
from plans.views.scheme_tables import tables_of

TONES = {EditionState.DRAFT: "near", EditionState.PUBLISHED: "ok", EditionState.DISCARDED: "muted"}
KINDS = {"points": _("计分"), "matrix": _("矩阵"), "product": _("乘积，评作业或部位"), "rules": _("按等级和名单")}
MOST_LINES = 300
SCHEMES = (_("分级方案"), "/enterprises/schemes/")
COLUMNS = (
    Column(_("方案"), lambda one: f"{one.code} {one.name}", href=lambda one: one.get_absolute_url()),
    Column(_("版次"), lambda one: one.edition),
    Column(_("适用机关"), lambda one: one.bureau or _("全部机关")),
    Column(_("计算方式"), lambda one: KINDS[one.kind]),
    Column(_("核定情况"), lambda one: one.mark or _("已核对原文"), tag=lambda one: "near" if one.mark else "ok"),
    Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES[EditionState(one.state)]),
)


@login_required
@require_GET
def scheme_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_ENTERPRISES)
    rows = SchemeEdition.objects.visible_to(request.user).select_related("bureau").defer("content", "text")
    page = keyset_page(rows, request, order=["-id"])
    table = Table(SCHEMES[0], COLUMNS, page.rows, page, _("还没有分级方案，由系统管理员运行 load_rulebook 装载"))
    context: dict[str, Any] = {"table": table, "trail": [HOME, (SCHEMES[0], None)]}
    if request.user.may(Permission.MAINTAIN_LAW):
        context |= {"add_url": reverse("scheme_add"), "add_label": _("导入分级方案")}
    return render(request, "web/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def scheme_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.MAINTAIN_LAW)
    form = SchemeFileForm(request.POST, request.FILES) if request.method == "POST" else SchemeFileForm()
    problems: list[str] = []

    def take() -> SchemeEdition:
        day = form.cleaned_data["effective_from"]
        return actions.propose_scheme(by=request.user, content=form.cleaned_data["file"].read(), effective_from=day)

    try:
        made = attempt(form, take) if request.method == "POST" else None
    except SourceRefused as refused:
        made, problems = None, refused.problems
        words = _("有 %(count)s 处问题，没有装载任何内容；逐条改正后再上传")
        form.add_error("file", words % {"count": len(problems)})
    if made:
        messages.success(request, _("已导入为草稿，由另一人核对后发布"))
        return redirect(made)
    context = {
        "form": form,
        "problems": problems[:MOST_LINES],
        "trail": [HOME, SCHEMES, (_("导入分级方案"), None)],
        "back_url": SCHEMES[1],
    }
    return render(request, "plans/scheme/add.html", context, status=status_of(form))


@login_required
@require_GET
def scheme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = SchemeEdition.objects.select_related("bureau", "created_by", "settled_by")
    edition = get_visible(found, request.user, pk=pk)
    earlier = earlier_edition(edition)
    steps = buttons(SCHEME, edition, request.user, lambda step: reverse("schemeedition_act", args=[pk, step]))
    context = {
        "edition": edition,
        "tone": TONES[EditionState(edition.state)],
        "rows": facts_of(edition),
        "tables": tables_of(edition.content),
        "earlier": earlier,
        "changes": compare(earlier.content, edition.content)[:MOST_LINES] if earlier else [],
        "buttons": steps,
        "entries": history(edition)[:50],
        "trail": [HOME, SCHEMES, (edition.code, None)],
    }
    return render(request, "plans/scheme/detail.html", context)


@login_required
@require_GET
def scheme_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded, to read, or to change and upload as the next edition."""
    edition = get_visible(SchemeEdition, request.user, pk=pk)
    name = f"{edition.code}-{edition.effective_from or 'first'}.yaml"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(edition.text, content_type="application/yaml; charset=utf-8", headers=headers)


def facts_of(edition: SchemeEdition) -> list[tuple[Any, Any]]:
    return [
        (_("文号"), edition.content.get("document", "")),
        (_("适用机关"), edition.bureau or _("全部机关")),
        (_("施行日期"), edition.effective_from or _("自始")),
        (_("计算方式"), KINDS[edition.kind]),
        (_("评分项"), len(questions(edition.content))),
        (_("核对情况"), edition.checked),
        (_("导入人"), edition.created_by or _("系统")),
        (_("发布或作废人"), edition.settled_by or (_("系统") if edition.settled_at else "")),
        (_("作废理由"), edition.reason),
        ("SHA-256", edition.sha256),
    ]


def summary(edition: SchemeEdition) -> list[tuple[Any, Any]]:
    earlier = earlier_edition(edition)
    found: list[tuple[Any, Any]] = [
        (_("分级方案"), edition),
        (_("导入人"), edition.created_by or _("系统")),
        (_("适用机关"), edition.bureau or _("全部机关")),
        (_("施行日期"), edition.effective_from),
    ]
    if earlier:
        found += [(_("接续"), earlier), (_("差异（行）"), len(compare(earlier.content, edition.content)))]
    return [*found, (_("后果"), _("发布后不能更改；已有的分级不变，自施行日起按本版分级，可批量重评"))]


act = act_view(
    SchemeEdition,
    SCHEME,
    [
        Act("publish", actions.publish_scheme, summary=summary),
        Act("discard", actions.discard_scheme, form=SchemeDiscardForm, summary=summary),
    ],
)
