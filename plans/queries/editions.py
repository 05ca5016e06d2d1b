"""The editions of a plan's year and of the year before: in force, before this one, under way."""

from django.db.models import Exists, OuterRef, QuerySet

from enforcement.once import once
from plans.models import Plan
from plans.states import PlanState


@once
def _of_two_years(plan: Plan) -> list[Plan]:
    years = (plan.year, plan.year - 1)
    return list(Plan.objects.filter(bureau=plan.bureau_id, year__in=years).order_by("-year", "-edition"))


def editions_of(plan: Plan) -> list[Plan]:
    """All of the year, refused ones too, the newest first."""
    return [one for one in _of_two_years(plan) if one.year == plan.year]


def published_before(plan: Plan) -> list[Plan]:
    """Published editions older than this one, the newest first; refused ones were never in force."""
    return [one for one in editions_of(plan) if one.edition < plan.edition and one.state == PlanState.PUBLISHED]


def edition_before(plan: Plan) -> Plan | None:
    return next(iter(published_before(plan)), None)


def approved_edition(plan: Plan) -> Plan | None:
    """The last one the government approved: several minor changes together are weighed as one."""
    return next((one for one in published_before(plan) if not one.minor), None)


def edition_under_way(plan: Plan) -> Plan | None:
    """A later edition that was not refused."""
    later = (one for one in editions_of(plan) if one.edition > plan.edition)
    return next((one for one in later if one.state != PlanState.REFUSED), None)


def not_yet_published(plan: Plan) -> Plan | None:
    """An adjustment of the year that is under way."""
    newest = next((one for one in editions_of(plan) if one.state != PlanState.REFUSED), None)
    return newest if newest and newest.state != PlanState.PUBLISHED else None


def is_first(plan: Plan) -> bool:
    """No edition of the year before this one, but refused ones: those were never filed or published."""
    earlier = (one for one in editions_of(plan) if one.edition < plan.edition)
    return all(one.state == PlanState.REFUSED for one in earlier)


def is_in_force(plan: Plan) -> bool:
    newest = next((one for one in editions_of(plan) if one.state == PlanState.PUBLISHED), None)
    return newest == plan


def last_year(plan: Plan) -> Plan | None:
    """The edition in force of the year before."""
    older = (one for one in _of_two_years(plan) if one.year == plan.year - 1)
    return next((one for one in older if one.state == PlanState.PUBLISHED), None)


def standing() -> QuerySet[Plan]:
    """Editions that nobody refused and no later published one has replaced."""
    newer = Plan.objects.filter(
        bureau=OuterRef("bureau"), year=OuterRef("year"), edition__gt=OuterRef("edition"), state=PlanState.PUBLISHED
    )
    return Plan.objects.filter(~Exists(newer)).exclude(state=PlanState.REFUSED)
