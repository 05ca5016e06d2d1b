"""结案审批表, cover and catalogue of the volume."""

import datetime as dt
from typing import Any

from django.utils.translation import override

from cases.documents.penalty import handlers_of, party_of
from cases.documents.shapes import opinion
from cases.models import Decision, PenaltyCase
from cases.queries.penalty import case_name, cause
from cases.states import Outcome
from enforcement.accounts.models import User
from enforcement.money import capitals


def result(case: PenaltyCase) -> str:
    made = Decision.objects.get(penalty=case)
    if made.amount:
        return f"罚款{made.amount:.2f}元（人民币{capitals(made.amount)}）。"
    return "警告。" if made.charges.filter(outcome=Outcome.WARNING).exists() else "不予行政处罚。"


def performance(case: PenaltyCase) -> str:
    if not Decision.objects.get(penalty=case).amount:
        return "没有罚款，无须缴款。"
    return "\n".join(
        f"当事人于{one.paid_on.isoformat()}缴纳{one.amount:.2f}元，凭证号{one.receipt}。" for one in case.payments.all()
    )


@override("zh-hans")
def closing(case: PenaltyCase, by: User, text: str, on: dt.date) -> dict[str, Any]:
    first = case.handlers.order_by("pk").first() or by
    return {
        "case_name": case_name(case),
        "party": party_of(case),
        "result": result(case),
        "performance": performance(case),
        "opinions": [
            {**opinion("承办人意见", "处罚决定已执行完毕，建议结案。", first, on), "on": None},
            opinion("审批意见", text or "同意结案。", by, on),
        ],
    }


@override("zh-hans")
def cover(case: PenaltyCase, *, number: str, retention: str, pages: int, on: dt.date) -> dict[str, Any]:
    return {
        "case_name": case_name(case),
        "cause": cause(case),
        "result": result(case),
        "filed_on": case.filed_on,
        "closed_on": case.closed_on,
        "officers": handlers_of(case, on),
        "archived_on": on,
        "archive_number": number,
        "retention": retention,
        "pages": pages,
    }


@override("zh-hans")
def contents(case: PenaltyCase, rows: list[dict[str, Any]]) -> dict[str, Any]:
    lines = [
        {
            "title": row["title"],
            "number": row["number"],
            "on": row["date"],
            "page": row["page"],
            "remark": row["sha256"][:16],
        }
        for row in rows
    ]
    return {"case_name": case_name(case), "rows": lines}
