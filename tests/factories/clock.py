"""Time for tests that have to let it pass: Django's clock is moved, ours has none."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    with patch("django.utils.timezone.now", return_value=moment):
        yield
