"""The plan as tables: a template of the unit list, and the whole plan as published plans lay it out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _, override

from enforcement.sheets import Layout, Sheet, UnreadableSheet
from enforcement.wording import in_chinese
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.item_values import scope_words, values_of
from plans.rules.plan_table import HEADINGS, first_rows, is_header, written_months
from plans.states import ItemKind, LicenceKind

WIDTHS = (6, 32, 22, 16, 14, 12, 10, 14, 18, 10, 10, 12, 16, 28, 26)
WORKDAY_HEADER = ("项目", "工作内容", "测算依据", "人数", "天数", "小计(工作日)", "占比", "备注")
REST_HEADER = (
    *("序号", "检查类别", "检查事项", "专项名称", "专项期间", "单位名称", "范围", "检查方式", "计划家次"),
    *("频次和上限", "计划月份", "承办机构", "每次人数", "每次天数", "工作日", "同时检查职业健康", "检查的许可"),
)
UNIT_LIST = "检查单位名单"
CHUNK = 1_000


def template_header() -> list[str]:
    return [names[0] for names in HEADINGS.values()]


def template_layout(units: list[str]) -> Layout:
    places = {column: place for place, column in enumerate(HEADINGS)}
    choices = {places["kind"]: ["重点", "应急管理"], places["health"]: ["是", "否"],
               places["licence"]: ["无", *(in_chinese(kind.label) for kind in LicenceKind)]}  # fmt: skip
    if units and len(",".join(units)) < 250:  # what a list in a cell can hold
        choices[places["unit"]] = units
    notes = (
        _("第一行是表头，不要改动；从第二行起每行一家企业，单位名称和统一社会信用代码至少填一项。"),
        _("序号、行业、风险等级只供阅读，以企业库为准。"),
        _("检查类别填重点或应急管理；一般检查由双随机抽取产生，不按名单列入。"),
        _("检查的许可只对按许可监管列入的企业填写；其他机关负责日常监管的，必须填写。"),
        _("计划月份可写成 3、9 或 3-5 或 一季度，空白为全年。"),
        _("空白单元格不改动已有的内容；新列入的企业按默认：1 次、每次 2 人 1 天。"),
    )
    return Layout(_("检查单位名单"), WIDTHS, choices, notes, _("填写说明"))


def unit_list(sheets: Iterable[Sheet]) -> Sheet:
    """The first sheet whose headings fit, wherever it stands in the file; none of its rows is lost."""
    for sheet in sheets:
        first = first_rows(sheet.rows)
        if any(is_header(cells) for _number, cells in first):
            return replace(sheet, rows=chain(first, sheet.rows))
    words = {"sheet": UNIT_LIST}
    raise UnreadableSheet(
        _(
            "没有找到“%(sheet)s”工作表：前几行应有“单位名称”或“统一社会信用代码”和“计划次数”等列名。没有列名的表格可以复制后粘贴"
        )
        % words
    )


def unit_rows(items: Iterable[PlanItem]) -> Iterator[list[Any]]:
    """In the columns of the template, so that what goes out can come in again."""
    for number, item in enumerate(items, start=1):
        if item.enterprise is not None:
            yield unit_row(number, item, item.enterprise)


# In Chinese for each row: a generator that held the language would speak it to whoever reads between two rows.
@override("zh-hans")
def unit_row(number: int, item: PlanItem, enterprise: Enterprise) -> list[Any]:
    return [
        number,
        enterprise.name,
        enterprise.credit_code,
        str(enterprise.get_sector_display()),
        str(enterprise.get_grade_display()),
        "重点" if item.kind == ItemKind.KEY else str(item.get_kind_display()),
        item.visits,
        written_months(item.months),
        str(item.unit or ""),
        item.officers_per_visit,
        item.days_per_visit,
        item.ceiling,
        "是" if item.occupational_health else "否",
        item.subject,
        str(item.get_licence_display()) or "无",
    ]


def rest_rows(items: Iterable[PlanItem]) -> Iterator[list[Any]]:
    """Pools and campaigns; whatever else names its enterprise stands in the unit list."""
    return (rest_row(number, item) for number, item in enumerate(items, start=1))


@override("zh-hans")
def rest_row(number: int, item: PlanItem) -> list[Any]:
    return [
        number,
        str(item.get_kind_display()),
        item.subject,
        item.campaign,
        f"{item.starts_on} 至 {item.ends_on}" if item.starts_on else "",
        str(item.enterprise or ""),
        scope_words(values_of(item)) if item.is_random else "",
        "双随机抽取" if item.is_random else "按计划名单",
        item.visits,
        f"{item.times} 次/年，上限 {item.ceiling} 次",
        written_months(item.months) or "全年",
        str(item.unit or ""),
        item.officers_per_visit,
        item.days_per_visit,
        plans.item_days(item),
        "是" if item.occupational_health else "否",
        str(item.get_licence_display()),
    ]


def workday_rows(plan: Plan) -> Iterator[list[Any]]:
    """As published plans print it; each sum with the arithmetic it comes from."""
    year = plans.gauges(plan).workload
    shares = year.shares
    yield ["总法定工作日", "", f"{plan.workdays}天×{plan.officers}人", plan.officers, plan.workdays, year.total, "",
           plan.workdays_source]  # fmt: skip
    for name, days, total, share in (
        ("其他执法工作日", plan.other_days, year.other, shares["other"]),
        ("非执法工作日", plan.non_days, year.non_enforcement, shares["non_enforcement"]),
    ):
        for item, one in days.items():
            yield [name, item, "", "", "", Decimal(str(one)), "", ""]
        yield [name, "合计", _sum(days.values()), "", "", total, f"{share}%", ""]
    rest = f"{_days(year.total)}-{_days(year.other)}-{_days(year.non_enforcement)}"
    yield ["监督检查工作日", "合计", rest, "", "", year.inspection, f"{shares['inspection']}%", ""]
    yield ["重点检查", "合计", "", "", "", Decimal(year.key_days), f"{year.key_share_percent}%", "占监督检查工作日"]
    yield ["一般检查", "合计", f"{_days(year.inspection)}-{_days(Decimal(year.key_days))}", "", "",
           Decimal(year.general_days), "", "含专项检查和应急管理"]  # fmt: skip


def _sum(days: Iterable[Any]) -> str:
    return "+".join(_days(Decimal(str(one))) for one in days if Decimal(str(one)))


def _days(days: Decimal) -> str:
    return f"{days.normalize():f}"


def whole_plan(plan: Plan, remarks: list[str]) -> list[tuple[Layout, list[str], Iterable[list[Any]]]]:
    """The sheets of the export. The lists are read in chunks and written row by row."""
    named = plan.items.filter(enterprise__isnull=False).exclude(kind=ItemKind.CAMPAIGN)
    pools_and_campaigns = Q(enterprise__isnull=True) | Q(kind=ItemKind.CAMPAIGN)
    rest = plan.items.filter(pools_and_campaigns).select_related("enterprise", "unit").order_by("id")
    units = named.select_related("enterprise", "unit").order_by("id").iterator(chunk_size=CHUNK)
    return [
        (Layout("工作日测算", (18, 44, 40, 8, 8, 14, 10, 30)), list(WORKDAY_HEADER), workday_rows(plan)),
        (Layout(UNIT_LIST, WIDTHS), template_header(), unit_rows(units)),
        (Layout("一般检查和专项", (6, 12, 30, 24, 24, 28, 28, 14, 10, 20, 14, 16), {}, remarks, "导出说明"),
         list(REST_HEADER), rest_rows(rest.iterator(chunk_size=CHUNK))),
    ]  # fmt: skip
