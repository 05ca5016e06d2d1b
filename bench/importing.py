"""The import of the register against reading the file and COPY alone. Each runs in a process of its own, so that its
peak memory is its own."""

import csv
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
from enforcement.sheets import Layout, csv_lines, write_xlsx
from plans.actions.enterprise_import import import_rows
from plans.rules.credit_code import organisation_with_check_digit, with_check_digit
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
MOST_IN_A_WORKBOOK = 100_000
INVENTED = 20_000
MAKE_TABLE = f"CREATE TABLE bench_register ({', '.join(f'{name} text' for name in COLUMNS.values())})"


def measure(scene: Scene) -> list[Result]:
    """Leaves the register filled. A workbook holds so many rows; the whole register comes as CSV."""
    short = min(scene.sizes.rows, MOST_IN_A_WORKBOOK)
    results = [against_copy(scene, "import, checked and loaded", workbook(scene, short), short)]
    if short < scene.sizes.rows:
        results.append(against_copy(scene, "import of CSV", text_file(scene), scene.sizes.rows))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE plans_enterprise")
    return results


def against_copy(scene: Scene, name: str, path: Path, rows: int) -> Result:
    ours, floor = [], []
    for _round in range(scene.sizes.heavy_rounds):
        floor.append(in_child("copy", path))
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE plans_enterprise, plans_importrow CASCADE")
        ours.append(in_child("import", path))
    seconds, reading = middle(ours, "seconds"), middle(floor, "reading")
    peak = max(run["peak_mb"] for run in ours)
    notes = {
        "rows": rows,
        "rows_per_second": round(rows / seconds),
        "reading_alone_seconds": reading,
        "ratio_to_reading_alone": round(reading / seconds, 3),
        "processor_seconds": middle(ours, "processor"),
        "peak_mb": peak,
        "peak_mb_before_the_import": max(run["base_mb"] for run in ours),
        "peak_mb_of_the_floor": max(run["peak_mb"] for run in floor),
        "peak_met": peak < MOST_MEMORY,
    }
    return Result(name, seconds, middle(floor, "seconds"), 0.3, at_most=False, notes=notes)


def middle(runs: list[dict[str, float]], what: str) -> float:
    return median(run[what] for run in runs)


def workbook(scene: Scene, rows: int) -> Path:
    path = scene.folder / "enterprises.xlsx"
    with path.open("wb") as file:
        write_xlsx(file, Layout("企业"), list(COLUMNS), table_rows(scene, rows))
    return path


def text_file(scene: Scene) -> Path:
    path = scene.folder / "enterprises.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(list(COLUMNS), table_rows(scene, scene.sizes.rows)))
    return path


def table_rows(scene: Scene, rows: int) -> Iterator[list[Any]]:
    """Invented once for some thousands; the others say the same under codes of their own."""
    pattern = [[getattr(one, name) for name in COLUMNS.values()] for one in invent(scene.bureau, min(rows, INVENTED))]
    code = list(COLUMNS.values()).index("credit_code")
    for number in range(rows):
        row = [*pattern[number % len(pattern)]]
        row[code] = with_check_digit(f"91539901{organisation_with_check_digit(f'{number + 1:08d}')}")
        yield row


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
    start, worked = time.perf_counter(), time.process_time()
    run, errors = import_rows(path, bureau=bureau)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    if errors or run.new != run.rows:
        raise RuntimeError(f"{run.new} of {run.rows} rows were new, {run.bad} bad: {run.problems[:3]}")
    return {"seconds": seconds, "processor": worked, "base_mb": base, "peak_mb": peak_memory()}


def copy_once(path: Path, address: str) -> dict[str, float]:
    """Runs in the child. No check, no index, every cell as text."""
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_register")
        connection.execute(MAKE_TABLE)
        connection.commit()
        start = time.perf_counter()
        rows = plain_rows(path)
        next(rows)
        with connection.cursor().copy("COPY bench_register FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
        connection.commit()
        seconds = time.perf_counter() - start
    start = time.perf_counter()
    for _row in plain_rows(path):
        pass
    reading = time.perf_counter() - start
    return {"seconds": seconds, "reading": reading, "peak_mb": peak_memory()}


def plain_rows(path: Path) -> Iterator[list[Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
    else:
        yield from CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()


def peak_memory() -> float:
    """MB. Not getrusage: its peak is handed down from the parent process."""
    status = Path("/proc/self/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)
