"""Ranges of fines and other amounts in words: nothing that the source gives is left out."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from enforcement.rulebook.models import SLOTS

SLOT_LABELS = dict(
    zip(
        SLOTS,
        (
            gettext_lazy("单位罚款"),
            gettext_lazy("单位逾期未改罚款"),
            gettext_lazy("个人罚款"),
            gettext_lazy("个人逾期未改罚款"),
        ),
        strict=True,
    )
)
LEVELS = {
    "general": gettext_lazy("一般事故"),
    "larger": gettext_lazy("较大事故"),
    "major": gettext_lazy("重大事故"),
    "exceptional": gettext_lazy("特别重大事故"),
}
PERCENT, PER_DAY = "percent_of_last_year_income", "original_fine_per_day"
SHOWN_APART = {"min", "max", "mode", "unit", "currency", *LEVELS, "note", "who"}


def band_words(band: dict[str, Any] | None) -> str:
    """ "处 20,000 元以上 50,000 元以下" and whatever else the band says; "" where there is none."""
    if not band:
        return ""
    unit = band.get("unit", "CNY")
    parts = [_for_whom(band)] if band.get("who") else []
    if unit == PER_DAY:
        parts.append(_("自责令改正之日的次日起，按照原处罚数额按日连续处罚"))
    elif band.get("min") is not None or band.get("max") is not None:
        parts.append(_may(band, span(band.get("min"), band.get("max"), unit)))
    parts += [f"{label}：{_may(band, level_words(band[name], unit))}" for name, label in LEVELS.items() if name in band]
    parts += [f"{key}：{value}" for key, value in band.items() if key not in SHOWN_APART | {"aggravated"}]
    if isinstance(band.get("aggravated"), list):
        parts.append(_("情节特别严重的：%(span)s") % {"span": _may(band, level_words(band["aggravated"], unit))})
    elif band.get("aggravated"):
        parts.append(_("情节特别严重、影响特别恶劣的：前列数额的 %(times)s") % {"times": times(band["aggravated"])})
    if band.get("note"):
        parts.append(str(band["note"]))
    return "；".join(parts)


def _for_whom(band: dict[str, Any]) -> str:
    return _("对象：%(who)s") % {"who": band["who"]}


def _may(band: dict[str, Any], words: str) -> str:
    return (_("可以处 %(span)s") if band.get("mode") == "may" else _("处 %(span)s")) % {"span": words}


def level_words(value: Any, unit: str) -> str:
    if isinstance(value, list) and len(value) == 2:
        return span(value[0], value[1], unit)
    return span(value, value, unit)


def span(low: Any, high: Any, unit: str) -> str:
    base = _("上一年年收入的 ") if unit == PERCENT else ""
    return base + _bounds(low, high, unit)


def _bounds(low: Any, high: Any, unit: str) -> str:
    if low == high:
        return amount(low, unit)
    if low in (None, 0):
        return _("%(high)s以下") % {"high": amount(high, unit)}
    if high is None:
        return _("%(low)s以上") % {"low": amount(low, unit)}
    return _("%(low)s以上 %(high)s以下") % {"low": amount(low, unit), "high": amount(high, unit)}


def amount(value: Any, unit: str) -> str:
    number = f"{value:,}" if isinstance(value, int | float) else str(value)
    if unit == PERCENT:
        return f"{number}%"
    return _("%(number)s 元") % {"number": number} if unit == "CNY" else f"{number} {unit}"


def times(text: Any) -> str:
    return str(text).replace(" times", _("倍"))


VALUE_LABELS = {
    "citizen_max": gettext_lazy("公民，至多（元）"),
    "entity_max": gettext_lazy("法人或者其他组织，至多（元）"),
    "individual_min": gettext_lazy("公民，自（元）"),
    "entity_min": gettext_lazy("法人或者其他组织，自（元）"),
    "individual_fine_min": gettext_lazy("对公民罚款，自（元）"),
    "entity_fine_min": gettext_lazy("对法人或者其他组织罚款，自（元）"),
    "county_fine_min": gettext_lazy("县级，罚款自（元）"),
    "fine_min": gettext_lazy("罚款，自（元）"),
    "fine_max": gettext_lazy("罚款，至多（元）"),
    "confiscation_min": gettext_lazy("没收，自（元）"),
    "min": gettext_lazy("最低（元）"),
    "max": gettext_lazy("最高（元）"),
    "days": gettext_lazy("日数"),
    "to": gettext_lazy("报送"),
    "also": gettext_lazy("以及"),
    "types": gettext_lazy("种类"),
    "any_of": gettext_lazy("情形之一"),
    "conditions": gettext_lazy("情形"),
    "condition": gettext_lazy("情形"),
    "or_condition": gettext_lazy("或者"),
    "remote_area": gettext_lazy("边远地区"),
    "rule": gettext_lazy("规则"),
    "exception": gettext_lazy("例外"),
    "override": gettext_lazy("优先适用"),
    "scope": gettext_lazy("范围"),
    "effect": gettext_lazy("后果"),
    "quorum": gettext_lazy("出席与表决"),
    "currency": gettext_lazy("币种"),
    "inclusive": gettext_lazy("含本数"),
    "daily_rate": gettext_lazy("每日比例"),
    "rate_of_fine": gettext_lazy("占罚款比例"),
    "min_share": gettext_lazy("最低占比"),
    "min_ratio_of_enforcement_staff": gettext_lazy("占执法人员的最低比例"),
    "base": gettext_lazy("基数"),
    "cap": gettext_lazy("上限"),
    "starts": gettext_lazy("起算"),
    "suspended_during": gettext_lazy("停止计算期间"),
    "unit": gettext_lazy("计量单位"),
    "deaths": gettext_lazy("死亡人数"),
    "serious_injuries": gettext_lazy("重伤人数"),
    "direct_loss": gettext_lazy("直接经济损失（元）"),
    "principal": gettext_lazy("主要负责人"),
    "others": gettext_lazy("其他人员"),
    "note": gettext_lazy("说明"),
    **LEVELS,
}


def value_words(value: Any) -> list[tuple[Any, str]]:
    """A threshold's value line by line, whatever its shape."""
    if not isinstance(value, dict):
        return [(_("数额或条件"), _plain(value))]
    return [(VALUE_LABELS.get(key, key), _plain(value[key])) for key in in_order(value)]


def in_order(value: dict[str, Any]) -> list[str]:
    """Levels of accidents from the lowest; the database keeps keys by their length."""
    levels = [name for name in LEVELS if name in value]
    return [*(key for key in value if key not in levels), *levels]


def _plain(value: Any) -> str:
    match value:
        case bool():
            return _("是") if value else _("否")
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.0%}" if round(value, 2) == value else f"{value}"
        case list():
            return "；".join(_plain(one) for one in value) or "--"
        case dict():
            return "；".join(f"{VALUE_LABELS.get(key, key)}：{_plain(value[key])}" for key in in_order(value))
        case None:
            return "--"
        case _:
            return str(value)
