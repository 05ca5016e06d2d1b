import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from enforcement import embedded
from enforcement.embedded import Cluster, EmbeddedFailed, running

pytestmark = pytest.mark.slow


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder whose path is long and has what paths on users' machines have. Open to the server's user, unlike
    pytest's own, so that root's server keeps its data here."""
    with TemporaryDirectory(prefix="新 文件夹 " + "x" * 60) as name:
        Path(name).chmod(0o711)
        yield Path(name)


def ask(address: str, query: str):
    with psycopg.connect(address) as connection:
        return connection.execute(query).fetchone()[0]


def test_a_server_runs_for_the_block_and_is_gone_after_it(place):
    cluster = Cluster(place / "run", throwaway=True)

    with running(cluster) as address:
        assert ask(address, "SELECT current_database()") == "enforcement"
        folder = cluster.socket_note.read_text()

    assert embedded.running_pid(cluster) is None
    assert not Path(folder).exists()
    assert not cluster.socket_note.exists()


def test_data_stay_from_one_run_to_the_next(place):
    cluster = Cluster(place / "run", throwaway=True)
    with running(cluster) as address, psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '监察局' AS name")

    with running(cluster) as address:
        assert ask(address, "SELECT name FROM kept") == "监察局"


def test_chinese_letters_are_letters(place):
    with running(Cluster(place, throwaway=True)) as address:
        assert ask(address, "SELECT '监察局' ~ '^[[:alpha:]]+$'")


def test_the_last_one_out_stops_it(place):
    cluster = Cluster(place, throwaway=True)

    with running(cluster) as first:
        with running(cluster) as second:
            assert second == first
        assert ask(first, "SELECT 1") == 1

    assert embedded.running_pid(cluster) is None


def test_a_server_left_behind_is_used_again(place):
    cluster = Cluster(place, throwaway=True)
    folder = embedded.start(cluster)
    left = embedded.running_pid(cluster)

    with running(cluster) as address:
        assert address.endswith(folder)
        assert embedded.running_pid(cluster) == left

    assert embedded.running_pid(cluster) is None


def test_a_stale_pid_file_of_another_process_is_no_server(place):
    cluster = Cluster(place, throwaway=True)
    with running(cluster):
        noted = (cluster.data_dir / "postmaster.pid").read_text()
    (cluster.data_dir / "postmaster.pid").write_text(noted.replace(noted.split()[0], str(os.getpid()), 1))
    cluster.socket_note.write_text(str(place / "gone"))

    with running(cluster) as address:
        assert ask(address, "SELECT 1") == 1


def test_data_of_another_version_are_left_alone(place):
    cluster = Cluster(place, throwaway=True)
    with running(cluster):
        pass
    (cluster.data_dir / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedFailed, match="made by PostgreSQL 9"), running(cluster):
        pass


def test_a_server_that_cannot_start_says_what_its_log_says(place):
    cluster = Cluster(place, throwaway=True)
    with running(cluster):
        pass
    with (cluster.data_dir / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")

    with pytest.raises(EmbeddedFailed, match="no_such_setting"), running(cluster):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_hands_the_server_to_an_unprivileged_user_who_cannot_enter_the_checkout(place, monkeypatch):
    monkeypatch.setattr(embedded, "OUTSIDE", Path(f"/var/tmp/enforcement-test-{os.getpid()}"))
    place.chmod(0o700)
    cluster = Cluster(place / "closed" / "run", throwaway=True)
    try:
        with running(cluster) as address:
            data = Path(ask(address, "SHOW data_directory"))
            assert data.is_relative_to(embedded.OUTSIDE)
            assert pwd.getpwuid(data.stat().st_uid).pw_name in {"postgres", "nobody"}
    finally:
        subprocess.run(["rm", "-rf", str(embedded.OUTSIDE)], check=True)


def test_a_command_gets_the_address_and_gives_its_exit_code(place):
    told = "import os, sys, psycopg; psycopg.connect(os.environ['DATABASE_URL']); sys.exit(7)"
    command = [sys.executable, "-m", "enforcement.embedded", "--throwaway", sys.executable, "-c", told]

    assert subprocess.run(command, cwd=embedded.BASE_DIR, check=False).returncode == 7


def test_without_a_command_its_use_is_explained():
    command = [sys.executable, "-m", "enforcement.embedded"]

    done = subprocess.run(command, cwd=embedded.BASE_DIR, check=False, capture_output=True, text=True)

    assert done.returncode == 2
    assert "--throwaway" in done.stderr
