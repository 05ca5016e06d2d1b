from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _, override

from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.states import Sector

PRINTED = 500  # key enterprises in the document; the full list stays on the record


def published_plan(plan: Plan) -> dict[str, Any]:
    """Context of JHWB. Every figure is computed from the inputs at the moment of publication."""
    gauges = plans.gauges(plan)
    with override("zh-hans"):
        return {
            "year": plan.year,
            "introduction": plan.text,
            "workdays": _workdays(plan, gauges),
            "key_count": plans.key_items(plan).count(),
            "key_printed": PRINTED,
            "key_enterprises": [_key_enterprise(item) for item in plans.key_items(plan)[:PRINTED]],
            "general_checks": [_general_check(item) for item in plans.general_items(plan)],
            "key_share": f"{gauges.workload.key_share_percent}%",
            "measures": [line.strip() for line in plan.measures.splitlines() if line.strip()],
            "approval": {"government": plan.approval_body, "number": plan.approval_number, "on": plan.approved_on},
        }


def _workdays(plan: Plan, gauges: plans.Gauges) -> list[dict[str, Any]]:
    year = gauges.workload
    rest = f"{_days(year.total)} − {_days(year.other)} − {_days(year.non_enforcement)}"
    rows = (
        (_("总法定工作日"), f"{plan.workdays} × {plan.officers}", year.total),
        (_("其他执法工作日"), _sum(plan.other_days), year.other),
        (_("非执法工作日"), _sum(plan.non_days), year.non_enforcement),
        (_("监督检查工作日"), rest, year.inspection),
        (_("重点检查工作日"), "", Decimal(year.key_days)),
        (_("一般检查工作日"), "", Decimal(year.general_days)),
    )
    return [{"item": item, "expression": expression, "days": _days(days)} for item, expression, days in rows]


def _sum(days: dict[str, str]) -> str:
    return " + ".join(_days(Decimal(str(one))) for one in days.values() if Decimal(str(one)))


def _days(days: Decimal) -> str:
    return f"{days.normalize():f}"


def _key_enterprise(item: PlanItem) -> dict[str, Any]:
    enterprise = item.enterprise
    return {
        "name": str(enterprise),
        "industry": enterprise.get_sector_display() if enterprise else "",
        "grade": enterprise.get_grade_display() if enterprise else "",
        "times": item.visits,
    }


def _general_check(item: PlanItem) -> dict[str, Any]:
    return {
        "title": item.subject,
        "scope": Sector(item.sector).label if item.sector else _("全部行业领域"),
        "ratio": "",
        "period": "、".join(_("%(month)s 月") % {"month": month} for month in item.months),
        "count": item.visits,
    }
