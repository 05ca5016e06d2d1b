import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from enforcement.outbox.actions import post, restart
from enforcement.outbox.models import Job, Rank, State
from enforcement.outbox.registry import JOBS, job
from enforcement.outbox.work import ATTEMPTS, run_due

pytestmark = pytest.mark.django_db
ran: list[int] = []


@job("tests.note")
def note(number: int) -> None:
    ran.append(number)


@job("tests.fail")
def fail() -> None:
    raise RuntimeError("no printer")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    ran.clear()


def test_posted_work_runs_once() -> None:
    post("tests.note", key="a", number=1)
    post("tests.note", key="a", number=2)
    assert run_due() == 1
    assert run_due() == 0
    assert ran == [1]
    assert Job.objects.get().state == State.DONE


@transaction.atomic
def post_and_fail() -> None:
    post("tests.note", key="a", number=1)
    raise ValueError("act")


def test_work_of_an_act_that_failed_is_never_done() -> None:
    with pytest.raises(ValueError, match="act"):
        post_and_fail()
    assert run_due() == 0


def test_work_waits_for_its_time() -> None:
    post("tests.note", key="a", due=timezone.now() + dt.timedelta(hours=1), number=1)
    assert run_due() == 0


def test_a_failure_keeps_its_reason_and_comes_again_later() -> None:
    post("tests.fail", key="f")
    run_due()
    failed = Job.objects.get()
    assert failed.state == State.WAITING
    assert "no printer" in failed.last_error
    assert failed.due > timezone.now()


def test_after_the_last_attempt_it_stays_visible_as_failed() -> None:
    post("tests.fail", key="f")
    for _ in range(ATTEMPTS):
        Job.objects.update(due=timezone.now())
        run_due()
    Job.objects.update(due=timezone.now())
    assert run_due() == 0
    assert Job.objects.get().state == State.FAILED


def test_only_what_failed_for_good_is_started_anew_and_with_all_its_attempts() -> None:
    post("tests.fail", key="f")
    post("tests.note", key="done", number=1)
    run_due()
    assert not restart("f")  # it waits by itself
    for _attempt in range(ATTEMPTS - 1):
        Job.objects.filter(key="f").update(due=timezone.now())
        run_due()
    assert restart("f")
    again = Job.objects.get(key="f")
    assert (again.state, again.attempts) == (State.WAITING, 0)
    assert run_due() == 1
    assert not restart("done")
    assert not restart("nobody")
    assert ran == [1]


def test_a_worker_that_died_gives_its_job_back_after_the_lease() -> None:
    post("tests.note", key="a", number=1)
    Job.objects.update(attempts=1, due=timezone.now() - dt.timedelta(seconds=1))
    assert run_due() == 1


def test_two_jobs_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="tests.note"):
        job("tests.note")(note)
    assert JOBS["tests.note"] is note


def test_what_someone_waits_for_goes_before_the_backlog() -> None:
    post("tests.note", key="old", rank=Rank.BACKLOG, due=timezone.now() - dt.timedelta(days=1), number=3)
    post("tests.note", key="plain", number=2)
    post("tests.note", key="waiting", rank=Rank.SOMEONE_WAITS, number=1)
    run_due()
    assert ran == [1, 2, 3]
