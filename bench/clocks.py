"""A due date computed from the rulebook in memory, against one row fetched by its key."""

import datetime as dt

from bench.measure import Result, interleaved
from bench.scene import Scene
from enforcement.rulebook.clocks import due
from enforcement.rulebook.models import TimeLimit

START = dt.date(2026, 9, 24)  # a holiday lies ahead


def measure(scene: Scene) -> list[Result]:
    clock = due("penalty_publication", start=START)
    key = f"SELECT * FROM {TimeLimit._meta.db_table} WHERE id = %s"

    def fetch() -> None:
        scene.bare.execute(key.encode(), [clock.rule.pk]).fetchone()

    def compute() -> None:
        due("penalty_publication", start=START)

    ours, floor = interleaved(compute, fetch, rounds=scene.sizes.rounds, times=scene.sizes.times * 5)
    notes = {"rule": clock.rule.row_id, "length": clock.length, "unit": clock.unit}
    return [Result("clock, warm", ours, floor, 0.5, notes=notes)]
