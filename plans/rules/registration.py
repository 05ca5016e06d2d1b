"""Reads what people type into a register: dates, amounts, numbers, in the many ways they are written.

Each reader returns the value, None for an empty cell, or raises ValueError whose text says how to mend the cell.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _, gettext_noop

from plans.states import Hazard

EMPTY = frozenset(["", "-", "--", "—", "——", "/", "\\", "无", "null", "NULL", "None", "N/A"])
FULL_WIDTH = {ord(wide): ord(narrow) for wide, narrow in zip("－．，：／　", "-.,:/ ", strict=True)}
FULL_WIDTH |= {0xFF10 + n: 0x30 + n for n in range(10)}
FULL_WIDTH |= {first + n: first - 0xFEE0 + n for first in (0xFF21, 0xFF41) for n in range(26)}
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x200B, 0x200C, 0x200D, 0xFEFF])
BREAKS = dict.fromkeys([9, 10, 13, 0xA0], 32)
PLAIN = FULL_WIDTH | CONTROLS | BREAKS
ANY_OF_PLAIN = re.compile("[" + "".join(re.escape(chr(code)) for code in PLAIN) + "]")
BRACKETS = str.maketrans("()", "（）")

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+[\d:.]+)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL_DAY = re.compile(r"[2-5]\d{4}(?:\.0*)?")
SERIAL_START = dt.date(1899, 12, 30)
FIRST_YEAR = 1850
STANDARDISATION = (gettext_noop("一级"), gettext_noop("二级"), gettext_noop("三级"), gettext_noop("未定级"))  # so kept

AMOUNT = re.compile(
    r"(?:人民币|RMB|¥|￥)?\s*(-?\d+(?:\.\d+)?)\s*(亿|万|千|百)?\s*(?:元)?\s*(?:人民币|RMB)?\s*(元)?(?:整)?"
)
FOREIGN = re.compile(r"美元|港元|港币|欧元|日元|英镑|加元|澳元|韩元|法郎|马克|USD|HKD|EUR|JPY", re.IGNORECASE)
IN_TEN_THOUSANDS = {
    "亿": Decimal(10_000),
    "万": Decimal(1),
    "千": Decimal("0.1"),
    "百": Decimal("0.01"),
}
MOST = Decimal(10) ** 13


def plain(text: str) -> str:
    """Half-width digits, letters and blanks, no control characters, one line. Chinese punctuation stays."""
    return (text.translate(PLAIN) if ANY_OF_PLAIN.search(text) else text).strip()


def company_name(text: str) -> str:
    """Registered names carry full-width brackets and no blanks between Chinese characters."""
    name = plain(text)
    if "(" in name or ")" in name:
        name = name.translate(BRACKETS)
    return name if " " not in name or name.isascii() else re.sub(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])", "", name)


def status_at(day: dt.date, status: str, since: dt.date | None, before: str) -> str:
    """A status may begin on a day to come; until then the one before it holds."""
    return before if since is not None and day < since and before else status


def read_day(text: str, today: dt.date | None) -> dt.date | None:
    """`today` is None for a day that may be still to come."""
    if text in EMPTY:
        return None
    found = DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
    try:
        if found:
            day = dt.date(*map(int, found.groups()))
        elif SERIAL_DAY.fullmatch(text):  # a date whose cell lost its format
            day = SERIAL_START + dt.timedelta(days=int(text[:5]))
        else:
            raise ValueError
    except ValueError:
        raise ValueError(_("日期格式不正确，应如 2015-03-02、2015/3/2、2015年3月2日 或 20150302")) from None
    if today is not None and day > today:
        raise ValueError(_("日期不能晚于今天（%(today)s），请核对年份") % {"today": today.isoformat()})
    if day.year < FIRST_YEAR:
        raise ValueError(_("日期早于 %(year)s 年，请核对年份") % {"year": FIRST_YEAR})
    return day


def read_capital(text: str) -> Decimal | None:
    """In units of 10,000 yuan. A bare number already is in that unit, as the column's heading says."""
    if text in EMPTY:
        return None
    if FOREIGN.search(text):
        raise ValueError(_("注册资金为外币，请换算为人民币后填写，例如 700万元"))
    found = AMOUNT.fullmatch(text.replace(",", "").replace(" ", ""))
    if not found:
        raise ValueError(_("金额格式不正确，应如 1000万元、500万人民币 或 1000（单位为万元）"))
    amount, unit = Decimal(found[1]), found[2]
    if unit:
        amount *= IN_TEN_THOUSANDS[unit]
    elif "元" in text or "人民币" in text:
        amount /= 10_000
    if amount < 0:
        raise ValueError(_("注册资金不能小于零，请核对"))
    if amount > MOST:
        raise ValueError(_("注册资金过大，请核对单位：本列以万元计"))
    return amount.quantize(Decimal("0.01"))


def read_count(text: str) -> int | None:
    if text in EMPTY:
        return None
    digits = text.replace(",", "").removesuffix("人").removesuffix(".0")
    if not digits.isdecimal() or len(digits) > 7:
        raise ValueError(_("应为零或正整数，例如 120"))
    return int(digits)


def too_early(status_on: dt.date | None, registered_on: dt.date | None) -> str:
    if status_on is None or registered_on is None or status_on >= registered_on:
        return ""
    return _("状态起始日不能早于注册日期 %(day)s") % {"day": registered_on.isoformat()}


def facts_that_differ(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and message where two facts of one enterprise do not go together. What is not said is empty."""
    if message := too_early(facts.get("status_on"), facts.get("registered_on")):
        yield "status_on", message
    has_source = Hazard.MAJOR_SOURCE in (facts.get("hazards") or ())
    if has_source and not facts.get("source_level"):
        yield "source_level", _("危险因素中有重大危险源，请填写重大危险源等级")
    if not has_source and facts.get("source_level"):
        yield "source_level", _("填写了重大危险源等级，危险因素中应有“重大危险源”")
    if facts.get("insurer") and not facts.get("insured_until"):
        yield "insured_until", _("请填写安全生产责任保险有效期至")
    if facts.get("insured_until") and not facts.get("insurer"):
        yield "insurer", _("请填写安全生产责任保险承保机构")
    if facts.get("emergency_plan_number") and not facts.get("emergency_plan_on"):
        yield "emergency_plan_on", _("请填写应急预案备案日期")
    if facts.get("emergency_plan_on") and not facts.get("emergency_plan_number"):
        yield "emergency_plan_number", _("请填写应急预案备案编号")
