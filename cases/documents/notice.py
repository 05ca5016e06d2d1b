"""告知书 in its two forms, and the record of what the party said."""

from typing import Any

from django.utils.translation import override

from cases.documents.penalty import basis, evidence, handlers_of, office, party_of, violated
from cases.documents.shapes import UNIT_WORDS
from cases.models import Investigation, Statement
from cases.queries.notice import hearing_threshold
from cases.queries.penalty import case_name
from enforcement.rulebook.citations import chinese
from enforcement.rulebook.models import TimeLimit
from enforcement.rulebook.queries import gate, limit


@override("zh-hans")
def notice(report: Investigation, *, hearing_right: bool, on: Any) -> tuple[str, dict[str, Any]]:
    """The form's code and its content."""
    case = report.penalty
    context = {
        "party": party_of(case),
        "facts": report.facts,
        "evidence": evidence(report),
        "violated": violated(report.violation),
        "basis": basis(report.violation),
        "penalty": [],
        "amount": report.amount,
        "discretion": report.reasons,
        "office": office(case),
    }
    if not hearing_right:
        return "XZCFGZS", {**context, "reply_term": words_of(limit("statement_defence", on, lapsed_ok=True))}
    right = {"hearing_basis": gate("GT-DEC-004").citation, "hearing_term": words_of(limit("hearing_request", on))}
    return "TZGZS", {**context, **right}


def words_of(row: TimeLimit) -> str:
    return f"{chinese(row.length)}{UNIT_WORDS.get(row.unit, '')}" if row.length else ""


def hearing_note(on: Any) -> str:
    """Why the amount counts as a larger fine, with its mark."""
    row = hearing_threshold(on)
    return f"{row.citation} {row.mark}".strip()


@override("zh-hans")
def statement_record(statement: Statement, place: str, phone: str) -> dict[str, Any]:
    case = statement.notice.penalty
    heard = statement.heard_on
    return {
        "case_name": case_name(case),
        "period": {"start": heard, "end": None},
        "place": place,
        "speaker": {
            "name": statement.speaker, "sex": "", "post": "", "employer": case.enterprise.name, "phone": phone,
            "address": case.enterprise.address, "postcode": "",
        },
        "officers": handlers_of(case, heard),
        "recorder": statement.recorded_by.name,
        "statement": statement.text,
    }  # fmt: skip
