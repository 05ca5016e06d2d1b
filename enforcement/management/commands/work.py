import logging
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

import enforcement.outbox.tasks  # noqa: F401 - the schedule names them
from enforcement.celery import app
from enforcement.outbox.work import run_due
from enforcement.timetable import Timetable

log = logging.getLogger(__name__)
STOP = {signal.SIGTERM, signal.SIGINT}
SECONDS_BETWEEN_LOOKS = 1
SECONDS_TO_RECONNECT = 5


class Command(BaseCommand):
    help = "Run posted jobs and the schedule, as Celery's worker and beat do, without a broker. Ends after SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due and end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            while run_due(limit=100):
                pass
            return
        timetable = Timetable(app.conf.beat_schedule, Path(settings.RUN_DIR) / "timetable.json")
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # a job ends before its worker does
        pause = 0.0
        while not signal.sigtimedwait(STOP, pause):
            close_old_connections()
            pause = look_once(timetable)


def look_once(timetable: Timetable) -> float:
    """Seconds until the next look. A database that is away for a while is waited for."""
    try:
        for task, arguments in timetable.take_due():
            app.tasks[task](*arguments)
        return 0 if run_due(limit=10) else SECONDS_BETWEEN_LOOKS
    except (OperationalError, InterfaceError) as away:
        log.warning("the database did not answer, trying again: %s", away)
        return SECONDS_TO_RECONNECT
