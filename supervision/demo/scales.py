"""The demo from nothing to today: people, register, then a year lived through the real actions."""

import datetime as dt
import random
from collections.abc import Callable
from unittest import mock

from django.conf import settings
from django.db import connection, transaction

from enforcement.accounts.models import Bureau
from enforcement.outbox.models import Job, Rank, State
from enforcement.rulebook.benchmark_loading import load_benchmark
from plans.models import Enterprise
from supervision.demo import disclosure, draws, gradings, inspections, plans, records, together
from supervision.demo.bureau import Demo
from supervision.demo.clock import TODAY, at, on, repeatable
from supervision.demo.courses import courses
from supervision.demo.enterprises import invent
from supervision.demo.people import SINCE, build_bureaus, build_staff
from supervision.demo.sizes import SCALES, Scale
from supervision.demo.year import Year

__all__ = ["SCALES", "seed"]
SEED = 2026
ISSUED = dt.date(2024, 12, 16)
BENCHMARK = settings.BASE_DIR / "fixtures" / "benchmarks" / "demo-2025.yaml"


@transaction.atomic
def seed(scale: Scale, *, tell: Callable[[str], None]) -> None:
    """All or nothing: an interrupted demo leaves an empty installation. Nothing is retried inside, so the acts need no
    savepoints of their own, which would be a third of all statements."""
    with repeatable(SEED), mock.patch.object(connection.features, "uses_savepoints", new=False):
        with at(on(SINCE)):
            tell("机关与人员")
            bureau = build_bureaus()
            staff = build_staff(bureau)
            tell(f"企业 {scale.enterprises:,} 家")
            load_register(bureau, scale.enterprises)
        with at(on(ISSUED)):
            load_benchmark(BENCHMARK, by=staff["legal"], approved_by=staff["head"])
        year = Year(on(TODAY, 0), tell=tell)
        demo = Demo(staff, scale, year, random.Random(SEED))  # noqa: S311 - a demo that comes out the same every time
        live(demo)


def live(demo: Demo) -> None:
    for source in (gradings, plans, draws, disclosure, records, together):
        for story in source.stories(demo):
            demo.year.begin(story)
    for course in courses(demo.scale, SEED):
        demo.year.begin(inspections.by_hand(demo, course))
    demo.year.live()
    Job.objects.filter(state=State.WAITING).update(rank=Rank.BACKLOG)  # whoever comes first does not wait for a year


def load_register(bureau: Bureau, count: int) -> None:
    """As one stream: a million rows need no more memory than one."""
    fields = [field for field in Enterprise._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"COPY {quote(Enterprise._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        for enterprise in invent(bureau, count):
            rows.write_row([field.get_db_prep_save(field.pre_save(enterprise, True), connection) for field in fields])  # noqa: FBT003
