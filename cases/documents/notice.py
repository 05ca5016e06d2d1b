"""告知书 in its two forms, and the record of what the party said."""

from typing import Any

from django.utils.translation import override

from cases.documents import charges
from cases.documents.penalty import evidence, handlers_of, office, party_of
from cases.documents.shapes import UNIT_WORDS
from cases.models import Investigation, Statement
from cases.queries.assessment import assessments_of
from cases.queries.notice import hearing_threshold
from cases.queries.penalty import case_name
from enforcement.rulebook.citations import chinese
from enforcement.rulebook.models import TimeLimit
from enforcement.rulebook.queries import gate, limit


@override("zh-hans")
def notice(report: Investigation, *, hearing_right: bool, on: Any) -> tuple[str, dict[str, Any]]:
    """The form's code and its content."""
    case, rows = report.penalty, assessments_of(report)
    context = {
        "party": party_of(case),
        "facts": report.facts,
        "evidence": evidence(report),
        "violated": charges.violated(rows),
        "basis": charges.basis(rows),
        **charges.penalty(rows),
        "discretion": charges.discretion(rows, report.reasons),
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


def objection_lines(statement: Statement) -> list[str]:
    """What the party says of the discretion, and what it was told."""
    if not statement.objects_to_discretion:
        return []
    return [f"对裁量的异议：{statement.objection}", f"执法人员对裁量的解释说明：{statement.explanation}"]


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
        "statement": "\n".join([statement.text, *objection_lines(statement)]),
    }  # fmt: skip
