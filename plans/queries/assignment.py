import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.db.models.functions import Coalesce

from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from plans.models import Assignment, Enterprise, PlanItem
from plans.queries.bounds import bounds_of
from plans.queries.draw_settings import CEILING
from plans.queries.licence import may_check_licence
from plans.queries.plan import certified_officers, plan_in_force, statutory_workdays
from plans.queries.plan_items import UNGRADED
from plans.states import AssignmentState, Origin

COUNTS_ON = Coalesce("done_on", "visit_on", "window_from")  # the day on which a task counts


def inspectors(bureau: Bureau, on: dt.date) -> QuerySet[User]:
    """Who may inspect on that day: the role and a valid certificate."""
    roles = [role for role, permissions in ROLES.items() if Permission.INSPECT in permissions]
    started = Q(grants__valid_from__lte=on) & (Q(grants__valid_to__isnull=True) | Q(grants__valid_to__gte=on))
    return certified_officers(bureau, on).filter(started, grants__role__in=roles).distinct()


def inspectors_of(bureaus: Iterable[Bureau], on: dt.date) -> QuerySet[User]:
    """Of several bureaus that inspect together."""
    ids = [pk for one in bureaus for pk in inspectors(one, on).values_list("pk", flat=True)]
    return User.objects.filter(pk__in=ids).select_related("bureau").order_by("bureau__path", "name", "pk")


@dataclass(frozen=True)
class Site:
    """Who would inspect where: what the page of a new task has to know before anything is asked."""

    enterprise: Enterprise
    acting: Bureau
    partners: Sequence[Bureau] = ()

    @property
    def is_foreign(self) -> bool:
        return self.enterprise.bureau_id != self.acting.pk

    @property
    def origins(self) -> list[Origin]:
        """Those that may be chosen by hand here; the act checks each again."""
        licensed = [Origin.LICENSING] if may_check_licence(self.enterprise, self.acting.pk) else []
        if not self.is_foreign:
            own = [Origin.CAMPAIGN, Origin.COMPLAINT, Origin.SUPERIOR, Origin.JOINT, Origin.CROSS_REGION]
            return own + licensed
        superior = self.enterprise.bureau.path.startswith(self.acting.path)
        watched = [Origin.SUPERVISION, Origin.SPOT_CHECK] if superior else []
        return [*watched, Origin.JOINT, Origin.CROSS_REGION, *licensed]


def superiors_of(bureau: Bureau) -> QuerySet[Bureau]:
    chain = [int(part) for part in bureau.path.split(".") if part]
    return Bureau.objects.filter(pk__in=chain).exclude(pk=bureau.pk).order_by("path")


def near(site: Site) -> QuerySet[Bureau]:
    """Bureaus that may take part: the daily supervisor, those beside the acting one, above it and right below it."""
    chain = [int(part) for part in site.acting.path.split(".") if part]
    beside = Q(parent=site.acting.parent_id) if site.acting.parent_id else Q(pk__in=[])
    chosen = [one.pk for one in site.partners]
    wanted = Q(pk__in=[*chain, *chosen, site.enterprise.bureau_id]) | Q(parent=site.acting) | beside
    return Bureau.objects.filter(wanted).exclude(pk=site.acting.pk).order_by("path")


def find_to_inspect(user: User, words: str) -> list[Enterprise]:
    """In the pool: own ones, and those of the bureaus below; by its whole credit code any, whoever supervises it."""
    words = "".join(words.split())
    if len(words) < 2:
        return []
    code = words.upper()
    pool = Enterprise.objects.in_pool().select_related("bureau")
    if len(code) == 18 and code.isalnum() and code.isascii():
        return list(pool.filter(credit_code=code))
    own_first = Case(When(bureau=user.bureau_id, then=0), default=1, output_field=IntegerField())
    return list(pool.visible_to(user).named_like(words).order_by(own_first, "name", "id")[:20])


def ceiling_of(enterprise: Enterprise, year: int) -> int:
    """From the published plan: the item that names the enterprise, else of the pools it is in the one that says most,
    its sector first. Else by its grade from the table its bureau follows, else the number for all."""
    plan = plan_in_force(enterprise.bureau, year)
    if plan is not None:
        named = Q(enterprise=enterprise)
        pooled = Q(enterprise__isnull=True, sector__in=[enterprise.sector, ""], region__in=[enterprise.region, ""])
        graded = Q(grades=[]) | Q(grades__contains=[enterprise.grade or UNGRADED])
        items = list(PlanItem.objects.filter(named | pooled & graded, plan=plan))
        items.sort(key=lambda item: (item.enterprise_id is None, not item.sector, not item.grades, not item.region))
        if items:
            return items[0].ceiling
    return bounds_of(enterprise).ceiling or CEILING


def assigned_of_item(item: PlanItem) -> int:
    """Tasks made from the item in any edition of the year's plan."""
    same = Assignment.objects.filter(
        enterprise=item.enterprise_id, plan_item__plan__bureau=item.plan.bureau_id, plan_item__plan__year=item.plan.year
    )
    return same.exclude(state=AssignmentState.CANCELLED).count()


def workdays_of(bureau: Bureau, year: int) -> int:
    plan = plan_in_force(bureau, year)
    return plan.workdays if plan else statutory_workdays(year).days
