from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import Document
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table

TONES = {"issued": "info", "rendered": "ok", "superseded": "muted", "void": "over"}


@login_required
@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """Every document the reader may see, newest first, found by number or words of the title."""
    require(request.user, Permission.VIEW_INSPECTIONS)
    words = request.GET.get("q", "").strip()
    documents = Document.objects.visible_to(request.user)
    if words:
        documents = documents.filter(Q(number__contains=words) | Q(title__contains=words))
    page = keyset_page(documents, request, order=["-id"])
    columns = (
        Column(_("文书"), lambda one: one.title, href=lambda one: one.get_absolute_url()),
        Column(_("文号"), lambda one: one.number),
        Column(_("出具时间"), lambda one: one.issued_at),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES[one.state]),
    )
    table = Table(pgettext_lazy("menu", "文书"), columns, page.rows, page, _("没有相符的文书，可减少几个字再试"))
    return render(request, "web/papers.html", {"table": table, "words": words})
