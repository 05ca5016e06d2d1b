"""Import of the register: a table is staged and checked, someone confirms, then it is merged in short transactions."""

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.documents.files import path_of, plain_name, store, store_file
from enforcement.ledger.actions import record, record_all
from enforcement.ledger.presenters import name_act
from enforcement.outbox.actions import post
from enforcement.outbox.models import Rank
from enforcement.sheets import CSV, XLSX, Layout, Problem, UnreadableSheet, address, chunks, open_sheet, write_xlsx
from plans.flows.enterprise import IMPORT
from plans.models import Enterprise, ImportRow, ImportRun
from plans.models.enterprise_import import AMENDABLE
from plans.queries.enterprise import OnRecord, check_key, merge_key, on_record, repeated_codes
from plans.rules.registration import too_early
from plans.sheets.enterprise import REGISTERED_ON, STATUS_ON, Row, Table, error_header, error_row
from plans.states import ImportState, Verdict

CHUNK = 10_000  # rows merged in one transaction
CHECKED_AT_ONCE = 5_000
MANY = 10_000
SHOWN = 200  # problems and repeated codes kept for the page; the error file has them all
Tell = Callable[[int, int], None]

UPLOADED = name_act("import.upload", gettext_lazy("上传企业表"))
AMENDED = name_act("enterprise.amend_by_import", gettext_lazy("导入更新企业"))
RAN_FROM_SHELL = name_act("import.run", gettext_lazy("导入企业（命令行）"))


class Withdrawn(Exception):
    """Someone cancelled the run while it was being checked."""


@transaction.atomic
def upload_table(*, by: User, content: bytes | IO[bytes], name: str) -> ImportRun:
    require(by, Permission.IMPORT_ENTERPRISES)
    file = BytesIO(content) if isinstance(content, bytes) else content
    file.seek(0)
    mime = XLSX if file.read(2) == b"PK" else CSV
    kept = store_file(file, name=name, mime=mime, by=by)
    run = ImportRun.objects.create(bureau=by.bureau, created_by=by, file=kept, file_name=plain_name(name))
    record(UPLOADED, by=by, subject=run, after={"file": run.file_name, "sha256": kept.sha256})
    post("plans.check_import", key=check_key(run), rank=Rank.SOMEONE_WAITS, run=run.pk, language=get_language())
    return run


def check_import(run: ImportRun, tell: Tell) -> None:
    """Stage and check what was uploaded. Once more is harmless: staging begins anew, a checked run is left alone."""
    if run.state != ImportState.UPLOADED or run.file is None or run.created_by is None:
        if run.state == ImportState.CANCELLED:  # while its last rows were being staged
            run.staged.all().delete()
        return
    try:
        errors = stage(run, path_of(run.file), tell)
    except Withdrawn:
        run.staged.all().delete()
        return
    except UnreadableSheet as unreadable:
        cancel_import(run, by=run.created_by, reason=str(unreadable))
        return
    with transaction.atomic():
        IMPORT.take(run, "check", by=run.created_by)
        if errors:
            name = _("有误的行") + f"-{Path(run.file_name).stem}.xlsx"
            run.error_file = store(errors, name=name, mime=XLSX, by=run.created_by)
        run.save(update_fields=[*COUNTED, "error_file"])
        record(IMPORT.act("check"), by=run.created_by, subject=run, after=counts(run))


@transaction.atomic
def confirm_import(run: ImportRun, *, by: User, version: int | None = None) -> ImportRun:
    run = IMPORT.take(run, "confirm", by=by, version=version)
    record(IMPORT.act("confirm"), by=by, subject=run, after=counts(run))
    post("plans.merge_import", key=merge_key(run), rank=Rank.SOMEONE_WAITS, run=run.pk)
    return run


@transaction.atomic
def cancel_import(run: ImportRun, *, by: User, version: int | None = None, reason: str = "") -> ImportRun:
    run = IMPORT.take(run, "cancel", by=by, version=version)
    if reason:
        run.problems = [{"sheet": "", "cell": "", "message": reason}]
        run.save(update_fields=["problems"])
    run.staged.all().delete()
    record(IMPORT.act("cancel"), by=by, subject=run, note=reason)
    return run


