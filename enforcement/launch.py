"""What stands between `manage.py` and Django: every command works alone, with a database that is ready for it."""

import fcntl
import io
import os
import signal
import sys
from contextlib import redirect_stdout
from hashlib import sha256

import django
from django.core.management import call_command, execute_from_command_line

from enforcement import embedded

NEED_NO_DATABASE = frozenset(
    {
        "help",
        "version",
        "check",
        "collectstatic",
        "findstatic",
        "diffsettings",
        "makemessages",
        "startapp",
        "spectacular",
    }
    | {"translations", "prepare_fonts", "verify_draw", "size_budgets", "state_diagrams", "reference"}
)
REFERENCES = embedded.BASE_DIR / "fixtures" / "benchmarks" / "reference"
PREPARE_IT_THEMSELVES = frozenset(
    {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "load_rulebook", "flush"}
)


def main(arguments: list[str]) -> None:
    """DATABASE_URL names a server somebody looks after; without one the embedded server runs for this command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enforcement.settings")
    command = arguments[1] if len(arguments) > 1 else "help"
    if os.environ.get("DATABASE_URL") or command in NEED_NO_DATABASE or {"-h", "--help"} & set(arguments):
        if command == "demo":
            bring_up_to_date()
        execute_from_command_line(arguments)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster = embedded.here()
    try:
        with embedded.running(cluster) as address:
            os.environ["DATABASE_URL"] = address
            if command not in PREPARE_IT_THEMSELVES:
                prepare(cluster)
            execute_from_command_line(arguments)
    except embedded.EmbeddedFailed as failed:
        sys.exit(str(failed))
    except KeyboardInterrupt:
        sys.exit(130)


def prepare(cluster: embedded.Cluster) -> None:
    """Bring the database up to date, once for each state of the files it depends on."""
    now = fingerprint()
    with cluster.prepared_note.open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        if note.read() == now:
            return
        bring_up_to_date()
        note.truncate(0)
        note.write(now)


def bring_up_to_date() -> None:
    """Quiet, because stdout belongs to the command that was asked for."""
    django.setup()
    with redirect_stdout(io.StringIO()):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_rulebook", verbosity=0)
        call_command("load_benchmark", *sorted(REFERENCES.glob("*.yaml")), publish=True, verbosity=0)


def fingerprint() -> str:
    """Of everything that makes the tables and the rulebook what they are."""
    folders = ["*/migrations/*.py", "enforcement/*/migrations/*.py", "fixtures/rulebook/*.*", "fixtures/holidays/*.*"]
    folders.append("fixtures/benchmarks/reference/*.yaml")
    summed = sha256()
    for path in sorted(path for pattern in folders for path in embedded.BASE_DIR.glob(pattern)):
        summed.update(str(path.relative_to(embedded.BASE_DIR)).encode() + path.read_bytes())
    return summed.hexdigest()
