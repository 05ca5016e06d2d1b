"""The schedule of Celery beat without a broker: which entries are due, remembered across restarts."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from celery.schedules import BaseSchedule, maybe_schedule


class Timetable:
    def __init__(self, entries: Mapping[str, Mapping[str, Any]], kept: Path) -> None:
        self.entries = entries
        self.kept = kept
        self.last_runs = self.read()

    def read(self) -> dict[str, dt.datetime]:
        """An entry never seen counts as run just now, as with Celery beat; one missed while stopped is due at once."""
        noted = json.loads(self.kept.read_text()) if self.kept.exists() else {}
        now = dt.datetime.now(dt.UTC)
        return {name: dt.datetime.fromisoformat(noted[name]) if name in noted else now for name in self.entries}

    def take_due(self) -> list[tuple[str, list[Any]]]:
        """Task names and arguments that are due; each is noted as run before the caller runs it."""
        due = []
        for name, entry in self.entries.items():
            schedule = cast(BaseSchedule, maybe_schedule(entry["schedule"]))
            is_due, _seconds = schedule.is_due(self.last_runs[name])
            if is_due:
                self.last_runs[name] = dt.datetime.now(dt.UTC)
                due.append((entry["task"], list(entry.get("args", []))))
        if due or not self.kept.exists():
            aside = self.kept.with_suffix(".new")
            aside.write_text(json.dumps({name: ran.isoformat() for name, ran in self.last_runs.items()}))
            aside.replace(self.kept)
        return due
