"""The demo from nothing to today: people, register, then a year lived through the real actions."""

import random
from collections.abc import Callable
from itertools import islice
from unittest import mock

from django.db import transaction

from enforcement.accounts.models import Bureau
from plans.models import Enterprise
from supervision.demo import disclosure, draws, gradings, inspections, plans
from supervision.demo.bureau import Demo
from supervision.demo.clock import TODAY, at, on, repeatable
from supervision.demo.courses import courses
from supervision.demo.enterprises import invent
from supervision.demo.people import SINCE, build_bureaus, build_staff
from supervision.demo.sizes import SCALES, Scale
from supervision.demo.year import Year

__all__ = ["SCALES", "seed"]
SEED = 2026
BATCH = 5_000


@transaction.atomic
def seed(scale: Scale, *, tell: Callable[[str], None]) -> None:
    """All or nothing: an interrupted demo leaves an empty installation. Nothing is retried inside, so the acts need no
    savepoints of their own, which would be a third of all statements."""
    with repeatable(SEED), mock.patch.object(transaction.get_connection().features, "uses_savepoints", new=False):
        with at(on(SINCE)):
            tell("机关与人员")
            bureau = build_bureaus()
            staff = build_staff(bureau)
            tell(f"企业 {scale.enterprises:,} 家")
            load_register(bureau, scale.enterprises)
        year = Year(on(TODAY, 0), tell=tell)
        demo = Demo(staff, scale, year, random.Random(SEED))  # noqa: S311 - a demo that comes out the same every time
        live(demo)


def live(demo: Demo) -> None:
    for source in (gradings, plans, draws, disclosure):
        for story in source.stories(demo):
            demo.year.begin(story)
    for course in courses(demo.scale, SEED):
        demo.year.begin(inspections.by_hand(demo, course))
    demo.year.live()


def load_register(bureau: Bureau, count: int) -> None:
    invented = invent(bureau, count)
    while batch := list(islice(invented, BATCH)):
        Enterprise.objects.bulk_create(batch)
