"""Notices of kept evidence, answers to applications for more time, demands, and the application to the court."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from cases.documents.penalty import handlers_of, office, party_of
from cases.documents.shapes import remedies
from cases.models import Decision, Deferral, Demand, PenaltyCase, Preservation
from cases.queries.coercion import parts_of
from cases.queries.execution import Account
from cases.queries.penalty import case_name, cause
from enforcement.rulebook.queries import gate, limit


def source(row_id: str) -> list[dict[str, str]]:
    return [{"citation": gate(row_id).citation, "text": ""}]


def made(decision: Decision) -> dict[str, Any]:
    return {"number": decision.document.number, "on": decision.decided_on, "amount": decision.amount}


@override("zh-hans")
def preservation_notice(held: Preservation, due: Any) -> dict[str, Any]:
    case = held.penalty
    return {
        "party": party_of(case),
        "suspected": cause(case),
        "basis": source("GT-INV-003"),
        "items": held.items.splitlines(),
        "place": held.place,
        "decide_by": due,
        "officers": handlers_of(case, held.kept_on or held.asked_on),
    }


@override("zh-hans")
def preservation_disposal(held: Preservation, on: dt.date) -> dict[str, Any]:
    case = held.penalty
    return {
        "party": party_of(case),
        "kept_on": held.kept_on,
        "notice": held.notice.number if held.notice else "",
        "items": held.items.splitlines(),
        "basis": source("GT-INV-003"),
        "disposal": held.disposal,
        "remedies": remedies(case.bureau, on),
    }


@override("zh-hans")
def deferral_answer(held: Deferral, decision: Decision) -> dict[str, Any]:
    return {
        "party": party_of(held.penalty),
        "decision": made(decision),
        "basis": source("GT-EXE-004"),
        "kind": held.get_kind_display(),
        "until": held.until,
        "parts": [{"due": due, "amount": amount} for due, amount in parts_of(held)],
        "opinion": held.opinion,
    }


@override("zh-hans")
def demand(case: PenaltyCase, decision: Decision, held: Account, on: dt.date) -> dict[str, Any]:
    bank, _space, number = case.bureau.bank_account.rpartition(" ")
    wait = limit("reminder_wait", on)
    return {
        "party": party_of(case),
        "decision": made(decision),
        "basis": source("GT-EXE-002"),
        "fine": held.fine,
        "late": held.late.amount,
        "paid": held.paid,
        "total": held.outstanding,
        "pay_to": f"{bank} {number}".strip(),
        "wait_days": wait.length,
        "office": office(case),
    }


@override("zh-hans")
def court_application(case: PenaltyCase, decision: Decision, made_demand: Demand, **asked: Any) -> dict[str, Any]:
    """`asked`: court, amount, signer."""
    amount: Decimal = asked["amount"]
    return {
        "court": asked["court"],
        "signer": asked["signer"],
        "respondent": party_of(case),
        "case_name": case_name(case),
        "decision": made(decision),
        "delivered_on": decision.delivered_on,
        "demand": {"number": made_demand.document.number, "delivered_on": made_demand.delivered_on},
        "amount": amount,
        "basis": [{"citation": limit("court_application", decision.decided_on).citation, "text": ""}],
        "attachments": ["行政处罚决定书及送达回执", "催告书及送达回执", "当事人的意见及催告情况", "申请执行标的情况"],
        "office": office(case),
    }
