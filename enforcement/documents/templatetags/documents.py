"""How values are written in a legal document, whatever language the reader of the page has chosen."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone

from enforcement.money import capitals

register = template.Library()
STRUCK = "／"


@register.filter
def struck(value: Any) -> Any:
    """An empty field is struck out, so that nothing can be written in later."""
    return STRUCK if value is None or value == "" or value == [] else value


@register.filter
def cn_day(value: Any) -> str:
    """2026-11-20 → 2026年11月20日"""
    day = _moment(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else STRUCK


@register.filter
def cn_moment(value: Any) -> str:
    """2026-11-20T09:05 → 2026年11月20日9时05分; a date alone stays a date."""
    moment = _moment(value)
    if moment is None or not isinstance(moment, dt.datetime):
        return cn_day(value)
    return f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute:02}分"


@register.filter
def cn_period(value: Any) -> str:
    """From–to; the day is written once when both ends share it."""
    start, end = _moment((value or {}).get("start")), _moment((value or {}).get("end"))
    if not isinstance(start, dt.datetime) or not isinstance(end, dt.datetime):
        return f"{cn_day(start)}至{cn_day(end)}" if start and end else cn_moment(start or end)
    if start.date() == end.date():
        return f"{cn_moment(start)}至{end.hour}时{end.minute:02}分"
    return f"{cn_moment(start)}至{cn_moment(end)}"


@register.filter
def cn_amount(value: Any) -> str:
    """20000.00 → 20000元（人民币贰万元整）"""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return STRUCK
    plain = f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"
    return f"{plain}元（人民币{capitals(amount)}）"


@register.filter
def cn_list(value: Any) -> str:
    """甲、乙、丙"""
    return "、".join(str(one) for one in value or []) or STRUCK


@register.filter
def cn_citations(value: Any) -> str:
    """Articles one after the other, each followed by its words where they are quoted."""
    return (
        "、".join(f"{one['citation']}“{one['text']}”" if one.get("text") else one["citation"] for one in value or [])
        or STRUCK
    )


@register.filter
def paragraphs(value: Any) -> list[str]:
    """Lines of a text field, one paragraph each."""
    return [line.strip() for line in str(value or STRUCK).splitlines() if line.strip()]


def _moment(value: Any) -> dt.date | None:
    if isinstance(value, str) and value:
        try:
            value = dt.datetime.fromisoformat(value) if "T" in value or " " in value else dt.date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value if isinstance(value, dt.date) else None
