import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from enforcement.ledger.actions import make_checkpoint
from enforcement.ledger.models import Checkpoint, Entry
from enforcement.ledger.queries import differences, prefix_root


class Command(BaseCommand):
    help = "Check every ledger entry, the hash tree and the checkpoints; exit 1 and the first difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoint", type=Path, help="a checkpoint kept outside: JSON with size and root")
        parser.add_argument(
            "--make-checkpoint", action="store_true", help="pin the entries so far and print the checkpoint"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["make_checkpoint"]:
            make_checkpoint()
        first = next(differences(), None) or self.outside(options["checkpoint"])
        last = Checkpoint.objects.order_by("-size").first()
        answer = {
            "entries": Entry.objects.count(),
            "checkpoint": {"size": last.size, "root": last.root} if last else None,
            "difference": first,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif first:
            self.stderr.write(first)
        else:
            self.stdout.write(f"{answer['entries']} entries agree with their hashes and checkpoints")
        if first:
            sys.exit(1)

    def outside(self, path: Path | None) -> str | None:
        """Compare with a checkpoint that somebody else kept."""
        if path is None:
            return None
        try:
            kept = json.loads(path.read_text())
            size, root = int(kept["size"]), str(kept["root"])
        except (OSError, ValueError, KeyError, TypeError) as problem:
            self.stderr.write(f"{path}: not a checkpoint with size and root ({problem})")
            sys.exit(2)
        found = prefix_root(size)
        return None if found == root else f"checkpoint {path.name}: root over {size} entries is {found}, not {root}"
