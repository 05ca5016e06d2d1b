"""Pieces that several documents share, in the shape their templates read."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from enforcement.accounts.models import Bureau, User
from enforcement.rulebook.citations import chinese
from enforcement.rulebook.queries import limit
from plans.models import Enterprise

UNIT_WORDS = {"calendar_day": "日", "working_day": "个工作日", "month": "个月", "year": "年", "hour": "小时"}


@override("zh-hans")
def party(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "name": enterprise.name,
        "credit_code": enterprise.credit_code,
        "address": enterprise.address,
        "legal_rep": enterprise.legal_person,
        "phone": enterprise.phone,
    }


def officers(users: Iterable[User], on: dt.date) -> list[dict[str, str]]:
    """Name and certificate on that day."""
    return [{"name": one.name, "certificate": str(one.certificate(on) or "")} for one in users]


@override("zh-hans")
def opinion(heading: str, text: str, by: User, on: dt.date) -> dict[str, Any]:
    return {"heading": heading, "text": text, "signers": officers([by], on), "on": on}


@override("zh-hans")
def term_words(rule_key: str, on: dt.date) -> str:
    """六十日, 六个月: as documents write the length of a statutory term."""
    row = limit(rule_key, on)
    return f"{chinese(row.length)}{UNIT_WORDS[row.unit]}" if row.length else ""


def remedies(bureau: Bureau, on: dt.date) -> dict[str, str]:
    return {
        "government": bureau.reconsideration_body,
        "court": bureau.court,
        "review_term": term_words("reconsideration_application", on),
        "suit_term": term_words("litigation", on),
    }


def local_day(value: dt.datetime | None) -> dt.date:
    return timezone.localdate(value) if value else timezone.localdate()
