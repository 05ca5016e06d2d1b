"""What becomes public, and what the jobs of the night do: drafts, ends of terms, reminders, quarterly figures."""

import datetime as dt

from cases.jobs.order import remind
from supervision.actions import disclosure as acts, statistics
from supervision.demo.bureau import Demo
from supervision.demo.clock import TODAY, in_workdays, on, workday
from supervision.demo.year import Story
from supervision.jobs.disclosure import publish_due, publish_plans_and_draws
from supervision.jobs.statistics import quarterly_statistics
from supervision.models import Period, Publication
from supervision.states import PeriodState, PublicationState

NIGHT = 3  # workdays between the runs that find something
SINCE = dt.date(2025, 9, 1)
QUARTERS = ((2025, 3), (2025, 4), (2026, 1), (2026, 2), (2026, 3))
LAST_DAYS = dt.timedelta(days=14)
WITHDRAWN = "行政复议决定变更了处罚决定，撤下后按变更后的内容重新公示"


def stories(demo: Demo) -> list[Story]:
    return [nightly(demo), figures(demo), reminders()]


def nightly(demo: Demo) -> Story:
    seen: set[int] = set()
    yield on(workday(SINCE), 18)
    while True:
        publish_due()
        publish_plans_and_draws()
        for publication in (
            Publication.objects.filter(state=PublicationState.PROPOSED).exclude(pk__in=seen).order_by("pk")
        ):
            seen.add(publication.pk)
            demo.year.begin(published(demo, publication, len(seen)))
        yield in_workdays(NIGHT)


def published(demo: Demo, publication: Publication, number: int) -> Story:
    """Of what was drafted in the last days one rests unchecked, the next unpublished, and so on."""
    late = publication.created_at.date() > TODAY - LAST_DAYS
    if late and number % 2:
        return
    yield in_workdays(1)
    acts.check(publication, by=demo.staff["editor"])
    if late:
        return
    yield in_workdays(1)
    acts.publish(publication, by=demo.staff["head"])
    if number % 9 == 4:
        yield in_workdays(30)
        if Publication.objects.get(pk=publication.pk).state == PublicationState.PUBLISHED:
            acts.withdraw(publication, by=demo.staff["head"], reason=WITHDRAWN)


def figures(demo: Demo) -> Story:
    """The job runs on the first of a quarter; the statistician freezes all but the last."""
    for year, number in QUARTERS:
        first = dt.date(year + number // 4, number % 4 * 3 + 1, 1)
        yield on(first, 6)
        quarterly_statistics()
        if (year, number) == QUARTERS[-1]:
            return
        yield in_workdays(7)
        for period in Period.objects.filter(bureau=demo.staff.bureau, state=PeriodState.COMPUTED):
            statistics.freeze(period, by=demo.staff["statistician"])


def reminders() -> Story:
    yield on(workday(TODAY - dt.timedelta(days=20)), 7)
    while True:
        remind()
        yield in_workdays(1)
