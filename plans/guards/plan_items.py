"""The lists of a plan: each enterprise once, of our own, and in no list of another bureau."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import RuleBroken, Unmet
from enforcement.wording import listed, remarked
from plans.models import Enterprise, Plan
from plans.queries.plan_items import in_other_plans, why_not_named
from plans.rules.workload import check_dates

NAMED = 5


def refuse_outside(enterprise: Enterprise, plan: Plan) -> None:
    if reason := why_not_named(enterprise, plan, in_other_plans([enterprise.pk], plan)):
        raise RuleBroken(reason, "enterprise")


def refuse_before_approval(plan: Plan, first: dt.date) -> None:
    """The plan is carried out from the day on which the government approved it."""
    if plan.approved_on and (problems := check_dates(plan.approved_on, first)):
        raise RuleBroken(problems[0].message, "window_from")


def names_each_once(plan: Plan, by: User) -> Unmet | None:
    """Each enterprise stands in one list of one level: none of ours is in the plan of another bureau."""
    elsewhere = in_other_plans(plan.items.filter(enterprise__isnull=False).values("enterprise"), plan)
    if not elsewhere:
        return None
    first = Enterprise.objects.filter(pk__in=elsewhere).order_by("id")[:NAMED]
    words = {"count": len(elsewhere), "names": listed(remarked(one, elsewhere[one.pk]) for one in first)}
    message = _("%(count)s 家企业已列入其他机关的同年度计划：%(names)s，先移除") % words
    return Unmet(message, url=reverse("plan_items", args=[plan.pk]))
