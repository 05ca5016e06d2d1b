"""All benchmarks one after another in the scratch database that DATABASE_URL names."""

import json
import os
import platform
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import (
    acts,
    clocks,
    documents,
    draw_path,
    draws,
    exporting,
    importing,
    like,
    lists,
    plans,
    public,
    rederivation,
    regrading,
    scene,
)
from bench.measure import Result, Sizes

# the import comes first: it fills the register that the list page reads
BENCHMARKS = {
    "import": importing.measure,
    "list": lists.measure,
    "export": exporting.measure,
    "document": documents.measure,
    "act": acts.measure,
    "clock": clocks.measure,
    "rederive": rederivation.measure,
    "regrade": regrading.measure,
    "draw": draws.measure,
    "like": like.measure,
    "plan": plans.measure,
    "public": public.measure,
}


def main(arguments: list[str]) -> int:
    match arguments:
        case ["import", path]:
            print(json.dumps(importing.import_once(Path(path))))
        case ["copy", path]:
            print(json.dumps(importing.copy_once(Path(path), os.environ["DATABASE_URL"])))
        case ["draw-path", rows]:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("load_rulebook", verbosity=0, stdout=sys.stderr)
            print(json.dumps(draw_path.measure(int(rows)), ensure_ascii=False, indent=1))
        case ["export", path]:
            print(json.dumps(exporting.export_once(Path(path))))
        case ["write", path]:
            print(json.dumps(exporting.write_once(Path(path))))
        case _:
            run(arguments)
    return 0


def run(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="manage.py bench")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--only", action="append", choices=sorted(BENCHMARKS))
    options = parser.parse_args(arguments)
    sizes = Sizes.short() if options.short else Sizes.of(options.rows)
    wanted = set(options.only or BENCHMARKS)
    if wanted & {"list", "export"}:
        wanted.add("import")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_rulebook", verbosity=0, stdout=sys.stderr)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        stage = scene.build(sizes, Path(folder))
        for name, measure in BENCHMARKS.items():
            if name in wanted:
                for result in measure(stage):
                    print(line(result), flush=True)
                    results.append(result)
        stage.bare.close()
    options.json.write_text(json.dumps(report(sizes, results), ensure_ascii=False, indent=1) + "\n")


def line(result: Result) -> str:
    sign = "<=" if result.at_most else ">="
    return (
        f"{result.name:<42}{duration(result.ours):>12}{duration(result.floor):>12}{result.ratio:>10.2f}"
        f"{sign:>5} {result.target:<5g}{'met' if result.met else 'MISSED'}"
    )


def duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def report(sizes: Sizes, results: list[Result]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return {
        "at": timezone.localtime().isoformat(timespec="seconds"),
        "rows": sizes.rows,
        "python": platform.python_version(),
        "postgresql": server,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "results": [result.as_dict() for result in results],
    }
