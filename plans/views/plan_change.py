"""How an adjusted edition is shown: whether its change is major, with the arithmetic, and what differs, in groups."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.once import once
from enforcement.web.paging import Page, keyset_page
from enforcement.web.tables import Column, Table
from plans.models import Plan
from plans.queries.adjustment import adjustment_of, changes, measure_words, verdict
from plans.queries.differences import GROUPS, Change, named_changes, named_counts, named_differences
from plans.queries.editions import edition_before, editions_of
from plans.states import PlanState
from plans.views.plan_pages import plan_trail
from plans.words import kept_word, named_words


def adjustment_lines(plan: Plan) -> dict[str, Any] | None:
    found, old = adjustment_of(plan), edition_before(plan)
    if found is None or old is None:
        return None
    return {
        "major": found.is_major,
        "verdict": verdict(found),
        "against": _t("与政府批准的第 %(edition)s 版相比，超过任一比例为重大调整") % {"edition": found.base},
        "named": named_words(named_counts(old, plan)),
        "measures": [(measure_words(one), one.exceeds) for one in found.weighing.measures],
        "citation": found.citation,
        "marks": [kept_word(mark) for mark in found.marks],
    }


SHORT = 20  # changed items of enterprises on the pages of the plan; all of them have a page of their own


@once
def first_named(plan: Plan) -> tuple[list[Change], bool]:
    """The first of them, and whether there are more. Two queries."""
    old = edition_before(plan)
    if old is None:
        return [], False
    rows = list(named_differences(old, plan)[: SHORT + 1])
    return named_changes(rows[:SHORT], old), len(rows) > SHORT


def grouped(plan: Plan) -> dict[str, list[Change]]:
    groups: dict[str, list[Change]] = {group: [] for group in GROUPS}
    for one in (*changes(plan), *first_named(plan)[0]):
        groups[one.group].append(one)
    return {group: rows for group, rows in groups.items() if rows}


def all_changes(plan: Plan) -> dict[str, Any] | None:
    """Where a page shows the first of many only: how many those are and where all of them stand."""
    return {"shown": SHORT, "url": reverse("plan_changes", args=[plan.pk])} if first_named(plan)[1] else None


def change_lists(plan: Plan) -> list[tuple[Any, list[tuple[str, str]]]]:
    """For a phone: what was and what is to be, one under the other and not side by side."""
    return [
        (GROUPS[group], [(one.what, arrow(*one.in_words())) for one in rows]) for group, rows in grouped(plan).items()
    ]


def arrow(before: str, after: str) -> str:
    return f"{before or '--'} → {after or '--'}"


def changes_tables(plan: Plan) -> list[Table]:
    """One for each group that has a difference; an edition without an older one in force has none."""
    if edition_before(plan) is None:
        return []
    groups = grouped(plan)
    if not groups:
        return [change_table(_("与上一版的差别"), [])]
    return [change_table(_t("与上一版的差别：%(group)s") % {"group": GROUPS[group]}, rows)
            for group, rows in groups.items()]  # fmt: skip


def change_table(caption: Any, rows: list[Change], page: Page | None = None) -> Table:
    empty = _("后面没有更多差别") if page and page.first_url else _("与上一版没有差别")
    columns = (
        Column(_("内容"), lambda row: row[0]),
        Column(_("原版"), lambda row: row[1]),
        Column(_("本版"), lambda row: row[2]),
    )
    lines = [(one.what, *one.in_words()) for one in rows]
    return Table(caption, columns, lines, page, empty)


@login_required
@require_GET
def plan_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every difference to the edition before: those of enterprises a page at a time, all the others above the first."""
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    old = edition_before(plan)
    if old is None:
        return redirect(plan)
    page = keyset_page(named_differences(old, plan), request, order=["id"])
    others: dict[str, list[Change]] = {}
    for one in () if page.first_url else changes(plan):
        others.setdefault(one.group, []).append(one)
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("与上一版的差别")),
        "adjustment": adjustment_lines(plan),
        "changes": [change_table(GROUPS[group], rows) for group, rows in others.items()],
        "table": change_table(_("列名企业的检查项目"), named_changes(page.rows, old), page),
        "old": old,
    }
    return render(request, "plans/plan/changes.html", context)


def editions_table(plan: Plan) -> Table | None:
    """All editions of the year, refused ones too; none where there is but this one."""
    rows = editions_of(plan)
    if len(rows) < 2:
        return None
    published = [one for one in rows if one.state == PlanState.PUBLISHED]
    replaced = set(published[1:])  # the newest comes first
    columns = (
        Column(_("版次"), lambda one: _t("第 %(edition)s 版") % {"edition": one.edition},
               href=lambda one: one.get_absolute_url()),
        Column(_("调整原因"), lambda one: one.adjust_reason),
        Column(_("办理方式"), way),
        Column(_("公布日期"), lambda one: one.published_on),
        Column(_("状态"), lambda one: _t("已由新版代替") if one in replaced else one.get_state_display(),
               tag=lambda one: "muted" if one in replaced else TONES.get(one.state, "info")),
    )  # fmt: skip
    return Table(_("本年度各版次"), columns, rows)


TONES = {PlanState.PUBLISHED: "ok", PlanState.REFUSED: "over"}


def way(plan: Plan) -> str:
    if not plan.weighing:
        return ""
    return _t("一般调整") if plan.minor else _t("报政府批准")
