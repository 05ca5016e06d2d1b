"""How a plan is shown: tiles, tables, summaries. Cells are formatted here, not in templates."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from enforcement.web.paging import Page
from enforcement.web.tables import Column, Table
from enforcement.wording import listed, remarked
from plans.guards.plan import shown
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.adjustment import adjustment_of, key_enterprises, verdict as change_verdict
from plans.queries.editions import is_in_force
from plans.queries.feasibility import outlook, verdict
from plans.queries.item_values import scope_words, values_of
from plans.queries.plan_dates import clock_of
from plans.rules.workload import Workload, over_total
from plans.states import ItemKind, PlanState
from plans.words import days_word

PEOPLE = ("created_by", "submitted_by", "reviewed_by", "endorsed_by")  # whose words a page of the plan shows
SHORT = 20  # key enterprises on the plan's own page


def plan_trail(plan: Plan, *last: Any) -> list[tuple[Any, str | None]]:
    ends: list[tuple[Any, str | None]] = [(plan, plan.get_absolute_url() if last else None)]
    return [(pgettext_lazy("menu", "年度监督检查计划"), reverse("plan_list")), *ends, *((one, None) for one in last)]


def identity_of(plan: Plan) -> dict[str, Any]:
    tone = {PlanState.PUBLISHED: "ok", PlanState.REFUSED: "over"}.get(PlanState(plan.state), "info")
    facts = [
        (_("版次"), plan.edition),
        (_("机关"), plan.bureau),
        (_("公布日期"), plan.published_on and plan.published_on.isoformat()),
    ]
    bar: dict[str, Any] = {"title": str(plan), "stage": plan.get_state_display(), "tone": tone, "facts": facts}
    return bar | {"clock": clock_of(plan)}


def gauge_tiles(gauges: plans.Gauges) -> list[dict[str, Any]]:
    year = gauges.workload
    least = _t("不低于 %(least)s%%") % {"least": shown(gauges.key_share_min_percent)}
    mark = f" {gauges.key_share_mark}" if gauges.key_share_mark else ""
    tiles = [
        {"label": _("总法定工作日"), "value": shown(year.total),
         "note": f"{year.workdays_per_officer} × {year.officers}"},
        _tile(_("其他执法工作日"), year.other, year.shares["other"]),
        _tile(_("非执法工作日"), year.non_enforcement, year.shares["non_enforcement"]),
        _inspection_tile(year),
        {"label": _("重点检查占比"), "value": f"{year.key_share_percent}%", "note": least + mark,
         "tone": "ok" if gauges.holds_key_share else "over"},
        {"label": _("计划所需工作日"), "value": shown(gauges.days_needed),
         "note": _t("可用 %(days)s 工作日") % {"days": shown(max(year.inspection, Decimal(0)))},
         "tone": "ok" if gauges.holds_capacity else "over"},
    ]  # fmt: skip
    if year.officer_share_percent is not None:
        tiles.append({"label": _("执法人员占比"), "value": f"{year.officer_share_percent}%"})
    return tiles


def _tile(label: Any, days: Decimal, share: Decimal) -> dict[str, Any]:
    return {"label": label, "value": shown(days), "note": f"{share}%"}


def _inspection_tile(year: Workload) -> dict[str, Any]:
    label = _("监督检查工作日")
    if over := over_total(year):
        return {"label": label, "value": "0", "note": over, "tone": "over"}
    return {**_tile(label, year.inspection, year.shares["inspection"]), "tone": "plain"}


def days_tables(plan: Plan) -> list[tuple[Any, list[tuple[str, str]]]]:
    return [
        (_("其他执法工作日"), [(days_word(item), shown(Decimal(str(days)))) for item, days in plan.other_days.items()]),
        (_("非执法工作日"), [(days_word(item), shown(Decimal(str(days)))) for item, days in plan.non_days.items()]),
    ]


def months_of(item: PlanItem) -> str:
    return listed(sorted(item.months)) if item.months else _t("全年")


def scope_of(item: PlanItem) -> str:
    """What a pool is drawn from."""
    return scope_words(values_of(item))


def method_of(item: PlanItem) -> str:
    return _t("双随机抽取") if item.is_random else _t("按计划名单")


def how_often(item: PlanItem) -> str:
    return _t("%(times)s 次/年，上限 %(ceiling)s 次") % {"times": item.times, "ceiling": item.ceiling}


def _item_columns() -> tuple[Column, ...]:
    return (
        Column(_("每次人数"), lambda item: item.officers_per_visit, numeric=True),
        Column(_("每次天数"), lambda item: shown(item.days_per_visit), numeric=True),
        Column(pgettext_lazy("column", "工作日"), lambda item: shown(plans.item_days(item)), numeric=True),
        Column(_("计划月份"), months_of),
        Column(_("频次和上限"), how_often),
        Column(_("同时检查职业健康"), lambda item: item.occupational_health),
        Column(_("检查的许可"), lambda item: item.get_licence_display()),
        Column(_("承办机构"), lambda item: item.unit),
        Column(_("已分派"), lambda item: item.assigned, numeric=True),
    )


def _action_column(plan: Plan, request: HttpRequest) -> tuple[Column, ...]:
    """修改 while the plan is drafted; 分派 or 抽取 once it is published."""
    if plan.state == PlanState.DRAFT and request.user.may("draft_plans", plan):
        return (
            Column(_("修改"), lambda item: _t("修改"), href=lambda item: item.get_absolute_url()),
            Column(_("移除"), lambda item: _t("移除"),
                   href=lambda item: reverse("plan_remove_item", args=[plan.pk, item.pk])),
        )  # fmt: skip
    if plan.state != PlanState.PUBLISHED or not is_in_force(plan):
        return ()
    if not request.user.may("assign_inspections", plan):
        return ()
    return (Column(_("下一步"), _next_label, href=_next_url),)


def _next_label(item: PlanItem) -> str:
    return _t("随机抽取") if item.is_random else _t("分派")


def _next_url(item: PlanItem) -> str:
    if item.is_random:
        return f"{reverse('draw_add')}?item={item.pk}"
    return f"{reverse('assignment_add')}?item={item.pk}"


def key_table(plan: Plan, request: HttpRequest) -> Table:
    """The first of them, on the plan's own page."""
    columns = (
        Column(_("单位名称"), lambda item: item.enterprise, href=lambda item: item.enterprise.get_absolute_url()),
        Column(_("风险等级"), lambda item: item.enterprise.get_grade_display()),
        Column(_("计划次数"), lambda item: item.visits, numeric=True),
        *_item_columns(),
        *_action_column(plan, request),
    )
    items = plans.with_assigned(plans.key_items(plan))
    return Table(_("重点检查企业"), columns, items[:SHORT], None, _("还没有列入重点检查的企业"))


