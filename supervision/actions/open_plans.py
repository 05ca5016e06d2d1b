"""Annual plans become public by being copied. It looks for what is due; running it again adds nothing."""

import datetime as dt
import secrets
from typing import Any, cast

from django.utils.translation import gettext_lazy, override

from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.models import Plan
from plans.queries.adjustment import TEXTS, adjustment_of, changes, measure_words, verdict
from plans.queries.plan import gauges, general_items, key_items
from plans.queries.summary import approved_summary, editions
from plans.states import PlanState
from supervision.actions.publishing import one_by_one
from supervision.models import PublicPlan

PUBLISH_PLAN = name_act("publicplan.publish", gettext_lazy("公布年度计划"))


def publish_plans() -> int:
    shown = PublicPlan.objects.values("plan")
    due = Plan.objects.filter(state=PlanState.PUBLISHED).exclude(pk__in=shown).order_by("edition")
    return one_by_one("publish", due.select_related("bureau"), publish_plan)


def publish_plan(plan: Plan) -> None:
    public = PublicPlan.objects.create(
        plan=plan.pk,
        slug=secrets.token_hex(6),
        bureau_name=plan.bureau.name,
        year=plan.year,
        published_on=cast(dt.date, plan.published_on),  # the step "publish" gives it
        content=plan_content(plan),
    )
    point_to_newest(plan, public)
    record(PUBLISH_PLAN, by=None, subject=plan, after={"address": public.get_absolute_url()})


def point_to_newest(plan: Plan, public: PublicPlan) -> None:
    """Pages of older editions stay where they are and say where the newer one is."""
    older = Plan.objects.filter(bureau=plan.bureau_id, year=plan.year, edition__lt=plan.edition).values("pk")
    for row in PublicPlan.objects.filter(plan__in=older):
        row.amend(content={**row.content, "newer": public.get_absolute_url()})


def plan_content(plan: Plan) -> dict[str, Any]:
    """Figures and items. Key enterprises are named, because the plan names them; unannounced visits have no dates."""
    workload = gauges(plan).workload
    with override("zh-hans"):
        return {
            "edition": plan.edition,
            "officers": workload.officers,
            "workdays": workload.workdays_per_officer,
            "total": str(workload.total),
            "other": str(workload.other),
            "non_enforcement": str(workload.non_enforcement),
            "inspection": str(workload.inspection),
            "key_share": str(workload.key_share_percent),
            "key": [[str(item.enterprise), item.subject, item.visits, item.ceiling] for item in key_items(plan)],
            "general": [
                [item.get_sector_display() or "全部行业领域", item.subject, item.visits, item.ceiling]
                for item in general_items(plan)
            ],
            "approval": plan.approval_number,
            "approval_body": plan.approval_body,
            "filed_with": plan.filed_with,
            "filed_on": plan.filed_on.isoformat() if plan.filed_on else "",
            "late_reason": plan.publishing_late_reason,
            "adjustment": adjustment_content(plan),
            "editions": [edition_content(one) for one in editions(plan) if one.edition <= plan.edition],
            "last_year": last_year_content(plan),
        }


def adjustment_content(plan: Plan) -> dict[str, Any] | None:
    """Why this edition is, how large the change, and each difference to the one before; no months, they are dates."""
    if plan.edition == 1:
        return None
    found = adjustment_of(plan)
    return {
        "reason": plan.adjust_reason,
        "minor": plan.minor,
        "verdict": verdict(found) if found else "",
        "measures": [measure_words(one) for one in found.weighing.measures] if found else [],
        "changes": [
            [str(one.group), one.what, one.before, one.after]
            for one in changes(plan, months=False)
            if one.group != TEXTS
        ],
    }


def edition_content(plan: Plan) -> list[Any]:
    how = "" if plan.edition == 1 else "一般调整" if plan.minor else "报政府批准"
    return [plan.edition, plan.published_on.isoformat() if plan.published_on else "", how, plan.adjust_reason]


def last_year_content(plan: Plan) -> dict[str, Any] | None:
    """The result of the year before as the leader approved it."""
    summary = approved_summary(plan.bureau_id, plan.year - 1)
    if summary is None or summary.figures is None:
        return None
    kept = ("on", "kinds", "coverage", "drawn", "targets", "adjustments")
    words = {"reasons": summary.reasons.splitlines(), "measures": summary.measures.splitlines()}
    return {"year": summary.year, **{name: summary.figures[name] for name in kept}, **words}
