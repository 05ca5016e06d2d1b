"""`frequency.standings` for many enterprises of one bureau at once, by the same rule: what counts, on which day, and up
to which ceiling. A few queries, however many there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from plans.models import Assignment, Enterprise, PlanItem
from plans.queries.bounds import bounds_of_all
from plans.queries.draw_settings import CEILING
from plans.queries.frequency import FIGURES, counted, limits_of
from plans.queries.plan import plan_in_force
from plans.rules.frequency import Counted, Standing, span, standing
from plans.states import Period

BATCH = 5_000


def full_periods(enterprises: Sequence[Enterprise], bureau: int, day: dt.date) -> dict[int, list[Standing]]:
    """Of those of the bureau that could not be visited once more: which periods are full. Five queries for each step
    of merging and each batch."""
    held = tasks_around(enterprises, day)
    asked = [one for one in enterprises if held.get(one.pk)]
    limits = limits_of(bureau).value
    shorter = {str(period): int(limits[figure]) for period, figure in FIGURES.items()}
    full: dict[int, list[Standing]] = {}
    for pk, most in ceilings_of(asked, bureau, day.year).items():
        found = [one for one in standing(day, held[pk], {**shorter, Period.YEAR.value: most}) if one.is_full]
        if found:
            full[pk] = found
    return full


def tasks_around(enterprises: Iterable[Enterprise], day: dt.date) -> dict[int, list[Counted]]:
    """Tasks of every bureau at the enterprise and at those merged into it, in the year and the week of the day."""
    roots = {one.pk: one.pk for one in enterprises}
    newest = list(roots)
    while newest:
        merged = Enterprise.objects.filter(merged_into__in=newest).values_list("pk", "merged_into")
        newest = []
        for pk, into in merged:
            roots[pk] = roots[cast(int, into)]
            newest.append(pk)
    first, last = days_around(day)
    rows = counted(Assignment.objects.filter(enterprise__in=list(roots))).filter(day__range=(first, last))
    found: dict[int, list[Counted]] = defaultdict(list)
    for pk, enterprise, on in rows.values_list("pk", "enterprise", "day"):
        found[roots[enterprise]].append(Counted(pk, on))
    return dict(found)


def ceilings_of(enterprises: Sequence[Enterprise], bureau: int, year: int) -> dict[int, int]:
    """`assignment.ceiling_of` for each. Three queries."""
    plan = plan_in_force(bureau, year)
    items = list(PlanItem.objects.filter(plan=plan).order_by("pk")) if plan is not None else []
    named: dict[int, int] = {}
    pooled: dict[str, int] = {}
    for item in items:
        if item.enterprise_id is not None:
            named.setdefault(item.enterprise_id, item.ceiling)
        else:
            pooled.setdefault(item.sector, item.ceiling)
    found = {one.pk: named.get(one.pk, pooled.get(one.sector, pooled.get(""))) for one in enterprises}
    left = [one for one in enterprises if found[one.pk] is None]
    bounds = bounds_of_all(left) if left else {}
    return {pk: most if most is not None else bounds[pk].ceiling or CEILING for pk, most in found.items()}


def full_ones(bureau: int, day: dt.date) -> dict[int, list[Standing]]:
    """Of a whole register. Only those with a task around the day can be full: they are read batch by batch."""
    first, last = days_around(day)
    visited = counted(Assignment.objects.filter(enterprise__bureau=bureau)).filter(day__range=(first, last))
    ids = newest = set(visited.values_list("enterprise", flat=True))
    while newest:  # what was visited before it was merged counts where it is now
        into = Enterprise.objects.filter(pk__in=newest, merged_into__isnull=False).values_list("merged_into", flat=True)
        newest = set(into) - ids
        ids = ids | newest
    full: dict[int, list[Standing]] = {}
    asked = sorted(ids)
    for start in range(0, len(asked), BATCH):
        some = Enterprise.objects.filter(bureau=bureau, merged_into=None, pk__in=asked[start : start + BATCH])
        full |= full_periods(list(some), bureau, day)
    return full


def days_around(day: dt.date) -> tuple[dt.date, dt.date]:
    """The year of the day, and its week where that begins before or ends after."""
    spans = [span(period, day) for period in (*map(str, FIGURES), Period.YEAR.value)]
    return min(first for first, _last in spans), max(last for _first, last in spans)
