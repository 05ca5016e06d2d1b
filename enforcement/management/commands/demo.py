import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

SECONDS_TO_ANSWER = 60
SECONDS_TO_END = 15
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Run the site and its worker with a demo bureau, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")

    def handle(self, *args: Any, port: str, **options: Any) -> None:
        address = f"http://127.0.0.1:{usable_port(port)}/"
        os.environ["PORT"] = port  # documents made from now on name this address
        for ending in ENDINGS:
            signal.signal(ending, end)
        if not get_user_model().objects.exists():
            self.stdout.write("Making the demo bureau; the first time takes a while …")
            call_command("seed_demo", scale="demo")
        call_command("collectstatic", interactive=False, verbosity=0)
        web = [sys.executable, "-m", "gunicorn", "enforcement.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        worker = [sys.executable, "manage.py", "work"]
        with running("web", [*web, "--timeout", "120"]) as site, running("work", worker) as jobs:
            wait_until_answered(address, site)
            self.show(address)
            while site.poll() is None and jobs.poll() is None:
                time.sleep(0.5)
            raise CommandError(
                f"The {'site' if jobs.poll() is None else 'worker'} ended by itself; see {settings.RUN_DIR}/*.log"
            )

    def show(self, address: str) -> None:
        sign_ins = Path(settings.RUN_DIR) / "sign-ins.txt"
        self.stdout.write(f"\n  {address}\n")
        if sign_ins.exists():
            self.stdout.write(sign_ins.read_text())
        self.stdout.write(f"\nLogs: {settings.RUN_DIR}/web.log, work.log. Ctrl-C ends it.\n")
        self.stdout.flush()


def end(number: int, frame: object) -> None:
    raise SystemExit(0)


def usable_port(port: str) -> int:
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT is {port!r}; it must be a number from 1 to 65535, for example: make demo PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as taken:
            raise CommandError(
                f"Port {port} cannot be used ({taken.strerror}). Choose another: make demo PORT={int(port) % 65000 + 1}"
            ) from taken
    return int(port)


@contextmanager
def running(name: str, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """In a session of its own: Ctrl-C reaches this command alone, which then ends its children in order."""
    with (Path(settings.RUN_DIR) / f"{name}.log").open("ab") as log:
        child = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield child
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)  # a second Ctrl-C does not leave half of it running
        child.terminate()
        try:
            child.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def wait_until_answered(address: str, site: subprocess.Popen[bytes]) -> None:
    """Any page or refusal will do; a proxy of the machine is not asked about our own address."""
    ask = build_opener(ProxyHandler({}))
    give_up = time.monotonic() + SECONDS_TO_ANSWER
    while site.poll() is None and time.monotonic() < give_up:
        try:
            with ask.open(address, timeout=10):
                return
        except HTTPError as answered:
            if answered.code < 500:
                return
            time.sleep(0.1)
        except OSError:
            time.sleep(0.1)
    log = Path(settings.RUN_DIR) / "web.log"
    raise CommandError(f"The site did not answer at {address}; {log} ends with:\n{log.read_text()[-2000:]}")
