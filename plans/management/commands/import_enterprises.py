import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enforcement.accounts.models import Bureau
from enforcement.sheets import UnreadableSheet
from plans.actions.enterprise import import_rows
from plans.models import ImportRun

BAR = 30


class Command(BaseCommand):
    help = (
        "Import enterprises from an XLSX or CSV file, in one transaction: the good rows or, when anything stops it, "
        "none. Bad rows are written beside the file with their reasons. Exit code 0: every row was good; 1: some were "
        "not; 2: wrong use or unreadable file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx or csv")
        parser.add_argument("--dry-run", action="store_true", help="check and count, change nothing")
        parser.add_argument("--bureau", help="name of the supervising bureau; needed when there are several")
        parser.add_argument("--errors", type=Path, help="where to write the bad rows (default: beside FILE)")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        bureau = find_bureau(options["bureau"])
        tell = (lambda done, total: None) if options["json"] else show_bar
        try:
            run, errors = import_rows(path, bureau=bureau, dry_run=options["dry_run"], tell=tell)
        except OSError as error:
            raise CommandError(f"cannot read {path}: {error.strerror}", returncode=2) from error
        except UnreadableSheet as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        error_file = ""
        if errors:
            target = options["errors"] or path.with_name(f"{path.stem}-errors.xlsx")
            target.write_bytes(errors)
            error_file = str(target)
        self.report(run, error_file, options)
        if run.bad:
            sys.exit(1)

    def report(self, run: ImportRun, error_file: str, options: dict[str, Any]) -> None:
        found = {name: getattr(run, name) for name in ("rows", "new", "changed", "same", "repeated", "bad")}
        if options["json"]:
            more = {"dry_run": options["dry_run"], "error_file": error_file, "problems": run.problems}
            self.stdout.write(json.dumps(found | {"duplicates": run.duplicates} | more, ensure_ascii=False))
            return
        self.stderr.write("")
        self.stdout.write("would import" if options["dry_run"] else "imported")
        for name, number in found.items():
            self.stdout.write(f"  {name:<10}{number:>10,}")
        for problem in run.problems[:20]:
            self.stdout.write(f"  {problem['cell']}: {problem['message']}")
        if error_file:
            self.stdout.write(f"bad rows with their reasons: {error_file}")


def find_bureau(name: str | None) -> Bureau:
    found = Bureau.objects.filter(name=name) if name else Bureau.objects.all()
    if found.count() == 1:
        return found.get()
    known = ", ".join(Bureau.objects.order_by("path").values_list("name", flat=True)[:20]) or "none"
    if name:
        raise CommandError(f"no bureau is called {name}. Known: {known}", returncode=2)
    raise CommandError(f"say which bureau supervises these enterprises: --bureau NAME. Known: {known}", returncode=2)


def show_bar(done: int, total: int) -> None:
    part = min(1.0, done / total) if total else 1.0
    bar = ("#" * int(part * BAR)).ljust(BAR)
    sys.stderr.write(f"\r[{bar}] {done:,} / {total:,}")
    sys.stderr.flush()
