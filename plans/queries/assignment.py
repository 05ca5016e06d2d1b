import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from plans.models import Assignment, Enterprise, PlanItem
from plans.queries.draw import CEILING
from plans.queries.plan import certified_officers, plan_in_force, statutory_workdays
from plans.states import AssignmentState


def inspectors(bureau: Bureau, on: dt.date) -> QuerySet[User]:
    """Who may inspect on that day: the role and a valid certificate."""
    roles = [role for role, permissions in ROLES.items() if Permission.INSPECT in permissions]
    started = Q(grants__valid_from__lte=on) & (Q(grants__valid_to__isnull=True) | Q(grants__valid_to__gte=on))
    return certified_officers(bureau, on).filter(started, grants__role__in=roles).distinct()


def planned_this_year(enterprise: Enterprise, year: int) -> int:
    """Inspections of the enterprise assigned for the year and not cancelled."""
    live = Assignment.objects.filter(enterprise=enterprise, window_from__year=year)
    return live.exclude(state=AssignmentState.CANCELLED).count()


def ceiling_of(enterprise: Enterprise, year: int) -> int:
    """From the published plan: the item that names the enterprise, else that of its sector, else of the whole pool."""
    plan = plan_in_force(enterprise.bureau, year)
    if plan is None:
        return CEILING
    named = Q(enterprise=enterprise)
    pooled = Q(enterprise__isnull=True, sector__in=[enterprise.sector, ""])
    items = list(PlanItem.objects.filter(named | pooled, plan=plan))
    items.sort(key=lambda item: (item.enterprise_id is None, item.sector == "", item.pk))
    return items[0].ceiling if items else CEILING


def assigned_of_item(item: PlanItem) -> int:
    """Tasks made from the item in any edition of the year's plan."""
    same = Assignment.objects.filter(
        enterprise=item.enterprise_id, plan_item__plan__bureau=item.plan.bureau_id, plan_item__plan__year=item.plan.year
    )
    return same.exclude(state=AssignmentState.CANCELLED).count()


def booked_days(officers: Iterable[User], year: int) -> dict[int, Decimal]:
    """Days of each officer in tasks of the year that are not cancelled; a task outside the plan counts as one."""
    live = Assignment.objects.filter(officers__in=[one.pk for one in officers], window_from__year=year)
    days = Sum(Coalesce("plan_item__days_per_visit", Decimal(1)))
    return dict(live.exclude(state=AssignmentState.CANCELLED).order_by().values_list("officers").annotate(days=days))


def workdays_of(bureau: Bureau, year: int) -> int:
    plan = plan_in_force(bureau, year)
    return plan.workdays if plan else statutory_workdays(year).days
