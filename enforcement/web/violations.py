"""Violations by plain words, and what is to be proved of each. Works without scripts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.guides import elements_of, guide_of, is_ours
from enforcement.rulebook.models import Violation
from enforcement.rulebook.offers import foreign, offer, ranges_of
from enforcement.rulebook.queries import history, search_violations, violations_in_force
from enforcement.web.tables import Column, Table

MOST = 20


@login_required
@require_GET
def violation_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    words, today = request.GET.get("q", "").strip()[:100], timezone.localdate()
    rows = search_violations(words, today)[:MOST] if words else violations_in_force(today).order_by("row_id")
    found = [offer(row) for row in rows]
    columns = (
        Column(_("违法行为"), lambda one: one.row.name_zh, href=lambda one: address(one.row.rule_key)),
        Column(_("违反的条款"), lambda one: one.row.violated_citation),
        Column(_("处罚依据"), lambda one: f"{one.row.citation} {one.row.mark}".strip()),
        Column(_("罚款幅度"), lambda one: "；".join(" ".join(pair) for pair in one.ranges)),
        Column(_("处罚机关"), lambda one: _t("本机关") if one.ours else one.row.authority.split("(")[0],
               tag=lambda one: "plain" if one.ours else "near"),
    )  # fmt: skip
    empty = _("没有相近的违法行为，换个说法再查")
    context = {"table": Table(_("违法行为"), columns, found, None, empty), "words": words}
    return render(request, "web/violation_list.html", context)


def address(rule_key: str) -> str:
    return reverse("violation_detail", args=[rule_key])


@login_required
@require_GET
def violation_detail(request: HttpRequest, rule_key: str) -> HttpResponse:
    """By the wording in force today, or else the last one."""
    require(request.user, Permission.VIEW_LAW)
    wordings = [row for row in history(rule_key) if isinstance(row, Violation)]
    if not wordings:
        raise Http404
    today = timezone.localdate()
    row = next((one for one in wordings if one.is_in_force(today)), wordings[-1])
    return render(request, "web/violation_detail.html", {"row": row, "wordings": wordings, **guide_context(row)})


def guide_context(row: Violation) -> dict[str, Any]:
    """For `web/violation_guide.html`, wherever it is included."""
    return {
        "guide": guide_of(row.rule_key),
        "elements": elements_of([row.rule_key]),
        "ranges": ranges_of(row),
        "ours": is_ours(row),
        "foreign": foreign(row),
        "rows": [
            (_("违反的条款"), row.violated_citation),
            (_("处罚依据"), f"{row.citation} {row.mark}".strip()),
            *((_("罚款幅度：%(slot)s") % {"slot": name}, words) for name, words in ranges_of(row)),
            (_("其他措施"), row.other_measures),
            (_("处罚机关"), row.authority),
            (_("原文摘要"), row.text),
        ],
    }
