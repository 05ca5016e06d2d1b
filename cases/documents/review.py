from typing import Any

from django.utils.translation import override

from cases.documents.shapes import local_day
from cases.models import LegalReview
from cases.queries.penalty import case_name, source_of
from cases.rules.review import POINTS


@override("zh-hans")
def review_opinion(review: LegalReview) -> dict[str, Any]:
    case = review.penalty
    submitter = case.review_requested_by or review.investigation.reported_by
    names = dict(POINTS)
    return {
        "case_name": case_name(case),
        "source": source_of(case),
        "submitter": submitter.name,
        "submit_unit": str(submitter.unit or ""),
        "submitted_on": case.review_requested_on,
        "checks": [
            {"item": names[one["key"]], "result": "符合" if one["ok"] else "不符合", "note": one["note"]}
            for one in review.points
        ],
        "opinion": "同意" if review.passed else "退回修改",
        "reason": review.opinion,
        "reviewer": {"name": review.reviewed_by.name, "qualification": "", "on": local_day(None)},
    }
