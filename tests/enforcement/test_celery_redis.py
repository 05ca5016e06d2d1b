"""The production way of work: a real Redis wakes a real Celery worker, which finds the job in the database."""

import os
import selectors
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

import pytest
from django.conf import settings as project
from django.db import connection, transaction

from enforcement.celery import app
from enforcement.outbox.actions import post
from enforcement.outbox.models import Job, State

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@contextmanager
def program(command: list[str], **settings) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **settings) as started:
        try:
            yield started
        finally:
            started.terminate()
            with suppress(subprocess.TimeoutExpired):
                started.communicate(timeout=10)
            started.kill()


def wait_until_it_says(words: str, started: subprocess.Popen[bytes], seconds: float = 40) -> None:
    read = b""
    give_up = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(started.stdout, selectors.EVENT_READ)
        while words.encode() not in read:
            assert selector.select(max(0, give_up - time.monotonic())), f"no {words!r} in {read.decode()}"
            more = os.read(started.stdout.fileno(), 65536)
            assert more, f"it ended: {read.decode()}"
            read += more
            assert b"raised unexpected" not in read, read.decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def broker(tmp_path, settings):
    assert shutil.which("redis-server"), "install Debian's package redis-server"
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    with program(["redis-server", *options]) as redis:
        wait_until_it_says("Ready to accept connections", redis)
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        before = app.conf.broker_url
        app.conf.broker_url = settings.CELERY_BROKER_URL
        yield settings.CELERY_BROKER_URL
        app.conf.broker_url = before
        app._after_fork()  # forgets the connections


@pytest.fixture
def worker(broker):
    there = connection.settings_dict
    login = f"{quote(there['USER'])}:{quote(there.get('PASSWORD') or '')}"
    host = f"?host={quote(there['HOST'], safe='')}" + (f"&port={there['PORT']}" if there["PORT"] else "")
    address = f"postgresql://{login}@/{there['NAME']}{host}"
    command = [sys.executable, "-m", "celery", "-A", "enforcement", "worker", "--pool", "solo", "--loglevel", "INFO"]
    command += ["--include", "tests.jobs_for_celery", "--without-gossip", "--without-mingle"]
    environment = os.environ | {"DATABASE_URL": address, "CELERY_BROKER_URL": broker}
    with program(command, cwd=project.BASE_DIR, env=environment) as started:
        wait_until_it_says("ready.", started)
        yield started


def test_a_posted_job_runs_in_the_worker(worker, tmp_path):
    with transaction.atomic():
        post("tests.write", key="one", path=str(tmp_path / "made"), text="监察局")

    wait_until_it_says("succeeded in", worker)

    assert (tmp_path / "made").read_text() == "监察局"
    assert Job.objects.get(key="one").state == State.DONE


def test_work_of_an_act_that_failed_is_not_done(worker, tmp_path):
    with suppress(ZeroDivisionError), transaction.atomic():
        post("tests.write", key="lost", path=str(tmp_path / "lost"), text="")
        1 / 0  # noqa: B018
    with transaction.atomic():
        post("tests.write", key="kept", path=str(tmp_path / "kept"), text="")

    wait_until_it_says("succeeded in", worker)

    assert (tmp_path / "kept").exists()
    assert not (tmp_path / "lost").exists()


def test_the_schedule_posts_through_the_broker(worker):
    app.send_task("enforcement.post", ["tests.no_such_job"])

    wait_until_it_says("succeeded in", worker)

    job = Job.objects.get(name="tests.no_such_job")
    assert (job.state, job.attempts) == (State.WAITING, 1)
    assert "KeyError" in job.last_error


def test_without_a_broker_nothing_is_lost(settings, tmp_path):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    app.conf.broker_url = settings.CELERY_BROKER_URL
    app._after_fork()

    with transaction.atomic():
        post("tests.write", key="later", path=str(tmp_path / "later"), text="")

    assert Job.objects.get(key="later").state == State.WAITING
