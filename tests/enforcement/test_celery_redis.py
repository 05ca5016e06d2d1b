"""The production way of work: a real Redis wakes a real Celery worker, which finds the job in the database."""

import shutil
import sys
from contextlib import suppress

import pytest
from django.db import transaction

from enforcement.celery import app
from enforcement.outbox.actions import post
from enforcement.outbox.models import Job, State
from tests.programs import database_address, free_port, program, wait_until_it_says

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def speak_to(settings):
    """Makes this process send its wake-up calls to a broker, and forget it afterwards."""
    before = app.conf.broker_url

    def choose(port: int) -> str:
        settings.CELERY_BROKER_URL = app.conf.broker_url = f"redis://127.0.0.1:{port}/0"
        app._after_fork()  # forgets the connections
        return app.conf.broker_url

    yield choose
    app.conf.broker_url = before
    app._after_fork()


@pytest.fixture
def worker(tmp_path, speak_to):
    assert shutil.which("redis-server"), "install Debian's package redis-server"
    port = free_port()
    redis = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    celery = [sys.executable, "-m", "celery", "-A", "enforcement", "worker", "--pool", "solo", "--loglevel", "INFO"]
    celery += ["--include", "tests.jobs_for_celery", "--without-gossip", "--without-mingle"]
    with program(redis) as server:
        wait_until_it_says("Ready to accept connections", server)
        with program(celery, DATABASE_URL=database_address(), CELERY_BROKER_URL=speak_to(port)) as started:
            wait_until_it_says("ready.", started)
            yield started


def wait_for_a_task(worker) -> None:
    wait_until_it_says("succeeded in", worker, never="raised unexpected")


def test_a_posted_job_runs_in_the_worker(worker, tmp_path):
    with transaction.atomic():
        post("tests.write", key="one", path=str(tmp_path / "made"), text="监察局")

    wait_for_a_task(worker)

    assert (tmp_path / "made").read_text() == "监察局"
    assert Job.objects.get(key="one").state == State.DONE


def test_work_of_an_act_that_failed_is_not_done(worker, tmp_path):
    with suppress(ZeroDivisionError), transaction.atomic():
        post("tests.write", key="lost", path=str(tmp_path / "lost"), text="")
        1 / 0  # noqa: B018
    with transaction.atomic():
        post("tests.write", key="kept", path=str(tmp_path / "kept"), text="")

    wait_for_a_task(worker)

    assert (tmp_path / "kept").exists()
    assert not (tmp_path / "lost").exists()


def test_the_schedule_posts_through_the_broker(worker):
    app.send_task("enforcement.post", ["tests.no_such_job"])

    wait_for_a_task(worker)

    job = Job.objects.get(name="tests.no_such_job")
    assert (job.state, job.attempts) == (State.WAITING, 1)
    assert "KeyError" in job.last_error


def test_without_a_broker_nothing_is_lost(speak_to, tmp_path):
    speak_to(free_port())

    with transaction.atomic():
        post("tests.write", key="later", path=str(tmp_path / "later"), text="")

    assert Job.objects.get(key="later").state == State.WAITING
