from typing import Any

from django.utils.translation import override

from cases.documents import charges
from cases.models import Deliberation, PenaltyCase
from cases.queries.assessment import assessments_of
from cases.queries.decision import set_words
from cases.queries.investigation import latest_report
from cases.queries.penalty import case_name
from cases.rules.deliberation import named_lines
from cases.states import Outcome


@override("zh-hans")
def minutes(held: Deliberation, place: str) -> dict[str, Any]:
    case = held.penalty
    reporter = case.handlers.order_by("pk").first()
    return {
        "case_name": case_name(case),
        "period": {"start": held.held_on, "end": None},
        "place": place,
        "chair": held.host.name,
        "reporter": reporter.name if reporter else "",
        "recorder": "",
        "attendees": [{"name": name, "post": post} for name, post in named_lines(held.attendees, " ") or []],
        "content": content(case),
        "speeches": [{"name": name, "text": text} for name, text in named_lines(held.record, "：") or []],
        "conclusion": "\n".join([held.conclusion, *agreed(held)]),
    }


def content(case: PenaltyCase) -> str:
    """What lies before the discussion: each charge with its basis and what the report proposes for it."""
    report = latest_report(case)
    rows = assessments_of(report) if report else []
    told = [charges.discretion(rows), charges.proposal(rows)] if rows else []
    return "\n".join([f"对{case_name(case)}的处理。", *told])


def agreed(held: Deliberation) -> list[str]:
    rows = list(held.charges.select_related("charge__violation"))
    if len(rows) == 1 and rows[0].outcome == Outcome.FINE:
        return [f"罚款{held.amount:.2f}元。"]
    lines = [f"“{one.charge.violation.name_zh}”：{set_words(one.outcome, one.amount)}。" for one in rows]
    return [*lines, f"罚款合计{held.amount:.2f}元。"]
