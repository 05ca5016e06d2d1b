import datetime as dt

from django.db.models import Q, QuerySet

from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from plans.models import Assignment, Enterprise, PlanItem
from plans.queries.draw import CEILING
from plans.queries.frequency import bounds_of
from plans.queries.plan import certified_officers, plan_in_force
from plans.states import AssignmentState, CheckKind


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
    """From the published plan: the item that names the enterprise, else that of its sector, else of the whole pool.
    Else by its grade from the table its bureau follows, else the number for all."""
    plan = plan_in_force(enterprise.bureau, year)
    if plan is not None:
        named = Q(kind=CheckKind.KEY, enterprise=enterprise)
        pooled = Q(kind=CheckKind.GENERAL, sector__in=[enterprise.sector, ""])
        items = list(PlanItem.objects.filter(named | pooled, plan=plan))
        items.sort(key=lambda item: (item.enterprise_id is None, item.sector == "", item.pk))
        if items:
            return items[0].ceiling
    return bounds_of(enterprise).ceiling or CEILING


def assigned_of_item(item: PlanItem) -> int:
    """Tasks made from the item in any edition of the year's plan."""
    same = Assignment.objects.filter(
        enterprise=item.enterprise_id, plan_item__plan__bureau=item.plan.bureau_id, plan_item__plan__year=item.plan.year
    )
    return same.exclude(state=AssignmentState.CANCELLED).count()
