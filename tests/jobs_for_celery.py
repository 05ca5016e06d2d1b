"""A job for the worker process that test_celery_redis starts."""

from pathlib import Path

from enforcement.outbox.registry import job


@job("tests.write")
def write(path: str, text: str) -> None:
    Path(path).write_text(text)
