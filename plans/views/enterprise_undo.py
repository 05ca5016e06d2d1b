"""What the undo of an import did, enterprise by enterprise."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.sheets import CSV, csv_lines
from enforcement.web.forms import FilterForm
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.models import ImportRun, UndoneRow
from plans.queries.enterprise_undo import reason_words
from plans.states import UndoOutcome
from plans.views.enterprise_import import RUNS
from plans.views.enterprise_pages import HOME, chips

TONES: dict[str, str] = {UndoOutcome.KEPT: "near", UndoOutcome.PARTLY: "near", UndoOutcome.RESTORED: "ok"}
COLUMNS = (
    Column(_("企业名称"), lambda row: row.name, href=lambda row: address_of(row)),
    Column(_("统一社会信用代码"), lambda row: row.credit_code),
    Column(_("结果"), lambda row: row.get_outcome_display(), tag=lambda row: TONES.get(row.outcome, "muted")),
    Column(_("未撤销的原因"), lambda row: "；".join(reason_words(row))),
)


class UndoneFilter(django_filters.FilterSet):
    outcome = django_filters.ChoiceFilter(label=_("结果"), choices=UndoOutcome, empty_label=_("全部"))

    class Meta:
        model = UndoneRow
        fields = ("outcome",)
        form = FilterForm


def address_of(row: UndoneRow) -> str:
    return "" if row.outcome == UndoOutcome.REMOVED else f"/enterprises/{row.enterprise}/"


@login_required
@require_GET
def undone_list(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_visible(ImportRun, request.user, pk=pk)
    chosen = UndoneFilter(request.GET, run.undone_rows.all())
    page = keyset_page(chosen.qs, request, order=["enterprise"])
    table = Table(_("撤销结果"), COLUMNS, page.rows, page, _("没有撤销过，或没有符合条件的企业"))
    found = chosen.form.cleaned_data if chosen.form.is_valid() else {}
    picked = {"outcome": (_("结果"), UndoOutcome(found["outcome"]).label)} if found.get("outcome") else {}
    context = {
        "run": run,
        "table": table,
        "trail": [HOME, RUNS, (run.file_name, run.get_absolute_url()), (_("撤销结果"), None)],
        "filter_form": chosen.form,
        "chips": chips(picked, request.GET),
        "clear_url": request.path if request.GET else "",
        "exports": [{"label": _("导出 CSV"), "url": reverse("undone_export", args=[run.pk])}],
    }
    return render(request, "plans/enterprise/undone.html", context)


@login_required
@require_GET
def undone_export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    run = get_visible(ImportRun, request.user, pk=pk)
    header = [str(column.label) for column in COLUMNS]
    name = f"{_t('撤销结果')}-{run.pk}.csv"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return StreamingHttpResponse(csv_lines(header, export_rows(run)), content_type=CSV, headers=headers)


def export_rows(run: ImportRun) -> Iterator[list[Any]]:
    for row in run.undone_rows.order_by("enterprise").iterator(chunk_size=2_000):
        yield [row.name, row.credit_code, row.get_outcome_display(), "；".join(reason_words(row))]
