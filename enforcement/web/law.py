"""Reading the body of law: a list by kind and words, and one row with its history, edition and evidence mark."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.permissions import Permission
from enforcement.rulebook.models import Gate, Threshold, TimeLimit, Violation
from enforcement.rulebook.queries import history
from enforcement.web.paging import keyset_page
from enforcement.web.staff_acts import require
from enforcement.web.tables import Column, Table

KINDS: dict[str, tuple[Any, Any]] = {
    "violation": (_("违法行为"), Violation),
    "limit": (_("时限"), TimeLimit),
    "threshold": (_("数额标准"), Threshold),
    "gate": (_("前置条件"), Gate),
}


@login_required
@require_GET
def law_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    kind = request.GET.get("kind", "violation")
    label, model = KINDS.get(kind, KINDS["violation"])
    words = request.GET.get("q", "").strip()
    rows = model.objects.current().select_related("law")
    rows = rows.search(words) if words else rows
    page = keyset_page(rows, request, order=["row_id"])
    columns = (
        Column(_("名称"), lambda r: r.name_zh, href=lambda r: reverse("law_row", args=[r.row_id])),
        Column(_("依据"), lambda r: r.citation),
        Column(_("自"), lambda r: r.effective_from),
        Column(_("至"), lambda r: r.effective_to),
        Column(_("核定情况"), lambda r: r.mark or _("已核对原文"), tag=lambda r: "near" if r.mark else "ok"),
    )
    table = Table(label, columns, page.rows, page, _("没有符合条件的条目，可减少几个字再试"))
    tabs = [{"label": v[0], "url": f"?kind={k}", "current": v[1] is model} for k, v in KINDS.items()]
    return render(request, "web/law_list.html", {"table": table, "tabs": tabs, "words": words, "kind": kind})


@login_required
@require_GET
def law_row(request: HttpRequest, row_id: str) -> HttpResponse:
    """The row and every wording of the same rule, in time order."""
    require(request.user, Permission.VIEW_LAW)
    for label, model in KINDS.values():
        if row := model.objects.current().select_related("law", "edition").filter(row_id=row_id).first():
            context = {"row": row, "kind": label, "facts": facts(row), "history": history(row.rule_key)}
            return render(request, "web/law_row.html", context)
    raise Http404


def facts(row: Any) -> list[tuple[Any, Any]]:
    found = [
        (_("依据"), row.citation),
        (_("生效"), row.effective_from),
        (_("失效"), row.effective_to),
        (_("版本"), row.edition),
        (_("核定情况"), row.mark or _("已核对原文")),
        (_("说明"), row.note),
    ]
    if isinstance(row, TimeLimit):
        found[1:1] = [(_("期限"), row.length), (_("单位"), row.get_unit_display()), (_("起算点"), row.counts_from)]
    if isinstance(row, Threshold):
        found[1:1] = [(str(key), value) for key, value in row.value.items()]
    if isinstance(row, Violation):
        found[1:1] = [(_("违反的条款"), row.violated_citation), (_("其他措施"), row.other_measures)] + ranges(row)
    return found


def ranges(row: Violation) -> list[tuple[Any, Any]]:
    labels = {
        "entity_first": _("单位罚款"),
        "entity_overdue": _("单位逾期未改罚款"),
        "persons_first": _("个人罚款"),
        "persons_overdue": _("个人逾期未改罚款"),
    }
    return [
        (
            labels[slot],
            _t("%(low)s – %(high)s 元")
            % {"low": f"{getattr(row, f'{slot}_min'):,}", "high": f"{getattr(row, f'{slot}_max'):,}"},
        )
        for slot in row.slots
        if getattr(row, f"{slot}_max") is not None and getattr(row, f"{slot}_min") is not None
    ]
