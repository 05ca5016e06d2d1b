"""That the benchmarks run and say what they found; never how fast anything was."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from bench import scratch
from bench.measure import Result, Sizes, interleaved
from bench.run import BENCHMARKS, line
from bench.scene import least_role
from enforcement.accounts.roles import Role
from tests.programs import database_address

NAMES = [
    *("import, checked and loaded", "list page, 50 rows", "list page, deep / first", "list at depth: rows"),
    *("first page of a search word, rare", "first page of a search word, some"),
    *("first page of a search word, common", "export, XLSX", "document, warm"),
    *(
        "act, lock to commit",
        "clock, warm",
        "re-derive open clocks",
        "regrade a register",
        "draw 1 %",
        "like cases of a charge",
        "plan of 5,000 items, its page",
        "plan of 5,000 items, 50 of its items",
        "plan of 5,000 items, 50 rows to edit",
        "public page",
    ),
]


@pytest.fixture
def address() -> str:
    return database_address()


def databases(address: str) -> set[str]:
    with closing(psycopg.connect(scratch.beside(address, "postgres"))) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^bench_'")}


def bench(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "bench", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_short_form_runs_everything_and_leaves_no_database(address: str, tmp_path: Path) -> None:
    before = databases(address)
    done = bench(address, "--short", "--json", str(tmp_path / "results.json"))
    assert done.returncode == 0, done.stderr
    assert databases(address) <= before
    report: dict[str, Any] = json.loads((tmp_path / "results.json").read_text())
    assert [one["name"] for one in report["results"]] == NAMES
    for one in report["results"]:
        assert one["ratio"] > 0
        assert one["ours_seconds"] > 0
        assert one["floor_seconds"] > 0
        assert one["target"].split()[0] in {"<=", ">="}
        assert one["met"] in {True, False}
        assert one["name"] in done.stdout
    notes = {one["name"]: one["notes"] for one in report["results"]}
    assert notes["import, checked and loaded"]["peak_mb"] > notes["import, checked and loaded"]["peak_mb_of_the_floor"]
    assert notes["list page, 50 rows"]["role"] == Role.COMPLAINT_CLERK
    assert notes["list page, 50 rows"]["queries"] < 12
    assert notes["document, warm"]["pages"] >= 1
    assert notes["draw 1 %"]["drawn"] == 20


@pytest.mark.slow
def test_the_way_of_a_draw_is_gone_to_its_end_and_the_file_holds(address: str) -> None:
    with scratch.database(address) as scratched:
        done = subprocess.run(
            [sys.executable, "-m", "bench", "draw-path", "500"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": scratched},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert (report["rows"], report["drawn"], report["holds"]) == (500, 5, True)
    assert {"freeze", "draw", "reveal", "verify_draw"} <= set(report["steps"])
    assert report["tasks"] == 5
    assert all(step["peak MB"] > 0 for step in report["steps"].values())


@pytest.mark.slow
def test_one_benchmark_that_fails_is_said_and_its_database_goes(address: str, tmp_path: Path) -> None:
    before = databases(address)
    done = bench(address, "--short", "--only=nothing", "--json", str(tmp_path / "results.json"))
    assert done.returncode == 1
    assert "invalid choice" in done.stderr
    assert not (tmp_path / "results.json").exists()
    assert databases(address) <= before


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(CommandError, match="--short"):
        call_command("bench", rows=10)


def test_a_server_that_gives_no_database_is_said() -> None:
    nowhere = "postgresql://postgres@127.0.0.1:1/x"
    with pytest.raises(scratch.NoScratchDatabase, match="CREATEDB"), scratch.database(nowhere):
        pass


@pytest.mark.parametrize(
    ("at_most", "target", "ratio", "met"),
    [(True, 3, 4.0, False), (True, 4, 4.0, True), (False, 0.3, 0.25, False), (False, 0.25, 0.25, True)],
)
def test_a_ratio_is_of_cost_or_of_speed(at_most: bool, target: float, ratio: float, met: bool) -> None:
    result = Result("work", 0.4, 0.1, target, at_most=at_most)
    assert result.ratio == pytest.approx(ratio)
    assert result.met is met
    assert ("MISSED" in line(result)) is not met


def test_both_ways_are_measured_in_turn_after_one_warm_call() -> None:
    calls: list[str] = []
    interleaved(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3)
    assert calls == ["a", "b"] * 4


def test_the_reader_of_the_list_holds_the_least_role() -> None:
    assert least_role() == Role.COMPLAINT_CLERK


def test_the_register_is_filled_before_it_is_read() -> None:
    assert list(BENCHMARKS)[:2] == ["import", "list"]
    assert Sizes.of(100_000).draw_rows == 900_000
