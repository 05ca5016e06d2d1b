from typing import Any

from plans.documents.plan import unnumbered
from plans.models import PlanSummary


def year_end_report(summary: PlanSummary, replaced: str = "") -> dict[str, Any]:
    """Context of ZXZJ, from the figures just frozen. `replaced`: the number of the report it corrects."""
    figures = summary.figures or {}
    return {
        "year": summary.year,
        "plan": _plan(summary),
        "kinds": figures["kinds"],
        "units": figures["units"],
        "months": figures["months"],
        "targets": figures["targets"],
        "drawn": f"{figures['drawn'][2]}%（{figures['drawn'][0]}/{figures['drawn'][1]}）",
        "adjustments": figures["adjustments"],
        "reasons": unnumbered(summary.reasons),
        "measures": unnumbered(summary.measures),
        "correction": {"number": replaced, "reason": summary.correct_reason} if summary.correct_reason else {},
    }


def _plan(summary: PlanSummary) -> dict[str, Any]:
    plan = summary.plan
    return {"edition": plan.edition, "number": plan.approval_number, "on": plan.published_on}
