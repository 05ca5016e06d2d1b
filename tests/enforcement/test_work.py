import sys

import pytest
from django.core.management import call_command
from django.db import OperationalError

from enforcement.management.commands import work
from enforcement.outbox.actions import post
from enforcement.outbox.models import Job, State
from enforcement.timetable import Timetable
from tests import jobs_for_celery
from tests.programs import database_address, program, wait_until_it_says


@pytest.mark.django_db
def test_once_does_all_that_is_due(tmp_path):
    assert jobs_for_celery.write
    for number in range(3):
        post("tests.write", key=f"{number}", path=str(tmp_path / f"{number}"), text="")

    call_command("work", once=True)

    assert {path.name for path in tmp_path.iterdir()} >= {"0", "1", "2"}
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}


@pytest.mark.django_db
def test_a_look_runs_the_schedule_and_what_it_posted(tmp_path):
    entries = {"now": {"task": "enforcement.post", "schedule": 0.0, "args": ["tests.no_such_job"]}}

    pause = work.look_once(Timetable(entries, tmp_path / "t.json"))

    assert Job.objects.get().attempts == 1
    assert pause == work.SECONDS_BETWEEN_LOOKS


def test_a_database_that_is_away_is_waited_for(tmp_path):
    class Away(Timetable):
        def take_due(self):
            raise OperationalError("the server is away")

    assert work.look_once(Away({}, tmp_path / "t.json")) == work.SECONDS_TO_RECONNECT


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_works_until_it_is_told_to_end(tmp_path):
    post("tests.no_such_job", key="one")
    command = [sys.executable, "manage.py", "work"]

    with program(command, DATABASE_URL=database_address(), RUN_DIR=str(tmp_path)) as worker:
        wait_until_it_says("KeyError", worker)
        worker.terminate()

        assert worker.wait(20) == 0
