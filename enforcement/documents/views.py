from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enforcement.accounts.access import get_visible
from enforcement.documents import actions, queries
from enforcement.documents.files import open_file
from enforcement.documents.forms import VoidForm
from enforcement.documents.models import Document, State, StoredFile
from enforcement.documents.rendering import sheet, verify_url
from enforcement.ledger.queries import history
from enforcement.outbox.models import State as JobState

TONES = {State.ISSUED: "info", State.RENDERED: "ok", State.SUPERSEDED: "muted", State.VOID: "over"}
INLINE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}  # what a browser may open on our address


@login_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(Document.objects.select_related("file", "bureau", "issued_by", "wording"), request.user, pk=pk)
    job = queries.rendering_of(one) if one.file_id is None else None
    context = {
        "document": one,
        "sheet": sheet(one),
        "rows": rows_for_reader(one),
        "replaced_by": Document.objects.filter(supersedes=one).first(),
        "problem": job.last_error if job else "",
        "failed": job is not None and job.state == JobState.FAILED,
        "may_void": one.is_in_force and request.user.may(one.form.void_permission, one),
        "entries": history(one)[:20],
    }
    return render(request, "documents/document.html", context)


def rows_for_reader(one: Document) -> list[dict[str, Any]]:
    record = queries.subject_of(one)
    return [
        {"label": _("文号"), "value": one.number},
        {"label": _("状态"), "tag": one.get_state_display(), "tone": TONES[State(one.state)]},
        {"label": _("制发机关"), "value": one.bureau},
        {"label": _("制发"), "value": f"{timezone.localtime(one.issued_at):%Y-%m-%d %H:%M} {one.issued_by or ''}"},
        {"label": _("办理对象"), "value": record, "url": getattr(record, "get_absolute_url", str)()},
        *wording_rows(one),
        {"label": _("页数"), "value": one.pages},
        {"label": _("文件校验值（SHA-256）"), "value": one.sha256},
        {"label": _("公众核验地址"), "value": verify_url(one), "url": verify_url(one)},
    ]


def wording_rows(one: Document) -> list[dict[str, Any]]:
    """The wording of the form that was in force when the document was issued, with its mark."""
    if one.wording is None:
        return []
    since = one.wording.effective_from or "…"
    words = _("%(version)s版，%(since)s 起") % {"version": one.wording.version, "since": since}
    address = reverse("law_row", args=[one.wording.row_id])
    return [{"label": _("文书文本"), "value": f"{words} {one.wording.mark}".strip(), "url": address}]


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(Document.objects.select_related("file"), request.user, pk=pk)
    if one.file is None:
        raise Http404
    return send_file(request, one.file)


def send_file(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """The bytes, if they still have their hash; 304 when the reader has them. The caller has asked who may see them."""
    etag = quote_etag(stored.sha256)
    known = stored.mime in INLINE
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(
        open_file(stored), content_type=stored.mime if known else "application/octet-stream"
    )
    response["ETag"] = etag
    if disposition := content_disposition_header(as_attachment=not known, filename=stored.name):
        response["Content-Disposition"] = disposition
    return response


@login_required
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(Document, request.user, pk=pk)
    actions.refuse_void(one, request.user)
    form = VoidForm(request.POST or None)
    if form.is_valid():
        actions.void(one, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("文书已作废"))
        return redirect(one)
    status = 422 if form.is_bound else 200
    return render(request, "documents/void.html", {"document": one, "form": form}, status=status)


@login_required
@require_POST
def render_again(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(Document, request.user, pk=pk)
    actions.render_again(one, by=request.user)
    messages.info(request, _("已安排重新生成，完成后可在本页下载"))
    return redirect(one)


@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Open to everyone who holds the paper (its code) or the file (its hash). Never says what the document says."""
    by_code_or_hash = Q(token=token) | Q(file__sha256=token.lower())
    one = get_object_or_404(Document.objects.select_related("file", "bureau"), by_code_or_hash)
    rows = [
        (_("文书名称"), one.title),
        (_("文号"), one.number),
        (_("制发机关"), one.context["bureau_name"]),
        (_("制发日期"), one.context["issued_on"]),
        (_("状态"), one.get_state_display()),
        (_("文件校验值（SHA-256）"), one.sha256),
    ]
    response = render(request, "documents/verify.html", {"document": one, "rows": rows})
    response["X-Robots-Tag"] = "noindex"
    return response
