from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enforcement.documents.fonts import FontsMissing, prepare


class Command(BaseCommand):
    help = "Find the machine's Chinese fonts and cut the faces that documents are printed with. Repeats cost nothing."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = prepare()
        except FontsMissing as missing:
            raise CommandError(str(missing)) from missing
        for name, source in done.items():
            self.stdout.write(f"{name}: {source}")