def merge_import(run: ImportRun, tell: Tell) -> None:
    """The confirmed rows into the register. Interrupted, it goes on after the last committed chunk; undone meanwhile,
    it stops."""
    if run.state != ImportState.CONFIRMED:
        return
    fill_again(run, tell)
    while merge_next(run):
        tell(run.done_rows, run.rows)
    if under_way(run) != ImportState.CONFIRMED:
        return
    with transaction.atomic():
        IMPORT.take(run, "finish", by=run.created_by)
        close(run)
        record(IMPORT.act("finish"), by=run.created_by, subject=run, after=counts(run))


def import_rows(
    path: Path, *, bureau: Bureau, by: User | None = None, dry_run: bool = False, tell: Tell = lambda done, total: None
) -> tuple[ImportRun, bytes | None]:
    """Check and merge a file at once, for the shell: one transaction, all good rows or none. Gives the run and the
    workbook of bad rows. A dry run counts the same and takes everything back."""
    with transaction.atomic(), path.open("rb") as file:
        kept = None if dry_run else store_file(file, name=path.name, mime="application/octet-stream", by=by)
        run = ImportRun.objects.create(
            bureau=bureau, created_by=by, file=kept, file_name=path.name, state=ImportState.DONE
        )
        errors = stage(run, path, tell)
        if dry_run:
            transaction.set_rollback(True)
            return run, errors
        while merge_next(run):
            tell(run.done_rows, run.rows)
        close(run)
        record(RAN_FROM_SHELL, by=by, subject=run, after=counts(run))
    return run, errors


COUNTED = ("rows", "done_rows", "new", "changed", "same", "repeated", "bad", "duplicates", "problems")


def counts(run: ImportRun) -> dict[str, Any]:
    kept = {name: getattr(run, name) for name in ("rows", "new", "changed", "same", "repeated", "bad")}
    return {"file": run.file_name, "sha256": run.file.sha256 if run.file else ""} | kept


def close(run: ImportRun) -> None:
    run.staged.all().delete()
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at", *COUNTED])
    if run.new >= MANY:
        ImportRow.objects.tidy_register()


def under_way(run: ImportRun) -> str:
    """The state as others see it now: someone may have cancelled or undone the run since."""
    return ImportRun.objects.values_list("state", flat=True).get(pk=run.pk)


def fill_again(run: ImportRun, tell: Tell) -> None:
    """The staged rows are lost when the database server crashes; then they are read from the file once more, and what
    was counted and merged already stays so."""
    if run.file is None or run.done_rows >= run.rows or run.staged.exists():
        return
    counted = {name: getattr(run, name) for name in COUNTED}
    stage(run, path_of(run.file), tell)
    for name, value in counted.items():
        setattr(run, name, value)


def stage(run: ImportRun, source: Path, tell: Tell) -> bytes | None:
    """Read, check, copy beside the register; set the counts on `run`. Gives the workbook of bad rows, if any."""
    run.staged.all().delete()
    table = Table(open_sheet(source, run.file_name), timezone.localdate())
    run.rows = run.bad = run.done_rows = 0
    run.problems = [_unread_column(table, name) for name in table.unread][:SHOWN]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as bad_rows:
        for rows in chunks(table.rows(), CHECKED_AT_ONCE):
            _stage_chunk(run, _refuse_by_register(run, rows, table), bad_rows, table)
            tell(rows[-1].number, table.sheet.total)
            if under_way(run) != run.state:
                raise Withdrawn
        with transaction.atomic():
            ImportRow.objects.settle(run)
            _count(run)
        return _error_book(table, bad_rows) if run.bad else None


def _stage_chunk(run: ImportRun, rows: list[Row], bad_rows: IO[str], table: Table) -> None:
    good = []
    for row in rows:
        run.rows += 1
        if not row.problems:
            good.append((run.pk, run.rows, row.number, Verdict.NEW.value, *row.values))
            continue
        run.bad += 1
        bad_rows.write(json.dumps(error_row(row, table.header), ensure_ascii=False, default=str) + "\n")
        room = SHOWN - len(run.problems)
        run.problems += [
            {"sheet": p.sheet, "cell": p.cell, "heading": table.heading_of(p.cell), "message": p.message}
            for p in row.problems[:room]
        ]
    with transaction.atomic():
        ImportRow.objects.load(good)


def _refuse_by_register(run: ImportRun, rows: list[Row], table: Table) -> list[Row]:
    """Rows that are good by themselves, but not beside what the register holds."""
    good = [row for row in rows if not row.problems]
    dated = [row.code for row in good if row.values[STATUS_ON]]
    held = on_record(run.bureau_id, [row.code for row in good], dated)
    return [_beside(row, held[row.code], run, table) if row.code in held else row for row in rows] if held else rows


