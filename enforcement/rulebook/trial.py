"""Who counts what a holiday notice would move before it is confirmed. The kernel does not know what runs by it."""

from collections.abc import Callable

from enforcement.rulebook.models import HolidayNotice

Counter = Callable[[HolidayNotice], None]
COUNTERS: list[Counter] = []


def register(counter: Counter) -> Counter:
    """It posts a job, which writes `HolidayNotice.affected`."""
    if counter not in COUNTERS:
        COUNTERS.append(counter)
    return counter


def ask(notice: HolidayNotice) -> None:
    for counter in COUNTERS:
        counter(notice)


def key_of(notice: HolidayNotice) -> str:
    """Of the job, so that the page can show how far it is."""
    return f"notice:{notice.pk}:affected"
