import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from enforcement.rulebook.loading import SourceRefused, load, load_holidays
from enforcement.rulebook.source_files import Unreadable

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class Command(BaseCommand):
    help = "Load the rulebook, the checklists and the holiday years. The same files a second time change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dir", type=Path, default=FIXTURES / "rulebook", help="folder of rulebook.yaml")
        parser.add_argument("--holidays", type=Path, default=FIXTURES / "holidays", help="folder of years.yaml")
        parser.add_argument("--draft", action="store_true", help="do not publish; a second person does")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            edition, new = load(options["dir"], publish=not options["draft"])
            days = load_holidays(options["holidays"])
        except SourceRefused as refused:
            for problem in refused.problems:
                self.stderr.write(problem)
            count = len(refused.problems)
            raise CommandError(_("有 %(count)s 处问题，未装载任何内容") % {"count": count}, returncode=1) from refused
        except Unreadable as unreadable:
            raise CommandError(str(unreadable), returncode=2) from unreadable
        if options["verbosity"]:
            words = _("已装载") if new else _("已是最新，未作改动")
            named = {"code": edition.code, "words": words, "days": days, "seconds": round(time.monotonic() - begun, 1)}
            self.stdout.write(_("%(code)s %(words)s（假日数据新增 %(days)s 条，%(seconds)s 秒）") % named)
