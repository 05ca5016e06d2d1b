"""Rows whose value the rulebook does not know, or which lapsed without a successor: what counts instead, and whose."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.models import Bureau, Level
from enforcement.rulebook import snapshot
from enforcement.rulebook.clocks import EXCLUDED
from enforcement.rulebook.models import Row, Setting, Threshold, TimeLimit
from enforcement.rulebook.queries import amount_of
from enforcement.rulebook.states import ExcludedPeriod, Unit
from enforcement.wording import labelled, listed

WITH_FIGURE = {  # the law has words only; the figure is each bureau's own
    "collective_discussion": "fine_min",
    "plan_major_change": "visits_share",
    "plan_reserve": "reserve_percent",
    "inspection_frequency": "per_day",
    "supervision_level": "general",
    "draw_rules": "publish_minutes",
    "draw_repeats": "draft_days",
}
WITH_EXCLUSIONS = ("decision_limit",)  # periods whose excluded days a rule may name that was not read
NAMES = {
    "individual_min": gettext_lazy("个人，不低于（元）"),
    "entity_min": gettext_lazy("单位，不低于（元）"),
    "fine_min": gettext_lazy("罚款不低于（元）"),
    "confiscation_min": gettext_lazy("没收不低于（元）"),
    "individual_fine_min": gettext_lazy("对个人罚款不低于（元）"),
    "entity_fine_min": gettext_lazy("对单位罚款不低于（元）"),
    "days": gettext_lazy("日数"),
    "daily_rate": gettext_lazy("每日比例"),
    "min_share": gettext_lazy("最低比例"),
    "inspection_days_share": gettext_lazy("监督检查工作日变动超过（比例）"),
    "planned_days_share": gettext_lazy("计划所需工作日增减超过（比例）"),
    "visits_share": gettext_lazy("计划家次增减超过（比例）"),
    "key_list_share": gettext_lazy("重点检查名单变动超过（比例）"),
    "travel_days": gettext_lazy("每次路途天数"),
    "reserve_percent": gettext_lazy("专项行动预留（%）"),
    "per_day": gettext_lazy("每日不超过（次）"),
    "per_week": gettext_lazy("每周不超过（次）"),
    "per_month": gettext_lazy("每月不超过（次）"),
    "central": gettext_lazy("中央企业、省属企业"),
    "municipal": gettext_lazy("市属企业"),
    "dangerous": gettext_lazy("煤矿、非煤矿山、化工、烟花爆竹企业"),
    "high_risk": gettext_lazy("风险等级为红、橙的企业"),
    "large": gettext_lazy("大型企业"),
    "minor": gettext_lazy("风险等级为蓝的微型企业"),
    "general": gettext_lazy("其他企业"),
    "publish_minutes": gettext_lazy("冻结名单至种子产生的最短间隔（分钟）"),
    "draft_days": gettext_lazy("未冻结的抽取草稿占用家次的日数"),
    "same_share": gettext_lazy("名单重合达到多少视为同一抽取（%）"),
    "streak": gettext_lazy("连续检查同一企业的次数，达到后不再派往（0 为不限）"),
    "free_days": gettext_lazy("检查期间至少应有的空闲工作日"),
    "weight_red": gettext_lazy("红（重大风险）的权重"),
    "weight_orange": gettext_lazy("橙（较大风险）的权重"),
    "weight_yellow": gettext_lazy("黄（一般风险）的权重"),
    "weight_blue": gettext_lazy("蓝（低风险）的权重"),
    "weight_ungraded": gettext_lazy("未分级的权重"),
}


@dataclass(frozen=True)
class OpenValue:
    """`row_id` is the key of the setting; `setting` the nearest one upward, none where nobody set a value."""

    row_id: str
    kind: str  # limit, threshold or exclusions
    name: str
    row: Row
    placeholder: str
    setting: Setting | None

    @property
    def value(self) -> str:
        return in_words(self.kind, self.setting.value, self.row) if self.setting else ""


def open_values(bureau: Bureau, today: date) -> list[OpenValue]:
    """Queries: one for the settings of the bureau and of those above it."""
    settings = nearest(bureau)
    found = [*_limits(today), *_thresholds(today), *_exclusions(today)]
    return [OpenValue(*one, settings.get(one[0])) for one in found]


def open_value(row_id: str, bureau: Bureau, today: date) -> OpenValue | None:
    return next((one for one in open_values(bureau, today) if one.row_id == row_id), None)


def nearest(bureau: Bureau) -> dict[str, Setting]:
    chain = [int(part) for part in bureau.path.split(".") if part]
    rows = Setting.objects.select_related("bureau", "set_by").filter(bureau__in=chain)
    rows = rows | Setting.objects.select_related("bureau", "set_by").filter(bureau=None)
    depth = {pk: number for number, pk in enumerate(chain, start=1)}
    return {one.row_id: one for one in sorted(rows, key=lambda one: depth.get(one.bureau_id or 0, 0))}


def _limits(today: date) -> list[tuple[str, str, str, Row, str]]:
    held = snapshot.current().rows[TimeLimit].values()
    return [
        (row.row_id, "limit", row.name_zh, row, _placeholder(row))
        for rows in held
        for row in rows
        if (row.length is None and row.is_in_force(today)) or (row is rows[-1] and _lapsed(rows, today))
    ]


def _placeholder(row: TimeLimit) -> str:
    length = row.length if row.length is not None else row.default_when_unset
    return in_words("limit", {"length": length, "unit": row.unit}, row) if length is not None else _("无")


def _lapsed(rows: list[Any], today: date) -> bool:
    return not any(row.is_in_force(today) for row in rows) and any(row.effective_from <= today for row in rows)


def _thresholds(today: date) -> list[tuple[str, str, str, Row, str]]:
    found, held = [], snapshot.current().by_id
    for rows in snapshot.current().rows[Threshold].values():
        for variant in {row.variant for row in rows}:
            of_variant = [row for row in rows if row.variant == variant]
            row = of_variant[-1]
            if _lapsed(of_variant, today) and settable(row.value):
                found.append((row.row_id, "threshold", row.name_zh, row, in_words("threshold", row.value, row)))
    for key, figure in WITH_FIGURE.items():
        placeholder = amount_of(key, figure, today)
        if placeholder and not placeholder.is_law:
            row = held[placeholder.row_id]  # as the source has it, whatever was set for everyone
            found.append((row.row_id, "threshold", row.name_zh, row, in_words("threshold", row.value, row)))
    return sorted(found, key=lambda one: one[0])


def _exclusions(today: date) -> list[tuple[str, str, str, Row, str]]:
    found = []
    for key in WITH_EXCLUSIONS:
        rows = [row for row in snapshot.current().rows[TimeLimit].get(key, []) if row.is_in_force(today)]
        if rows:
            name = _("%(name)s：不计入期限的期间") % {"name": rows[0].name_zh}
            kinds = {"kinds": ExcludedPeriod.values}
            found.append((f"{key}{EXCLUDED}", "exclusions", name, rows[-1], in_words("exclusions", kinds, rows[-1])))
    return found


def settable(value: dict[str, Any]) -> dict[str, Any]:
    """The parts of an amount a bureau can set: figures, and levels of bureaus; no other words."""
    return {key: part for key, part in value.items() if is_figure(part) or is_level(part)}


def is_figure(part: Any) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool)


def is_level(part: Any) -> bool:
    return isinstance(part, str) and part in Level.values


def shown(part: Any) -> str:
    return str(Level(part).label) if is_level(part) else f"{part:,}"


def label_of(key: str) -> str:
    return str(NAMES.get(key, key))


def in_words(kind: str, value: dict[str, Any], row: Row) -> str:
    if kind == "limit":
        unit = str(value.get("unit") or getattr(row, "unit", Unit.CALENDAR_DAY.value))
        return f"{value.get('length')} {Unit(unit).label}"
    if kind == "exclusions":
        return listed(ExcludedPeriod(one).label for one in value["kinds"]) or _("不扣除任何期间")
    return "；".join(labelled(label_of(key), shown(part)) for key, part in settable(value).items())
