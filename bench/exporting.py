"""The export of the register as a workbook against bare write-only writing of the same rows. Each in a process of its
own, so that its peak memory is its own."""

import time
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

from bench.importing import in_child, peak_memory
from bench.measure import Result
from bench.scene import Scene
from plans.actions.enterprise_export import write_file
from plans.models import Enterprise
from plans.sheets.enterprise import EXPORTED, export_header, export_rows

MOST = 100_000  # rows: the ratio is the same for more, and they take minutes
MOST_MEMORY = 60  # MB above what the process had before


def measure(scene: Scene) -> list[Result]:
    path = scene.folder / "export"
    ours, floor = [], []
    for _round in range(scene.sizes.heavy_rounds):
        floor.append(in_child("write", path))
        ours.append(in_child("export", path))
    above = max(run["peak_mb"] - run["base_mb"] for run in ours)
    notes: dict[str, Any] = {"rows": ours[0]["rows"], "mb_above_base": round(above, 1), "peak_met": above < MOST_MEMORY}
    notes["mb_above_base_of_the_floor"] = round(max(run["peak_mb"] - run["base_mb"] for run in floor), 1)
    seconds, bare = (median(run["seconds"] for run in runs) for runs in (ours, floor))
    return [Result("export, XLSX", seconds, bare, 0.8, at_most=False, notes=notes)]


def export_once(path: Path) -> dict[str, float]:
    """Runs in the child: the file as the job writes it."""
    found = Enterprise.objects.order_by("id").values_list(*EXPORTED)[:MOST]
    base, start, rows = peak_memory(), time.perf_counter(), found.count()
    write_file(path, "xlsx", export_rows(found.iterator(chunk_size=2_000)), "bench")
    return {"seconds": time.perf_counter() - start, "rows": rows, "base_mb": base, "peak_mb": peak_memory()}


def write_once(path: Path) -> dict[str, float]:
    """Runs in the child: the same columns as they come from the database."""
    from openpyxl import Workbook

    base, start = peak_memory(), time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("bench")
    sheet.append(export_header())
    statement = f"SELECT {', '.join(EXPORTED)} FROM plans_enterprise ORDER BY id LIMIT {MOST}"
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(2_000):
            for row in rows:
                sheet.append([", ".join(cell) if isinstance(cell, list) else cell for cell in row])
    book.save(path)
    return {"seconds": time.perf_counter() - start, "base_mb": base, "peak_mb": peak_memory()}
