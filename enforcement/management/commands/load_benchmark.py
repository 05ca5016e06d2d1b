from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.rulebook.benchmark_diff import compare, earlier_edition
from enforcement.rulebook.benchmark_loading import load_benchmark
from enforcement.rulebook.loading import SourceRefused
from enforcement.rulebook.source_files import Unreadable


class Command(BaseCommand):
    help = "Load benchmarks of discretion as drafts. The same file a second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="when setting up; later a second person publishes")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            self._load(path, publish=options["publish"], quiet=not options["verbosity"])

    def _load(self, path: Path, *, publish: bool, quiet: bool) -> None:
        try:
            benchmark, new = load_benchmark(path, publish=publish)
        except SourceRefused as refused:
            for problem in refused.problems:
                self.stderr.write(f"{path.name}: {problem}")
            words = {"name": path.name, "count": len(refused.problems)}
            raise CommandError(_("%(name)s 有 %(count)s 处问题，未装载任何内容") % words, returncode=1) from refused
        except RuleBroken as broken:
            raise CommandError(f"{path.name}: {broken.message}", returncode=1) from broken
        except Unreadable as unreadable:
            raise CommandError(f"{path.name}: {unreadable}", returncode=2) from unreadable
        if quiet:
            return
        words = _("已装载") if new else _("已是最新，未作改动")
        self.stdout.write(f"{benchmark.code} {words}（{benchmark.get_state_display()}）")
        for warning in benchmark.warnings if new else ():
            self.stderr.write(warning)
        if new and (before := earlier_edition(benchmark)):
            for change in compare(before, benchmark):
                self.stdout.write(f"{change.sign} {change.text}")
