"""The demo bureau lives through its year: each act is done on its own day, through the real actions."""

import datetime as dt
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

from enforcement.rulebook.clocks import add_workdays, is_workday

TODAY = dt.date(2026, 11, 20)
HOUR = 9


@contextmanager
def at(moment: dt.datetime) -> Iterator[dt.datetime]:
    """What is done inside happens at that moment."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield moment


def on(day: dt.date, hour: int = HOUR, minute: int = 0) -> dt.datetime:
    """That moment in local time."""
    return dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone())


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """Salts and public addresses, random elsewhere, are the same for the same seed inside."""
    chance = random.Random(seed)  # noqa: S311 - a demo that comes out the same every time
    with mock.patch.object(secrets, "token_hex", lambda size=32: chance.randbytes(size).hex()):
        yield


def workday(day: dt.date) -> dt.date:
    """The day itself, or the next working day."""
    return day if is_workday(day) else add_workdays(day, 1)


def today() -> dt.date:
    return timezone.localdate()


def in_days(days: int) -> dt.datetime:
    """The same hour, so many days from now or on the next working day after."""
    now = timezone.localtime()
    return on(workday(now.date() + dt.timedelta(days=days)), now.hour, now.minute)


def in_workdays(days: int) -> dt.datetime:
    now = timezone.localtime()
    return on(add_workdays(now.date(), days), now.hour, now.minute)


def in_minutes(minutes: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=minutes)
