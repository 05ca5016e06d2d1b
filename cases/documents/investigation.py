from typing import Any

from django.utils.translation import override

from cases.documents.penalty import basis, evidence, handlers_of, party_of, violated
from cases.documents.shapes import local_day
from cases.models import Investigation
from cases.queries.penalty import case_name, cause
from enforcement.money import capitals


@override("zh-hans")
def investigation_report(report: Investigation) -> dict[str, Any]:
    case = report.penalty
    on = local_day(None)
    filed = f"{case.filed_on:%Y}年{case.filed_on.month}月{case.filed_on.day}日" if case.filed_on else ""
    names = "、".join(one.name for one in case.handlers.order_by("pk"))
    return {
        "case_name": case_name(case),
        "cause": cause(case),
        "party": party_of(case),
        "course": f"本案于{filed}立案，由{names}承办，依法收集了下列证据。",
        "facts": report.facts,
        "evidence": evidence(report),
        "violated": violated(report.violation),
        "basis": basis(report.violation),
        "discretion": "\n".join(filter(None, [report.circumstances, report.reasons])),
        "proposal": f"建议处罚款{report.amount:.2f}元（人民币{capitals(report.amount)}）。",
        "officers": handlers_of(case, on),
    }
