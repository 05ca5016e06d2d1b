from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from enforcement import translations


class Command(BaseCommand):
    help = "Collect the texts of code, templates and scripts into locale/, check or compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--check", action="store_true", help="exit 1 when a text has no translation or is no longer used"
        )
        choice.add_argument("--compile", action="store_true", help="write the files the site reads")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            translations.compile_all(settings.BASE_DIR)
        elif options["check"]:
            lines = translations.find_gaps(settings.BASE_DIR).lines()
            if lines:
                raise CommandError(
                    "\n".join([*sorted(lines), "make translations collects; locale/en is then completed by hand."])
                )
        else:
            translations.update(settings.BASE_DIR)
            missing = len(translations.find_gaps(settings.BASE_DIR).untranslated)
            self.stdout.write(f"{missing} texts to translate in {translations.catalog_file(settings.BASE_DIR)}")
