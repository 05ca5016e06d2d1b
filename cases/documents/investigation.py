from typing import Any

from django.utils.translation import override

from cases.documents import charges
from cases.documents.elements import element_sheet
from cases.documents.penalty import evidence, handlers_of, party_of
from cases.documents.shapes import local_day
from cases.models import Investigation
from cases.queries.assessment import assessments_of
from cases.queries.penalty import case_name, cause
from cases.states import ReferralKind


@override("zh-hans")
def investigation_report(report: Investigation) -> dict[str, Any]:
    case = report.penalty
    on, rows = local_day(None), assessments_of(report)
    filed = f"{case.filed_on:%Y}年{case.filed_on.month}月{case.filed_on.day}日" if case.filed_on else ""
    names = "、".join(one.name for one in case.handlers.order_by("pk"))
    return {
        "case_name": case_name(case),
        "cause": cause(case),
        "party": party_of(case),
        "course": f"本案于{filed}立案，由{names}承办，依法收集了下列证据。",
        "facts": report.facts,
        "evidence": evidence(report),
        "elements": element_sheet(case),
        "violated": charges.violated(rows),
        "basis": charges.basis(rows),
        "discretion": charges.discretion(rows, report.circumstances, report.reasons),
        "proposal": "\n".join(filter(None, [charges.proposal(rows), beyond(report)])),
        "officers": handlers_of(case, on),
    }


def beyond(report: Investigation) -> str:
    """What is proposed to the organs that decide on it."""
    names = "、".join(str(ReferralKind(one).label) for one in report.measures)
    return f"建议提请有权机关决定：{names}。" if names else ""
