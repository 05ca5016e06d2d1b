"""Enterprises of a draw before its list is frozen. A register has a million rows: one expression in the database
judges, counts and freezes them, and none is read into memory."""

from collections import Counter
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from plans.models import Draw, Enterprise, PlanItem
from plans.queries.draw_people import conflict_pairs, people_of, without_team
from plans.queries.draw_settings import grade_weights
from plans.queries.many_frequencies import full_ones
from plans.queries.plan import plan_in_force
from plans.states import EnterpriseStatus, Exclusion, Period


def unit_base(task: Draw) -> QuerySet[Enterprise]:
    """Enterprises of the bureau that meet the conditions, whatever else speaks against them."""
    conditions = task.conditions
    base = Enterprise.objects.filter(bureau=task.bureau_id)
    if sectors := conditions.get("sectors"):
        base = base.filter(sector__in=sectors)
    if grades := conditions.get("grades"):
        base = base.filter(grade__in=["" if grade == "ungraded" else grade for grade in grades])
    if hazards := conditions.get("hazards"):
        base = base.filter(hazards__overlap=hazards)
    return base.order_by("credit_code")


def judged_units(task: Draw) -> QuerySet[Any]:
    """With `reason` (empty: stands on the list) and `weight`."""
    weights = [When(grade=grade, then=Value(tickets)) for grade, tickets in grade_weights(task.bureau_id).items()]
    people = people_of(task)
    blocked = without_team(conflict_pairs(task, people), people)
    full = _full(task)
    reason = Case(
        When(merged_into__isnull=False, then=Value(Exclusion.MERGED.value)),
        When(~Q(status_then=EnterpriseStatus.OPERATING), then=Concat(Value("status:"), F("status_then"))),
        When(pk__in=_key_list(task), then=Value(Exclusion.KEY_LIST.value)),
        When(pk__in=full[Exclusion.AT_CEILING], then=Value(Exclusion.AT_CEILING.value)),
        When(pk__in=full[Exclusion.AT_LIMIT], then=Value(Exclusion.AT_LIMIT.value)),
        When(pk__in=blocked, then=Value(Exclusion.NO_TEAM.value)),
        default=Value(""),
    )
    weight = Case(*weights, default=Value(1), output_field=IntegerField())
    # as it will be when the visits begin: who closes before then is out
    then = Case(When(status_on__gt=task.window_from, then=F("status_before")), default=F("status"))
    return unit_base(task).annotate(status_then=then, reason=reason, weight=weight)


def _key_list(task: Draw) -> QuerySet[PlanItem, Any]:
    plan = plan_in_force(task.bureau, task.window_from.year)
    return PlanItem.objects.filter(plan=plan, enterprise__isnull=False).values("enterprise")


def _full(task: Draw) -> dict[str, list[int]]:
    """By the rule each task is assigned by: whichever bureau inspects, on the day it counts, up to the ceiling of that
    enterprise. A year that is full is named before a shorter period."""
    found: dict[str, list[int]] = {Exclusion.AT_CEILING: [], Exclusion.AT_LIMIT: []}
    for pk, standings in full_ones(task.bureau_id, task.window_from).items():
        year = any(one.period == Period.YEAR for one in standings)
        found[Exclusion.AT_CEILING if year else Exclusion.AT_LIMIT].append(pk)
    return found


def unit_counts(task: Draw) -> Counter[str]:
    """Enterprises by reason; those under "" stand on the list. One query, kept on the object for its version."""
    held: tuple[int, Counter[str]] | None = task.__dict__.get("_unit_counts")
    if held is None or held[0] != task.version:
        grouped = judged_units(task).order_by().values_list("reason").annotate(count=Count("pk"))
        held = task.__dict__["_unit_counts"] = (task.version, Counter(dict(grouped)))
    return held[1]
