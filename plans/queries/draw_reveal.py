"""The job that makes the tasks of a revealed draw, and why it stands still."""

from django.utils.translation import gettext as _

from enforcement.outbox.models import Job, State as JobState
from plans.models import Draw

BROKEN = "Traceback"


def job_key(task: Draw) -> str:
    return f"reveal:{task.pk}"


def is_at_work(task: Draw) -> bool:
    return Job.objects.filter(key=job_key(task), state=JobState.WAITING).exists()


def why_stopped(task: Draw) -> str:
    """In plain words: what a rule said, or that the program broke and under which number an administrator finds it."""
    job = Job.objects.filter(key=job_key(task)).first()
    if job is None:
        return _("后台任务已不存在")
    if job.last_error.startswith(BROKEN):
        words = {"number": job.pk, "times": job.attempts}
        return _("程序运行出错，已试 %(times)s 次（后台任务第 %(number)s 号）") % words
    return job.last_error
