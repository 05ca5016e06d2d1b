import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bench import scratch

HEADINGS = f"{'':<42}{'ours':>12}{'floor':>12}{'ratio':>10}   target"


class Command(BaseCommand):
    help = "Benchmarks as ratios to a floor measured in the same run, in their own database. See docs/benchmarks.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, default=100_000, help="enterprises in the register")
        parser.add_argument(
            "--short", action="store_true", help="tiny sizes: shows that everything runs, measures nothing"
        )
        parser.add_argument("--json", type=Path, default=Path("bench-results.json"), help="where the results go")
        parser.add_argument(
            "--only", action="append", default=[], metavar="NAME", help="one benchmark; may be repeated"
        )

    def handle(self, *args: Any, rows: int, short: bool, json: Path, only: list[str], **options: Any) -> None:
        if rows < 1_000:
            raise CommandError("--rows must be at least 1000; use --short to see only that everything runs.")
        arguments = ["--rows", str(rows), "--json", str(json.absolute()), *(["--short"] if short else [])]
        arguments += [f"--only={name}" for name in only]
        try:
            with scratch.database(os.environ["DATABASE_URL"]) as address, tempfile.TemporaryDirectory() as files:
                self.stdout.write(HEADINGS)
                self.stdout.flush()
                environment = os.environ | {"DATABASE_URL": address, "FILES_ROOT": files, "CELERY_BROKER_URL": ""}
                done = subprocess.run(
                    [sys.executable, "-m", "bench", *arguments], cwd=settings.BASE_DIR, env=environment, check=False
                )
        except scratch.NoScratchDatabase as refused:
            raise CommandError(str(refused)) from refused
        if done.returncode:
            raise CommandError("A benchmark did not run to its end; the reason stands above.")
        self.stdout.write(f"{json} has the details; docs/benchmarks.md says how to read them.")
