"""The rows of both days in words, line by line, with what each item says of the other: for pages and the command."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from enforcement.money import in_wan
from enforcement.rulebook.comparing import HEAVIER, LEVELS, LIGHTER, MEASURES, SAME, UNCLEAR, Compared, Item
from enforcement.rulebook.governing import DECISION, Governing
from enforcement.rulebook.models import Violation

TONES = {LIGHTER: "ok", SAME: "muted", HEAVIER: "near", UNCLEAR: "over"}


@dataclass(frozen=True)
class Line:
    """`verdict` is empty where nothing is weighed, as for the law and its article."""

    label: str
    at_act: str
    at_decision: str
    verdict: str = ""
    tone: str = "muted"


def side_by_side(held: Governing) -> list[Line]:
    lines = [
        Line(_("有效之日"), str(held.act), str(held.decided)),
        Line(_("规定"), named(held.at_act), named(held.at_decision)),
        Line(_("有效期"), span(held.at_act), span(held.at_decision)),
    ]
    for one in held.comparison:
        lines += measures(one) if one.slot == MEASURES else fine(one)
    return lines


def choice(held: Governing) -> str:
    if held.row is None:
        return _("不得处罚：没有行为时的规定")
    if held.unsettled:
        return _("须由承办人比较后选定")
    return _("适用作出决定时的规定") if held.governs == DECISION else _("适用违法行为发生时的规定")


def named(row: Violation | None) -> str:
    return f"{row.citation} {row.row_id} {row.mark}".strip() if row else _("没有有效的规则行")


def span(row: Violation | None) -> str:
    return f"{row.effective_from or '…'}—{row.effective_to or '…'}" if row else ""


def fine(one: Compared) -> Iterator[Line]:
    names = {field.name: str(field.verbose_name) for field in Violation._meta.fields}
    slot = names[one.slot]
    bands = [band or {} for band in (one.at_act, one.at_decision)]
    for item in one.items:
        values = [shown(item, value, band) for value, band in zip((item.at_act, item.at_decision), bands, strict=True)]
        yield Line(_("%(slot)s：%(item)s") % {"slot": slot, "item": item_word(item.name)}, *values, **judged(item))


def measures(one: Compared) -> Iterator[Line]:
    yield Line(_("其他措施"), one.at_act or _("未载明"), one.at_decision or _("未载明"), **judged(one))
    for item in one.items:
        yes, no = _("有"), _("没有")
        values = (yes if item.at_act else no, yes if item.at_decision else no)
        yield Line(_("处罚种类：%(kind)s") % {"kind": kind_word(item.name)}, *values, **judged(item))


def judged(one: Item | Compared) -> dict[str, str]:
    return {"verdict": verdict_word(one.verdict), "tone": TONES[one.verdict]}


def shown(item: Item, value: Any, band: dict[str, Any]) -> str:
    unit = band.get("unit", "CNY")
    if item.name == "kind":  # where the other row has no such fine, this line is all there is of it
        ends = [amount(band[end], unit) for end in ("min", "max") if band.get(end) is not None]
        return f"{unit_word(value)} {'—'.join(ends)}".strip() if item.verdict != SAME else unit_word(value)
    if value is None:
        return _("未载明")
    if item.name == "mode":
        return _("可以处罚款") if value == "may" else _("并处罚款（应当）")
    if item.name in LEVELS:
        value = [value["min"], value["max"]] if isinstance(value, dict) else value
        ends = value if isinstance(value, list) else [value]
        return "—".join(amount(end, unit) for end in ends)
    return amount(value, unit)


def amount(value: Any, unit: str) -> str:
    if unit == "CNY":
        return in_wan(Decimal(str(value)))
    return f"{value}%" if unit.startswith("percent") else str(value)


def unit_word(unit: str | None) -> str:
    words = {
        None: _("不处罚款"),
        "CNY": _("罚款（元）"),
        "percent_of_last_year_income": _("罚款（上一年年收入的百分比）"),
        "original_fine_per_day": _("按日连续处罚"),
    }
    return words.get(unit, str(unit))


def item_word(name: str) -> str:
    return {
        "kind": _("处罚种类"), "max": _("最高"), "min": _("最低"), "mode": _("是否必须处罚款"),
        "general": _("一般事故"), "larger": _("较大事故"), "major": _("重大事故"), "exceptional": _("特别重大事故"),
    }[name]  # fmt: skip


def kind_word(name: str) -> str:
    return {
        "warning": _("警告、通报批评"), "confiscation": _("没收"), "suspension": _("责令停产停业、停止建设"),
        "closure": _("责令关闭"), "licence": _("暂扣、吊销许可证件或者资格"), "ban": _("限制从业"),
        "detention": _("行政拘留"),
    }[name]  # fmt: skip


def verdict_word(verdict: str) -> str:
    return {
        LIGHTER: _("新规定较轻"), SAME: _("相同"), HEAVIER: _("新规定较重"), UNCLEAR: _("不能直接比较"),
    }[verdict]  # fmt: skip
