"""The year-end summary: its figures live until approved, then as approved; the words that explain them; its steps."""

from typing import Any

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
from enforcement.documents.queries import documents_of
from enforcement.errors import StepRefused
from enforcement.ledger.queries import history
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.forms import BaseForm
from enforcement.web.tables import Column, Table
from plans.actions import summary as actions
from plans.flows.summary import SUMMARY
from plans.forms.plan_approval import CorrectForm, OpinionForm, RecallForm, ReturnForm
from plans.forms.summary import DiscardForm, SummaryForm
from plans.models import Plan, PlanSummary
from plans.queries.editions import not_yet_published
from plans.queries.summary import (
    approved_summary,
    falls_short,
    figures_of_year,
    newest_summary,
    summaries_of,
    summary_of,
)
from plans.states import SummaryState
from plans.views.plan_pages import plan_trail
from plans.words import kept_word, source_word

TONES = {SummaryState.APPROVED: "ok", SummaryState.DISCARDED: "muted"}
QUIET = ("recall", "discard")  # no button where they cannot be taken: nothing has to be done for them


@login_required
@require_http_methods(["GET", "POST"])
def summary_add(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    if request.method == "GET" and (found := summary_of(plan)):
        return redirect(found)
    require(request.user, Permission.DRAFT_PLANS, plan)
    form = BaseForm(request.POST) if request.method == "POST" else BaseForm()
    if made := attempt(form, lambda: actions.write_summary(plan, by=request.user)):
        return redirect("summary_edit", made.pk)
    rows = [(_("年度监督检查计划"), plan), (_("版次"), plan.edition)]
    context = {"title": _("编写年度执行总结"), "form": form, "summary": rows, "back_url": plan.get_absolute_url()}
    return render(request, "web/form.html", context, status=status_of(form))


@login_required
@require_GET
def summary_detail(request: HttpRequest, pk: int) -> HttpResponse:
    summary = find(request, pk)
    figures = summary.figures or figures_of_year(summary.plan, timezone.localdate())
    found = buttons(SUMMARY, summary, request.user, lambda step: reverse("summary_act", args=[summary.pk, step]))
    shown = [one for one in found if one["name"] != "edit" and not (one["name"] in QUIET and one["unmet"])]
    given_up = summary.state == SummaryState.DISCARDED
    context = {
        "summary": summary,
        "trail": [*plan_trail(summary.plan)[:1], (summary.plan, summary.plan.get_absolute_url()), (summary, None)],
        "bar": bar_of(summary, figures),
        "buttons": shown,
        "may_edit": any(one["name"] == "edit" for one in found),
        "tables": [] if given_up else tables_of(figures),
        "holds": newest_page(summary) if given_up else "",
        "editions": editions_table(summary),
        "corrected": corrected_by(summary),
        "documents": documents_of(summary),
        "entries": history(summary)[:20],
        "unpublished": None if summary.figures or given_up else not_yet_published(summary.plan),
        "asks_why": not (summary.figures or given_up) and not summary.reasons.strip() and falls_short(figures),
    }
    return render(request, "plans/summary/detail.html", context)


def corrected_by(summary: PlanSummary) -> PlanSummary | None:
    """The approved edition that holds instead of this one."""
    newest = approved_summary(summary.bureau_id, summary.year)
    return newest if newest and newest.edition > summary.edition else None


def editions_table(summary: PlanSummary) -> Table | None:
    """All of them; none where there is but this one."""
    rows = list(summaries_of(summary.bureau_id, summary.year))
    if len(rows) < 2:
        return None
    columns = (
        Column(_("版次"), lambda one: _t("第 %(edition)s 版") % {"edition": one.edition},
               href=lambda one: one.get_absolute_url()),
        Column(_("更正原因"), lambda one: one.correct_reason),
        Column(_("计划完成率"), lambda one: f"{one.figures['kinds'][0]['percent']}%" if one.figures else "",
               numeric=True),
        Column(_("批准时间"), lambda one: one.approved_at),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES.get(one.state, "info")),
    )  # fmt: skip
    return Table(_("总结的各版次"), columns, rows)


def bar_of(summary: PlanSummary, figures: dict[str, Any]) -> dict[str, Any]:
    facts = [
        (_("版次"), summary.edition),
        (_("机关"), summary.bureau),
        (_("数字截至"), figures["on"]),
        (_("批准人"), summary.approved_by and f"{summary.approved_by} {summary.opinion}".strip()),
    ]
    tone = TONES.get(SummaryState(summary.state), "info")
    return {"title": str(summary), "stage": summary.get_state_display(), "tone": tone, "facts": facts}


