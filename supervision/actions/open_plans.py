"""Annual plans become public by being copied. It looks for what is due; running it again adds nothing."""

import datetime as dt
import secrets
from typing import cast

from django.utils.translation import gettext_lazy

from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.models import Plan, PlanSummary
from plans.states import PlanState, SummaryState
from supervision.actions.plan_content import copy_key_items, last_year_content, plan_content
from supervision.actions.publishing import one_by_one
from supervision.models import PublicPlan

CORRECT_RESULT = name_act("publicplan.correct_last_year", gettext_lazy("更正公开的上年执行情况"))
PUBLISH_PLAN = name_act("publicplan.publish", gettext_lazy("公布年度计划"))


def publish_plans() -> int:
    shown = PublicPlan.objects.values("plan")
    due = Plan.objects.filter(state=PlanState.PUBLISHED).exclude(pk__in=shown).order_by("edition")
    return one_by_one("publish", due.select_related("bureau"), publish_plan)


def publish_corrections() -> int:
    """Last year's result on the page of a plan is corrected once a leader has approved a corrected summary; what stood
    there before is kept beside it."""
    corrected = PlanSummary.objects.filter(state=SummaryState.APPROVED, edition__gt=1).order_by("edition")
    editions = {(one.bureau_id, one.year + 1): one.edition for one in corrected}
    due = []
    for (bureau, year), edition in editions.items():
        public = {one.plan: edition_shown(one) for one in PublicPlan.objects.filter(year=year)}
        plans = Plan.objects.filter(bureau=bureau, year=year, pk__in=list(public))
        due += [plan for plan in plans if 0 < public[plan.pk] < edition]
    return one_by_one("correct", due, correct_last_year)


def edition_shown(public: PublicPlan) -> int:
    """Of last year's summary; 0 where the page shows no result, as that of a first year."""
    shown = public.content.get("last_year")
    return int(shown.get("edition", 1)) if shown else 0


def correct_last_year(plan: Plan) -> None:
    """What stood there stays beside it, each result with its day."""
    public, after = PublicPlan.objects.select_for_update().get(plan=plan.pk), last_year_content(plan)
    if after is None or edition_shown(public) >= after["edition"]:
        return
    before = public.content["last_year"]
    after["before"] = [*before.get("before", []), {"kinds": before["kinds"], "on": before["on"]}]
    public.amend(content={**public.content, "last_year": after})
    record(CORRECT_RESULT, by=None, subject=plan, note=after["correction"], after={"edition": after["edition"]})


def publish_plan(plan: Plan) -> None:
    public = PublicPlan.objects.create(
        plan=plan.pk,
        slug=secrets.token_hex(6),
        bureau_name=plan.bureau.name,
        year=plan.year,
        published_on=cast(dt.date, plan.published_on),  # the step "publish" gives it
        content=plan_content(plan),
    )
    copy_key_items(plan, public)
    point_to_newest(plan, public)
    record(PUBLISH_PLAN, by=None, subject=plan, after={"address": public.get_absolute_url()})


def point_to_newest(plan: Plan, public: PublicPlan) -> None:
    """Pages of older editions stay where they are and say where the newer one is."""
    older = Plan.objects.filter(bureau=plan.bureau_id, year=plan.year, edition__lt=plan.edition).values("pk")
    for row in PublicPlan.objects.filter(plan__in=older):
        row.amend(content={**row.content, "newer": public.get_absolute_url()})
