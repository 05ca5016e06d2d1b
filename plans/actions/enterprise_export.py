"""Long exports of the register: ordered on a page, written by a job, told by a notice, gone after some days."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.ledger.actions import record
from enforcement.outbox.actions import post
from enforcement.outbox.models import Rank
from enforcement.sheets import Layout, csv_lines, write_xlsx
from enforcement.web.models import Reminder
from plans.actions.enterprise import EXPORTED as ACT
from plans.actions.enterprise_import import Tell
from plans.models import Enterprise, RegisterExport
from plans.models.enterprise_export import KEPT_DAYS
from plans.sheets.enterprise import EXPORTED, TEMPLATE_WIDTHS, export_header, export_rows

READ_AT_ONCE = 2_000
TOLD_EVERY = 5_000


@transaction.atomic
def order_export(*, by: User, query: str, conditions: str, file_format: str, language: str) -> RegisterExport:
    require(by, Permission.VIEW_ENTERPRISES)
    made = RegisterExport.objects.create(
        bureau=by.bureau, created_by=by, query=query, conditions=conditions[:500], file_format=file_format
    )
    post("plans.write_export", key=export_key(made), rank=Rank.SOMEONE_WAITS, export=made.pk, language=language)
    return made


def export_key(export: RegisterExport) -> str:
    return f"export:{export.ref}"


def write_export(export: RegisterExport, found: QuerySet[Enterprise], tell: Tell) -> None:
    """`found` is what the person may see at this moment of what was asked for. Written beside, then moved: half a file
    is never offered. Once more is harmless."""
    if export.finished_at is not None:
        return
    by = export.created_by
    require(by, Permission.VIEW_ENTERPRISES)
    total = found.order_by().count()
    part = export.path.with_suffix(".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    counted = Counted(found, tell, total)
    words = provenance(by, export.conditions)
    write_file(part, export.file_format, export_rows(counted), words)
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    part.replace(export.path)
    with transaction.atomic():
        export.rows, export.size, export.sha256 = counted.done, export.path.stat().st_size, sha256
        export.finished_at = timezone.now()
        export.save(update_fields=["rows", "size", "sha256", "finished_at"])
        after = {"conditions": export.conditions, "rows": export.rows, "format": export.file_format, "sha256": sha256}
        record(ACT, by=by, subject=export, after=after)
        text = _("企业库导出已完成：%(rows)s 条，文件保留 %(days)s 天") % {
            "rows": f"{export.rows:,}",
            "days": KEPT_DAYS,
        }
        Reminder.objects.create(user=by, ref=export.ref, text=text, url=export.get_absolute_url())


class Counted:
    """The rows of a query, told on the way."""

    def __init__(self, found: QuerySet[Enterprise], tell: Tell, total: int) -> None:
        self.found, self.tell, self.total, self.done = found, tell, total, 0

    def __iter__(self) -> Iterator[Any]:
        rows = self.found.order_by("id").values_list(*EXPORTED)
        for self.done, row in enumerate(rows.iterator(chunk_size=READ_AT_ONCE), start=1):
            yield row
            if self.done % TOLD_EVERY == 0:
                self.tell(self.done, max(self.done, self.total))


def provenance(by: User, conditions: str) -> str:
    """Who, when, what: stands in every exported file."""
    words = {
        "who": f"{by.name}（{by.unit or by.bureau}）",
        "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "what": conditions or _("无"),
    }
    return _("企业库导出；导出人：%(who)s；导出时间：%(when)s；筛选条件：%(what)s") % words


def write_file(target: Path, file_format: str, rows: Iterable[Any], words: str) -> None:
    if file_format == "xlsx":
        with target.open("wb") as file:
            write_xlsx(file, export_layout(words), export_header(), rows)
        return
    with target.open("w", encoding="utf-8", newline="") as text:
        text.writelines(csv_lines(export_header(), rows, title=words))


def export_layout(words: str) -> Layout:
    return Layout(_("企业库"), TEMPLATE_WIDTHS, notes=(words,), notes_title=_("导出说明"))


def drop_outdated() -> int:
    """The files go; that they were made, by whom and with what hash, stays."""
    outdated = list(RegisterExport.objects.outdated())
    for one in outdated:
        one.path.unlink(missing_ok=True)
    return RegisterExport.objects.filter(pk__in=[one.pk for one in outdated]).update(dropped_at=timezone.now())
