"""The import of the register against reading the file and COPY alone. Each runs in a process of its own, so that its
peak memory is its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from python_calamine import CalamineWorkbook

from bench.measure import Result
from bench.scene import Scene
from enforcement.accounts.models import Bureau
from enforcement.sheets import Layout, write_xlsx
from plans.actions.enterprise_import import import_rows
from supervision.demo.enterprises import invent

COLUMNS = {
    "企业名称": "name",
    "统一社会信用代码": "credit_code",
    "注册日期": "registered_on",
    "企业类型": "kind",
    "法人代表": "legal_person",
    "注册资金": "capital",
    "经营范围": "scope",
    "所在省份": "province",
    "地区": "region",
    "注册地址": "address",
}
MOST_MEMORY = 300  # MB
MAKE_TABLE = f"CREATE TABLE bench_register ({', '.join(f'{name} text' for name in COLUMNS.values())})"


def measure(scene: Scene) -> list[Result]:
    """Leaves the register filled."""
    path = write_table(scene)
    ours, floor = [], []
    for _round in range(scene.sizes.heavy_rounds):
        floor.append(in_child("copy", path))
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE plans_enterprise, plans_importrow CASCADE")
        ours.append(in_child("import", path))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE plans_enterprise")
    seconds, reading = middle(ours, "seconds"), middle(floor, "reading")
    peak = max(run["peak_mb"] for run in ours)
    notes = {
        "rows": scene.sizes.rows,
        "rows_per_second": round(scene.sizes.rows / seconds),
        "reading_alone_seconds": reading,
        "ratio_to_reading_alone": round(reading / seconds, 3),
        "peak_mb": peak,
        "peak_mb_before_the_import": max(run["base_mb"] for run in ours),
        "peak_mb_of_the_floor": max(run["peak_mb"] for run in floor),
        "peak_met": peak < MOST_MEMORY,
    }
    return [Result("import, checked and loaded", seconds, middle(floor, "seconds"), 0.3, at_most=False, notes=notes)]


def middle(runs: list[dict[str, float]], what: str) -> float:
    return median(run[what] for run in runs)


def write_table(scene: Scene) -> Path:
    path = scene.folder / "enterprises.xlsx"
    with path.open("wb") as file:
        write_xlsx(file, Layout("企业"), list(COLUMNS), table_rows(scene))
    return path


def table_rows(scene: Scene) -> Iterator[list[Any]]:
    for one in invent(scene.bureau, scene.sizes.rows):
        yield [getattr(one, name) for name in COLUMNS.values()]


def in_child(what: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench", what, str(path)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"python -m bench {what} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout))


def import_once(path: Path) -> dict[str, float]:
    """Runs in the child."""
    bureau = Bureau.objects.get()
    base = peak_memory()
    start = time.perf_counter()
    run, errors = import_rows(path, bureau=bureau)
    seconds = time.perf_counter() - start
    if errors or run.new != run.rows:
        raise RuntimeError(f"{run.new} of {run.rows} rows were new, {run.bad} bad: {run.problems[:3]}")
    return {"seconds": seconds, "base_mb": base, "peak_mb": peak_memory()}


def copy_once(path: Path, address: str) -> dict[str, float]:
    """Runs in the child. No check, no index, every cell as text."""
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_register")
        connection.execute(MAKE_TABLE)
        connection.commit()
        start = time.perf_counter()
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
        next(rows)
        with connection.cursor().copy("COPY bench_register FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
        connection.commit()
        seconds = time.perf_counter() - start
    start = time.perf_counter()
    for _row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
        pass
    reading = time.perf_counter() - start
    return {"seconds": seconds, "reading": reading, "peak_mb": peak_memory()}


def peak_memory() -> float:
    """MB. Not getrusage: its peak is handed down from the parent process."""
    status = Path("/proc/self/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)
