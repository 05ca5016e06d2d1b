from typing import Any

from django.utils.translation import override

from cases.models import Deliberation
from cases.queries.penalty import case_name
from cases.rules.deliberation import named_lines


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
        "content": f"对{case_name(case)}的处理。",
        "speeches": [{"name": name, "text": text} for name, text in named_lines(held.record, "：") or []],
        "conclusion": f"{held.conclusion}\n罚款{held.amount:.2f}元。",
    }
