"""告知书 in its two forms, and the record of what the party said."""

from typing import Any

from django.utils.translation import override

from cases.documents import charges
from cases.documents.penalty import evidence, handlers_of, office, party_of
from cases.documents.shapes import UNIT_WORDS
from cases.models import Investigation, PenaltyCase, Statement
from cases.queries.assessment import assessments_of
from cases.queries.penalty import case_name
from enforcement.rulebook import clocks
from enforcement.rulebook.citations import chinese
from enforcement.rulebook.queries import gate


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
        return "XZCFGZS", {**context, "reply_term": term("statement_defence", on, case)}
    right = {"hearing_basis": gate("GT-DEC-004").citation, "hearing_term": term("hearing_request", on, case)}
    return "TZGZS", {**context, **right}


def term(key: str, on: Any, case: PenaltyCase) -> str:
    """The period that the clock will count, which is the bureau's own where the law gives none."""
    clock = clocks.due(key, start=on, bureau=case.bureau_id, lapsed_ok=True)
    return f"{chinese(clock.length)}{UNIT_WORDS.get(clock.unit, '')}" if clock.length else ""


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
