"""Open clocks derived again after a change, against the same rows read, updated and listed with bare SQL."""

import datetime as dt
import tracemalloc
from typing import Any

from django.utils import timezone

from bench.measure import Result, interleaved
from bench.scene import Scene
from cases.actions.rederivation import FIELDS, rederive
from cases.models import Move, PenaltyCase, Rederivation
from cases.queries.open_clocks import SIZE
from cases.states import PenaltyState
from enforcement.rulebook import snapshot
from enforcement.rulebook.models import Setting, Violation
from plans.models import Enterprise

OPEN = 100_000
SHORT = 300
DAYS = 120  # cases were found on so many different days
FILING = ("TL-CAS-003", "calendar_day"), ("TL-CAS-003", "working_day")
READ = """SELECT id, state, bureau_id, found_on, filed_on, next_due, version FROM cases_penaltycase
           WHERE id > %s AND state = ANY(%s) ORDER BY id LIMIT %s"""
WRITE = """UPDATE cases_penaltycase AS held SET next_due = fresh.due
             FROM unnest(%s::bigint[], %s::date[]) AS fresh(id, due) WHERE held.id = fresh.id"""
STATES = [PenaltyState.PROPOSED, PenaltyState.INVESTIGATING]


def measure(scene: Scene) -> list[Result]:
    """Half of the clocks move with the bureau's value for filing, in working days or not; the others stay."""
    rows = SHORT if scene.sizes.rows <= SHORT else OPEN
    fill(scene, rows)
    turns = iter(range(1000))
    moved: list[int] = []

    def ours() -> None:
        moved.append(change(next(turns)).moved)

    def bare() -> None:
        read_and_write(scene)

    ours()
    seconds, floor = interleaved(ours, bare, rounds=scene.sizes.heavy_rounds)
    tracemalloc.start()
    ours()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    notes = {"open clocks": rows, "moved": moved[-1], "batch": SIZE, "peak_mb": round(peak / 2**20, 1)}
    scene.bare.execute("TRUNCATE cases_move, cases_rederivation, cases_penaltycase CASCADE")
    Setting.objects.filter(row_id=FILING[0][0]).delete()
    snapshot.compare_anew()
    return [Result("re-derive open clocks", seconds, floor, 3, notes=notes)]


def change(turn: int) -> Rederivation:
    """The same days, now counted otherwise: every case that waits for filing gets another date."""
    row_id, unit = FILING[turn % 2]
    value = {"length": 12, "unit": unit}
    Setting.objects.update_or_create(row_id=row_id, bureau=None, defaults={"value": value})
    run = Rederivation.objects.create(reference=f"bench:{turn}", reason="bench")
    return rederive(run, lambda done, total: None)


def read_and_write(scene: Scene) -> None:
    """In the same batches. The dates it writes are not those of the law, so that our next walk finds them to mend."""
    run, after, states = Rederivation.objects.create(reference=f"bare:{timezone.now()}", reason="bench").pk, 0, STATES
    while rows := scene.bare.execute(READ.encode(), [after, states, SIZE]).fetchall():
        fresh = [(row[0], row[2], row[5], other(row[5])) for row in rows if row[1] == PenaltyState.PROPOSED]
        if fresh:
            write(scene, run, fresh)
        after = int(str(rows[-1][0]))


def other(due: Any) -> dt.date:
    return (due or dt.date(2026, 1, 1)) + dt.timedelta(days=1)


def write(scene: Scene, run: int, fresh: list[Any]) -> None:
    columns, names = [[row[0] for row in fresh], [row[3] for row in fresh]], ", ".join(FIELDS)
    with scene.bare.transaction(), scene.bare.cursor() as cursor:
        cursor.execute(WRITE.encode(), columns)
        with cursor.copy(f"COPY {Move._meta.db_table} ({names}) FROM STDIN".encode()) as copy:
            for pk, bureau, old, new in fresh:
                copy.write_row((run, bureau, "penaltycase", pk, "云岭市化工有限公司", "立案", old, new, []))


def fill(scene: Scene, rows: int) -> None:
    """Written in the database, in two states: this is about deriving, not about how the cases got there."""
    today = timezone.localdate()
    enterprise = Enterprise.objects.filter(bureau=scene.bureau).first() or made(scene)
    violation = Violation.objects.current().in_force(today).order_by("row_id").first()
    first = today - dt.timedelta(days=DAYS)
    common = {"bureau": scene.bureau, "enterprise": enterprise, "violation": violation, "facts": "x",
              "party": "云岭市化工有限公司", "act_on": first, "created_by": scene.chief}  # fmt: skip
    for begin in range(0, rows, 5000):
        numbers = range(begin, min(begin + 5000, rows))
        PenaltyCase.objects.bulk_create(
            PenaltyCase(**common, found_on=first + dt.timedelta(days=n % DAYS), **state_of(n, first, scene))
            for n in numbers
        )


def state_of(number: int, first: dt.date, scene: Scene) -> dict[str, Any]:
    if number % 2:
        return {"state": PenaltyState.PROPOSED}
    filed = first + dt.timedelta(days=number % DAYS)
    return {"state": PenaltyState.INVESTIGATING, "filed_on": filed, "filed_by": scene.chief, "number": f"B{number}"}


def made(scene: Scene) -> Enterprise:
    return Enterprise.objects.create(
        bureau=scene.bureau, name="云岭市化工有限公司", credit_code="91539900MA00000000", created_by=scene.chief
    )
