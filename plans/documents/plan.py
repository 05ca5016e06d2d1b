import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _, override

from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.item_values import Values, scope_words
from plans.queries.plan_contents import other_items, register_counts, schedule
from plans.rules.feasibility import MONTHS
from plans.states import ItemKind, Sector

NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、](?!\d))\s*")
PRINTED = 500  # key enterprises in the document; the full list stays on the record


def published_plan(plan: Plan) -> dict[str, Any]:
    """Context of JHWB. Every figure is computed from the inputs at the moment of publication."""
    gauges = plans.gauges(plan)
    with override("zh-hans"):
        return {
            "year": plan.year,
            "introduction": plan.text,
            "officers": plan.officers,
            "staff_in_post": plan.staff_in_post,
            "register": _register(plan),
            "workdays": _workdays(plan, gauges),
            "key_count": plans.key_items(plan).count(),
            "key_printed": PRINTED,
            "key_enterprises": [_key_enterprise(item) for item in plans.key_items(plan)[:PRINTED]],
            **_other_checks(plan),
            **_schedule(plan),
            "key_share": f"{gauges.workload.key_share_percent}%",
            "measures": unnumbered(plan.measures),
            "approval": {"government": plan.approval_body, "number": plan.approval_number, "on": plan.approved_on},
        }


def unnumbered(text: str) -> list[str]:
    """Its lines, without the numbers people write before them: the document numbers them itself."""
    lines = (NUMBER.sub("", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def _register(plan: Plan) -> dict[str, Any]:
    found = register_counts(plan)
    sectors = [f"{Sector(code).label}{count}家" for code, count in found["sectors"].items()]
    regions = [f"{name}{count}家" for name, count in found["regions"].items()]
    return {"total": found["total"], "sectors": "、".join(sectors), "regions": "、".join(regions)}


def _schedule(plan: Plan) -> dict[str, Any]:
    found = schedule(plan)
    units = [{"unit": unit or "未指定科室", "visits": visits} for unit, visits in found["units"].items()]
    return {"quarters": found["quarters"], "units": units}


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


def _other_checks(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """General checks, campaigns and the emergency part, each with its own heading."""
    names = {ItemKind.GENERAL: "general_checks", ItemKind.CAMPAIGN: "campaigns", ItemKind.EMERGENCY: "emergency_checks"}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names.values()}
    for values in other_items(plan):
        found[names[ItemKind(values["kind"])]].append(_check(values))
    return found


def _day(day: str) -> str:
    on = dt.date.fromisoformat(day)
    return f"{on.year}年{on.month}月{on.day}日"


def _check(values: Values) -> dict[str, Any]:
    whole_year = len(values["months"]) == len(MONTHS)
    months = ["全年"] if whole_year else [f"{month}月" for month in values["months"]]
    often = (
        f"每户{values['frequency']}次，上限{values['ceiling']}次"
        if values["drawn"]
        else f"每户上限{values['ceiling']}次"
    )
    return {
        "title": values["subject"],
        "campaign": values["campaign"],
        "scope": scope_words({**values, "ratio": None}) if values["drawn"] else f"列名企业{values['enterprises']}家",
        "method": "双随机抽取" if values["drawn"] else "按计划名单",
        "ratio": f"{values['ratio']}%" if values["ratio"] is not None else "",
        "often": often,
        "period": "至".join(_day(day) for day in values["period"])
        or "、".join(months)
        or ("全年" if values["drawn"] else ""),
        "count": values["visits"],
    }
