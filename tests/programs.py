"""Real programs beside a test: start, wait for what they say, end."""

import os
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Playwright

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


def launched(playwright: Playwright) -> Browser:
    """Debian's headless shell, half the work of the whole Chromium for the same pages; or else Playwright's own."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium-headless-shell"), args=SWITCHES)


@contextmanager
def program(command: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as started:
        try:
            yield started
        finally:
            started.terminate()
            with suppress(subprocess.TimeoutExpired):
                started.communicate(timeout=20)
            started.kill()


def wait_until_it_says(words: str, started: subprocess.Popen[bytes], *, never: str = "\0", seconds: float = 60) -> str:
    """Everything it said until then. Fails at once when it ends before, or says what it must never say."""
    read = b""
    give_up = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(started.stdout, selectors.EVENT_READ)
        while words.encode() not in read:
            assert selector.select(max(0, give_up - time.monotonic())), f"no {words!r} in {read.decode()}"
            more = os.read(started.stdout.fileno(), 65536)
            assert more, f"it ended: {read.decode()}"
            read += more
            assert never.encode() not in read, read.decode()
    return read.decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_address() -> str:
    """Of the database of this test, for another program."""
    there = connection.settings_dict
    login = f"{quote(there['USER'])}:{quote(there.get('PASSWORD') or '')}"
    port = f"&port={there['PORT']}" if there["PORT"] else ""
    return f"postgresql://{login}@/{there['NAME']}?host={quote(there['HOST'], safe='')}{port}"
