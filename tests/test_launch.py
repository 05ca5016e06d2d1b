"""Every command works alone: no DATABASE_URL, nothing running, an empty folder."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from enforcement.embedded import Cluster, running, running_pid

pytestmark = pytest.mark.slow
DEADLINE = ["deadline", "suspension_order_max", "--start", "2026-01-05", "--json"]


@pytest.fixture(scope="module")
def run_dir():
    with TemporaryDirectory(prefix="运行 run ") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def manage(run_dir, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment | {"RUN_DIR": str(run_dir)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_command_finds_its_tables_and_the_law_and_prints_nothing_else(run_dir):
    done = manage(run_dir, *DEADLINE)

    assert json.loads(done.stdout)["rule"]["key"] == "suspension_order_max", done.stderr
    assert done.returncode == 0
    assert running_pid(Cluster(run_dir)) is None


def test_a_server_that_already_runs_is_used_and_left_running(run_dir):
    with running(Cluster(run_dir)):
        before = running_pid(Cluster(run_dir))

        assert manage(run_dir, *DEADLINE).returncode == 0
        assert running_pid(Cluster(run_dir)) == before


def test_wrong_use_is_exit_code_2(run_dir):
    assert manage(run_dir, "deadline").returncode == 2


def test_help_starts_no_server(tmp_path):
    assert manage(tmp_path, "deadline", "--help").returncode == 0
    assert not (tmp_path / "postgres").exists()


def test_a_run_folder_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "run").write_text("a file stands where the folder should be")

    done = manage(tmp_path / "run", *DEADLINE)

    assert done.returncode == 1
    assert "set RUN_DIR to a folder of your own" in done.stderr
    assert "Traceback" not in done.stderr
