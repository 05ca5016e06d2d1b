import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.companions import load_beside
from enforcement.rulebook.loading import SourceRefused, load, load_holidays
from enforcement.rulebook.models import Edition
from enforcement.rulebook.source_files import Unreadable
from enforcement.rulebook.states import EditionState

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class Command(BaseCommand):
    help = (
        "Load the rulebook, the checklists and the holiday years. The same files a second time change nothing."
        " The first edition is published at once; any later one is a draft that a second person publishes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dir", type=Path, default=FIXTURES / "rulebook", help="folder of rulebook.yaml")
        parser.add_argument("--holidays", type=Path, default=FIXTURES / "holidays", help="folder of years.yaml")
        parser.add_argument("--by", metavar="USERNAME", help="who imports; may then not be the one who publishes")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            by = importer(options["by"])
            edition, new = load(options["dir"], by=by)
            load_beside(options["dir"], by)
            days = load_holidays(options["holidays"])
        except SourceRefused as refused:
            for problem in refused.problems:
                self.stderr.write(problem)
            count = len(refused.problems)
            raise CommandError(_("有 %(count)s 处问题，未装载任何内容") % {"count": count}, returncode=1) from refused
        except Unreadable as unreadable:
            raise CommandError(str(unreadable), returncode=2) from unreadable
        if options["verbosity"]:
            words = told(edition, new=new)
            named = {"code": edition.code, "words": words, "days": days, "seconds": round(time.monotonic() - begun, 1)}
            self.stdout.write(_("%(code)s %(words)s（假日数据新增 %(days)s 条，%(seconds)s 秒）") % named)


def importer(username: str | None) -> User | None:
    if not username:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not user.may(Permission.MAINTAIN_LAW):
        raise CommandError(_("没有可以维护法规库的用户“%(name)s”") % {"name": username}, returncode=2)
    return user


def told(edition: Edition, *, new: bool) -> str:
    if edition.state == EditionState.DRAFT:
        return (
            _("已装载为草稿，由另一人在“法规库 › 版次”中核对差异后发布") if new else _("仍是草稿，待另一人核对后发布")
        )
    if edition.state == EditionState.DISCARDED:
        return _("与已作废的版次相同，未装载")
    return _("已装载") if new else _("已是最新，未作改动")