def _beside(row: Row, held: OnRecord, run: ImportRun, table: Table) -> Row:
    column, message = "credit_code", ""
    if held.bureau_id != run.bureau_id:
        message = _("该企业已由 %(bureau)s 监管，未导入；如监管机关有变，请由其先办理移交") % {"bureau": held.bureau}
    elif held.survivor:
        message = _("该企业已并入%(name)s，未导入；有变动的，填并入后的企业的代码") % {"name": held.survivor}
    elif held.status_on or row.values[STATUS_ON]:
        column = "status_on" if row.values[STATUS_ON] else "registered_on"
        days = row.values[STATUS_ON] or held.status_on, row.values[REGISTERED_ON] or held.registered_on
        message = too_early(*days)
    if not message:
        return row
    cell = address(table.position.get(column, table.position["credit_code"]), row.number)
    return Row(row.number, row.code, row.values, row.cells, (*row.problems, Problem(table.sheet.name, cell, message)))


def _unread_column(table: Table, heading: str) -> dict[str, str]:
    cell = address(table.header.index(heading), 1)
    return {"sheet": table.sheet.name, "cell": cell, "message": _("“%(name)s”列不在模板中，未读取") % {"name": heading}}


def _count(run: ImportRun) -> None:
    found = dict(run.staged.order_by().values_list("verdict").annotate(rows=Count("id")))
    run.new, run.changed = found.get(Verdict.NEW, 0), found.get(Verdict.CHANGED, 0)
    run.same, run.repeated = found.get(Verdict.SAME, 0), found.get(Verdict.REPEATED, 0)
    run.duplicates = repeated_codes(run, SHOWN)


def _error_book(table: Table, bad_rows: IO[str]) -> bytes:
    bad_rows.seek(0)
    rows: Iterator[list[Any]] = map(json.loads, bad_rows)
    book = BytesIO()
    write_xlsx(book, Layout(_("有误的行")), error_header(table.header), rows)
    return book.getvalue()


def merge_next(run: ImportRun) -> bool:
    """One chunk in its own transaction; false when none is left. The row lock keeps two workers apart."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        run.done_rows = locked.done_rows
        if locked.state != run.state:
            return False
        first, last = run.done_rows, min(run.done_rows + CHUNK, run.rows)
        if first >= last:
            return False
        batch = run.staged.filter(place__gt=first, place__lte=last)
        planned = dict(batch.order_by().values_list("verdict").annotate(rows=Count("id")))
        added = ImportRow.objects.insert_new(run, first, last) if planned.get(Verdict.NEW) else 0
        amended = _amend(run, first, last) if planned.get(Verdict.CHANGED) else 0
        _note_skipped(run, planned.get(Verdict.NEW, 0) - added, planned.get(Verdict.CHANGED, 0) - amended)
        run.done_rows = last
        run.save(update_fields=COUNTED)
    return True


def _amend(run: ImportRun, first: int, last: int) -> int:
    """The register's old and new words of each changed enterprise go into the ledger; new ones stand in the run."""
    codes = run.staged.filter(place__gt=first, place__lte=last, verdict=Verdict.CHANGED).values("credit_code")
    known = Enterprise.objects.select_for_update(of=("self",)).filter(credit_code__in=codes, bureau_id=run.bureau_id)
    before = {one.pk: one for one in known}
    amended = ImportRow.objects.amend_known(run, first, last, timezone.localdate())
    after = Enterprise.objects.in_bulk(before)
    changes = ((new, *differences(before[pk], new)) for pk, new in after.items() if new.version != before[pk].version)
    record_all(AMENDED, by=run.created_by, within=run, changes=changes)
    return amended


def differences(old: Enterprise, new: Enterprise) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in (*AMENDABLE, "credit_code", "status_before") if getattr(old, name) != getattr(new, name)]
    return {name: plain_value(getattr(old, name)) for name in names}, {
        name: plain_value(getattr(new, name)) for name in names
    }


def plain_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _note_skipped(run: ImportRun, new: int, changed: int) -> None:
    run.new, run.changed, run.bad = run.new - new, run.changed - changed, run.bad + new + changed
    if new or changed:
        words = _("%(rows)s 行在校验之后已由他人登记、改由其他机关监管、并入其他企业或改了日期，未导入") % {
            "rows": new + changed
        }
        run.problems = [*run.problems, {"sheet": "", "cell": "", "message": words}]