def tables_of(figures: dict[str, Any]) -> list[Table]:
    """Names of kinds, targets and ways are words of the catalogue; those of units are names."""
    counts = (
        Column(_("计划家次"), lambda row: row["planned"], numeric=True),
        Column(_("已完成"), lambda row: row["done"], numeric=True),
        Column(_("未完成"), lambda row: row["left"], numeric=True, tag=lambda row: "near" if row["left"] else "plain"),
        Column(_("完成率"), lambda row: f"{row['percent']}%", numeric=True),
    )
    return [
        Table(_("按检查类别"), (Column(_("检查类别"), lambda row: kept_word(row["name"])), *counts), figures["kinds"]),
        Table(_("按科室"), (Column(_("科室"), lambda row: kept_word(row["name"])), *counts), figures["units"]),
        Table(_("按月份"), month_columns(), figures["months"]),
        Table(_("执行指标"), target_columns(), figures["targets"]),
        Table(_("年度内调整"), adjustment_columns(), figures["adjustments"], None, _("年度内没有调整")),
    ]


def month_columns() -> tuple[Column, ...]:
    return (
        Column(_("月份"), lambda row: _t("%(month)s 月") % {"month": row["month"]}),
        Column(_("计划家次"), lambda row: row["planned"], numeric=True),
        Column(_("已完成"), lambda row: row["done"], numeric=True),
    )


def target_columns() -> tuple[Column, ...]:
    return (
        Column(_("指标"), lambda row: kept_word(row["name"])),
        Column(_("完成"), lambda row: row["value"], numeric=True),
        Column(_("计数"), lambda row: row["counted"], numeric=True),
        Column(_("目标"), lambda row: row["target"], numeric=True),
        Column(_("目标来源"), lambda row: source_word(row["source"])),
    )


def adjustment_columns() -> tuple[Column, ...]:
    return (
        Column(_("版次"), lambda row: row["edition"], numeric=True),
        Column(_("公布日期"), lambda row: row["on"]),
        Column(_("办理方式"), lambda row: kept_word(row["how"])),
        Column(_("调整原因"), lambda row: row["reason"]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def summary_edit(request: HttpRequest, pk: int) -> HttpResponse:
    summary = find(request, pk)
    require(request.user, Permission.DRAFT_PLANS, summary)
    if request.method == "GET" and (unmet := SUMMARY.check(summary, "edit", request.user)):
        raise StepRefused(unmet)
    form = SummaryForm(request.POST or None, initial={"reasons": summary.reasons, "measures": summary.measures})
    version = version_of(request)
    if attempt(form, lambda: actions.edit_summary(summary, by=request.user, version=version, **form.cleaned_data)):
        messages.success(request, _t("已保存：%(record)s") % {"record": summary})
        return redirect(summary)
    context = {
        "title": _("修改总结"), "form": form, "summary": [(_("总结"), summary)],
        "back_url": summary.get_absolute_url(), "version": version_shown(request, summary),
    }  # fmt: skip
    return render(request, "web/form.html", context, status=status_of(form))


def find(request: HttpRequest, pk: int) -> PlanSummary:
    rows = PlanSummary.objects.select_related("plan", "plan__bureau", "bureau", "approved_by")
    found: PlanSummary = get_visible(rows, request.user, pk=pk)
    return found


def lines_of(summary: PlanSummary) -> list[tuple[Any, Any]]:
    figures = summary.figures or figures_of_year(summary.plan, timezone.localdate())
    whole, key = figures["kinds"][0], figures["kinds"][1]
    return [
        (_("总结"), summary),
        (_("计划完成率"), f"{whole['percent']}%（{whole['done']}/{whole['planned']}）"),
        (_("重点检查"), f"{key['percent']}%（{key['done']}/{key['planned']}）"),
        (_("重点企业覆盖率"), f"{figures['coverage'][2]}%（{figures['coverage'][0]}/{figures['coverage'][1]}）"),
        (_("随机抽取占比"), f"{figures['drawn'][2]}%（{figures['drawn'][0]}/{figures['drawn'][1]}）"),
        (_("未完成的原因"), summary.reasons),
        (_("下一步措施"), summary.measures),
    ]


def newest_page(summary: PlanSummary) -> str:
    return (newest_summary(summary.bureau_id, summary.year) or summary).get_absolute_url()


ACTS = (
    Act("submit", actions.submit, summary=lines_of, intro=_("批准时数字冻结，生成报告，与下一年度计划一并公布")),
    Act("recall", actions.recall, RecallForm, summary=lines_of),
    Act("return", actions.send_back, ReturnForm, summary=lines_of),
    Act(
        "correct",
        actions.correct,
        CorrectForm,
        summary=lines_of,
        then=newest_page,
        intro=_("建立新的版次，修改后重新批准；批准前原总结继续有效，批准后原总结和报告保留并标明已更正"),
    ),
    Act(
        "discard",
        actions.discard,
        DiscardForm,
        summary=lines_of,
        then=newest_page,
        intro=_("放弃后不能恢复，本版和日志保留；已批准的总结继续有效，可以再次更正"),
    ),
    Act("approve", actions.approve, OpinionForm, summary=lines_of, intro=_("批准后数字冻结，生成报告并编号")),
)
summary_act = act_view(PlanSummary, SUMMARY, ACTS)