def rest_table(plan: Plan, request: HttpRequest) -> Table:
    """Pools, campaigns and the emergency-management part; the first of them."""
    columns = (*items_columns(), *_action_column(plan, request))
    rest = plan.items.exclude(kind=ItemKind.KEY).select_related("enterprise", "unit").order_by("id")
    rows = plans.with_assigned(rest)[:SHORT]
    return Table(_("一般检查、专项检查和应急管理"), columns, rows, None, _("还没有一般检查项目"))


def _what_columns() -> tuple[Column, ...]:
    return (
        Column(pgettext_lazy("column", "检查项目"), str, href=lambda item: _of_what(item)),
        Column(_("检查类别"), lambda item: item.get_kind_display(), by="kind"),
        Column(_("方式"), method_of),
        Column(_("范围"), lambda item: scope_of(item) if item.is_random else item.campaign or item.subject),
    )


def _of_what(item: PlanItem) -> str:
    return item.enterprise.get_absolute_url() if item.enterprise else ""


def items_columns() -> tuple[Column, ...]:
    return (*_what_columns(), Column(_("计划家次"), lambda item: item.visits, numeric=True), *_item_columns())


def items_table(plan: Plan, request: HttpRequest, page: Page) -> Table:
    """One page of whatever items are chosen."""
    columns = (*items_columns(), *_action_column(plan, request))
    return Table(_("检查项目"), columns, page.rows, page, _("没有符合条件的检查项目"))


def opinions(plan: Plan) -> list[dict[str, Any]]:
    steps = (
        (_("报批"), plan.submitted_by, plan.submitted_at, ""),
        (_("审核意见"), plan.reviewed_by, plan.reviewed_at, plan.review_opinion or _t("同意")),
        (_("批准意见"), plan.endorsed_by, plan.endorsed_at, plan.endorse_opinion or _t("同意")),
    )
    return [{"label": label, "who": who, "when": when, "text": text} for label, who, when, text in steps if who]


def summary_of(plan: Plan) -> list[tuple[Any, Any]]:
    """Everything an approver needs on a phone: what changed first, then figures, then what was said so far."""
    return [*change_rows(plan), *figure_rows(plan), *opinion_rows(plan), *approval_rows(plan)]


def change_rows(plan: Plan) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [
        (_("计划"), _t("%(plan)s 第 %(edition)s 版") % {"plan": plan, "edition": plan.edition})
    ]
    if plan.adjust_reason:
        rows.append((_("调整原因"), plan.adjust_reason))
    if found := adjustment_of(plan):
        rows.append((_("调整幅度"), change_verdict(found)))
    return rows


def figure_rows(plan: Plan) -> list[tuple[Any, Any]]:
    gauges = plans.gauges(plan)
    year = gauges.workload
    key = key_enterprises(plan)
    parts = f"{shown(year.total)} − {shown(year.other)} − {shown(year.non_enforcement)} = {shown(year.inspection)}"
    return [
        (_("监督检查工作日"), parts),
        (
            _("重点检查企业"),
            _t("%(count)s 家，%(days)s 工作日") % {"count": key, "days": shown(Decimal(year.key_days))},
        ),
        (_("重点检查占比"), remarked(f"{year.key_share_percent}%", gauges.basis_with_mark)),
        (_("计划检查所需"), _t("%(needed)s 工作日") % {"needed": shown(gauges.days_needed)}),
        (_("可行性"), verdict(outlook(plan))),
    ]


def opinion_rows(plan: Plan) -> list[tuple[Any, Any]]:
    return [(one["label"], f"{one['who']} {one['text']}".strip()) for one in opinions(plan)]


def approval_rows(plan: Plan) -> list[tuple[Any, Any]]:
    """Government and superior bureau; a minor change goes on with what the edition it was weighed against had."""
    rows: list[tuple[Any, Any]] = []
    if plan.minor:
        base = adjustment_of(plan)
        kept = _t("一般调整，沿用第 %(edition)s 版的批准和备案，差别存档备查") % {"edition": base.base if base else 1}
        rows.append((_("办理方式"), kept))
    if plan.approved_on:
        rows.append((_("政府批准"), f"{plan.approval_body} {plan.approval_number} {plan.approved_on.isoformat()}"))
    if plan.filed_on:
        rows.append((_("备案"), f"{plan.filed_with} {plan.filed_on.isoformat()}"))
    for label, reason in (
        (_("逾期备案的原因"), plan.filing_late_reason),
        (_("逾期公布的原因"), plan.publishing_late_reason),
        (_("不同意的理由"), plan.refuse_reason),
    ):
        if reason:
            rows.append((label, reason))
    return rows
