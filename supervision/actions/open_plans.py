"""Annual plans become public by being copied. It looks for what is due; running it again adds nothing."""

import datetime as dt
import secrets
from typing import cast

from django.utils.translation import gettext_lazy

from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.models import Plan
from plans.states import PlanState
from supervision.actions.plan_content import copy_key_items, plan_content
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
    copy_key_items(plan, public)
    point_to_newest(plan, public)
    record(PUBLISH_PLAN, by=None, subject=plan, after={"address": public.get_absolute_url()})


def point_to_newest(plan: Plan, public: PublicPlan) -> None:
    """Pages of older editions stay where they are and say where the newer one is."""
    older = Plan.objects.filter(bureau=plan.bureau_id, year=plan.year, edition__lt=plan.edition).values("pk")
    for row in PublicPlan.objects.filter(plan__in=older):
        row.amend(content={**row.content, "newer": public.get_absolute_url()})
