"""The demo bureau lives through its year: each act is done on its own day, through the real actions."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

from enforcement.rulebook.clocks import add_workdays, is_workday

HOUR = 9


@contextmanager
def on(day: dt.date, hour: int = HOUR, minute: int = 0) -> Iterator[dt.datetime]:
    """What is done inside happens at that moment, local time."""
    moment = dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone())
    with mock.patch.object(timezone, "now", lambda: moment):
        yield moment


def workday(day: dt.date) -> dt.date:
    """The day itself, or the next working day."""
    return day if is_workday(day) else add_workdays(day, 1)
