"""What several documents of a case share, and the filing form."""

import datetime as dt
from typing import Any

from django.utils.translation import override

from cases.documents.shapes import local_day, officers, opinion, party
from cases.models import Investigation, PenaltyCase
from cases.queries.penalty import case_name, cause, source_of
from cases.rules.investigation import evidence_lines
from enforcement.accounts.models import User


@override("zh-hans")
def party_of(case: PenaltyCase) -> dict[str, Any]:
    if not case.is_person:
        return {"person": False, **party(case.enterprise)}
    return {
        "name": case.party, "person": True, "id_number": case.party_id, "home": case.party_address,
        "employer": case.enterprise.name, "post": case.party_post, "employer_address": case.enterprise.address,
        "phone": case.party_phone,
    }  # fmt: skip


def handlers_of(case: PenaltyCase, on: dt.date) -> list[dict[str, str]]:
    return officers(case.handlers.order_by("pk"), on)


def evidence(report: Investigation) -> list[dict[str, str]]:
    return evidence_lines(report.evidence_text) or []


def office(case: PenaltyCase) -> dict[str, str]:
    first = case.handlers.order_by("pk").first()
    return {
        "agency": case.bureau.name, "address": case.bureau.address, "postcode": "",
        "person": first.name if first else "", "phone": case.bureau.phone,
    }  # fmt: skip


@override("zh-hans")
def filing(case: PenaltyCase, by: User, text: str) -> dict[str, Any]:
    on = local_day(None)
    proposer = case.created_by or by
    return {
        "case_name": case_name(case),
        "cause": cause(case),
        "source": source_of(case),
        "occurred_at": case.act_on,
        "party": party_of(case),
        "facts": case.facts,
        "opinions": [
            opinion("承办人意见", "建议立案调查。", proposer, local_day(case.created_at)),
            opinion("审批意见", text or "同意立案。", by, on),
        ],
    }
