from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, version_of, version_shown
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from supervision.actions import disclosure as actions
from supervision.flows.disclosure import PUBLICATION
from supervision.forms.disclosure import FieldsForm, ReasonForm
from supervision.models import Publication, PublicationProblem, PublicDecision
from supervision.queries.disclosure import field_list, publication_clock, waiting_for_publication
from supervision.states import PublicationState
from supervision.words import field_word

TONES = {"proposed": "info", "checked": "near", "published": "ok", "withdrawn": "over", "expired": "muted"}


@login_required
@require_GET
def publication_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_DISCLOSURE)
    rows = Publication.objects.visible_to(request.user).select_related("penalty")
    if (state := request.GET.get("state")) in PublicationState.values:
        rows = rows.filter(state=state)
    page = keyset_page(rows, request, order=["-id"])
    columns = (
        Column(_("决定书文号"), str, href=lambda one: one.get_absolute_url()),
        Column(_("行政相对人"), lambda one: one.fields.get("CF_XDR_MC")),
        Column(_("应公示日期"), lambda one: one.publish_by),
        Column(_("公示截止期"), lambda one: one.expires_on),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES[one.state]),
    )
    context = {
        "table": Table(_("公示"), columns, page.rows, page, _("还没有公示，已送达的处罚决定会自动拟定")),
        "states": [{"label": _("全部"), "url": "?", "current": not state}]
        + [{"label": s.label, "url": f"?state={s.value}", "current": state == s.value} for s in PublicationState],
        "problems": PublicationProblem.objects.filter(bureau=request.user.bureau_id).order_by("since")[:50],
        "waiting": waiting_for_publication(request.user).count() if request.user.may(Permission.DISCLOSE) else 0,
    }
    return render(request, "supervision/disclosure/list.html", context)


@login_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Look for delivered decisions now instead of waiting for the morning's job."""
    require(request.user, Permission.DISCLOSE)
    made = actions.draft_what_is_due(request.user)
    messages.success(request, _t("已拟定 %(n)s 件公示，接着逐件复核遮蔽") % {"n": made})
    return redirect("publication_list")


@login_required
@require_GET
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    publication = get_visible(
        Publication.objects.select_related("penalty__decision", "bureau", "checked_by"), request.user, pk=pk
    )
    public = PublicDecision.objects.filter(
        number=publication.fields["CF_WSH"], bureau_name=publication.bureau.name
    ).first()
    context = {
        "publication": publication,
        "bar": {
            "title": str(publication),
            "party": publication.fields["CF_XDR_MC"],
            "stage": publication.get_state_display(),
            "tone": TONES[publication.state],
            "clock": publication_clock(publication.penalty.decision.decided_on),
        },
        "fields": rows_of(publication),
        "public": public,
        "buttons": buttons(
            PUBLICATION, publication, request.user, lambda step: f"{publication.get_absolute_url()}do/{step}/"
        ),
        "may_edit": publication.state == PublicationState.PROPOSED
        and request.user.may(Permission.DISCLOSE, publication),
        "entries": history(publication)[:50],
    }
    return render(request, "supervision/disclosure/detail.html", context)


def rows_of(publication: Publication | PublicDecision) -> list[tuple[Any, Any]]:
    """Label and value of the published fields; empty ones are left out."""
    given = publication.fields
    return [readable(row, given[name]) for name, row in field_list().items() if given.get(name)]


def readable(row: dict[str, Any], value: str) -> tuple[str, str]:
    """The exchange format carries money in ten thousands of yuan with six decimals."""
    if row.get("note") != "unit 万元":
        return field_word(row["zh"]), value
    return _t("%(label)s（万元）") % {"label": field_word(row["zh"])}, f"{Decimal(value).normalize():f}"


@login_required
@require_http_methods(["GET", "POST"])
def publication_edit(request: HttpRequest, pk: int) -> HttpResponse:
    publication = get_visible(Publication, request.user, pk=pk)
    require(request.user, Permission.DISCLOSE, publication)
    form = FieldsForm(request.POST) if request.method == "POST" else FieldsForm.of(publication)
    version = version_of(request)
    if attempt(form, lambda: actions.edit(publication, by=request.user, fields=form.cleaned_data, version=version)):
        messages.success(request, _t("已保存公示内容，接着复核遮蔽"))
        return redirect(publication)
    context = {
        "form": form,
        "title": _("修改公示内容"),
        "back_url": publication.get_absolute_url(),
        "version": version_shown(request, publication),
    }
    return render(request, "web/form.html", context, status=422 if form.is_bound else 200)


def summary(publication: Publication) -> list[tuple[Any, Any]]:
    return [
        *rows_of(publication),
        (_("应公示日期"), publication.publish_by),
        (_("遮蔽"), "、".join(publication.masked)),
    ]


publication_act = act_view(
    Publication,
    PUBLICATION,
    (
        Act("check", actions.check, summary=summary, intro=_("确认下列内容没有个人信息、商业秘密和其他不应公开的内容")),
        Act("return", actions.send_back, ReasonForm),
        Act("publish", actions.publish, summary=summary, intro=_("公示后任何人可以查阅，地址长期不变")),
        Act("withdraw", actions.withdraw, ReasonForm, intro=_("撤下后原地址保留，写明撤下日期和理由")),
    ),
)
