"""Taking an import back within its time: what it brought and nobody used yet goes, what it changed and nobody changed
since is as before. The rest stays and is listed with the reason."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from enforcement.accounts.models import User
from enforcement.ledger.actions import record, record_all
from enforcement.ledger.models import Entry
from enforcement.ledger.presenters import name_act
from enforcement.outbox.actions import post
from enforcement.outbox.models import Rank
from plans.actions.enterprise_import import AMENDED, Tell, plain_value
from plans.flows.enterprise import IMPORT
from plans.models import Enterprise, ImportRun, UndoneRow
from plans.models.enterprise_import import AMENDABLE
from plans.queries.enterprise_undo import GONE, MOVED, undo_key, uses_of
from plans.states import ImportState, UndoOutcome as Outcome

CHUNK = 2_000
FOLLOWS = {"initials": "name", "status_before": "status"}  # made from another field, so it goes with that one
PAIRS = (  # the database holds the one to the other: both as before, or both as they are now
    {"hazards", "source_level"},
    {"insurer", "insured_until"},
    {"emergency_plan_number", "emergency_plan_on"},
    {"status", "status_on", "status_before"},
)

DROP_FORMER_NAMES = """
    DELETE FROM plans_formername WHERE id IN (
        SELECT max(former.id) FROM plans_formername former
        JOIN unnest(%s::bigint[], %s::text[]) AS again(enterprise, name)
            ON former.enterprise_id = again.enterprise AND former.name = again.name
        GROUP BY again.enterprise)
"""

REMOVED = name_act("import.remove", gettext_lazy("撤销导入：移除企业"))
RESTORED = name_act("enterprise.restore_by_undo", gettext_lazy("撤销导入：恢复企业信息"))


@transaction.atomic
def undo_import(run: ImportRun, *, by: User, version: int | None = None) -> ImportRun:
    """An import still under way stops after the rows it has just written."""
    run = IMPORT.take(run, "undo", by=by, version=version)
    run.undo_at, run.undo_by = timezone.now(), by
    run.save(update_fields=["undo_at", "undo_by"])
    run.staged.all().delete()
    record(IMPORT.act("undo"), by=by, subject=run, before={"new": run.new, "changed": run.changed})
    post("plans.undo_import", key=undo_key(run), rank=Rank.SOMEONE_WAITS, run=run.pk)
    return run


def carry_out_undo(run: ImportRun, tell: Tell) -> None:
    """Chunk by chunk, each in its own transaction; interrupted, it goes on after the last one. Run again, it does
    nothing."""
    if run.state != ImportState.UNDOING:
        return
    for step in (remove_next, restore_next):
        while step(run):
            tell(run.removed + run.restored + run.kept, run.new + run.changed)
    with transaction.atomic():
        IMPORT.take(run, "finish_undo", by=None)
        run.undone_at = timezone.now()
        run.save(update_fields=["undone_at"])
        after = {"removed": run.removed, "restored": run.restored, "kept": run.kept}
        record(IMPORT.act("finish_undo"), by=run.undo_by, subject=run, after=after)


def remove_next(run: ImportRun) -> bool:
    """The next chunk of enterprises that the run brought in. Locked first: whoever wants to use one of them waits,
    then finds it gone; whoever came before is found by `uses_of`."""
    with transaction.atomic():
        lock(run)
        brought = Enterprise.objects.select_for_update(of=("self",)).filter(import_run=run)
        found = list(brought.filter(pk__gt=run.undone_enterprise).order_by("pk")[:CHUNK])
        if not found:
            return False
        uses = uses_of(run, found)
        gone = [one for one in found if one.pk not in uses]
        list_rows(run, ((one, Outcome.KEPT, uses[one.pk]) for one in found if one.pk in uses))
        list_rows(run, ((one, Outcome.REMOVED, []) for one in gone))
        delete_enterprises([one.pk for one in gone])
        if gone:
            record(REMOVED, by=run.undo_by, subject=run, after=inventory(one.credit_code for one in gone))
        run.removed += len(gone)
        run.kept += len(found) - len(gone)
        run.undone_enterprise = found[-1].pk
        run.save(update_fields=["removed", "kept", "undone_enterprise"])
    return True


def restore_next(run: ImportRun) -> bool:
    """The next chunk of enterprises that the run changed. Their old words are in the ledger's entries of the run."""
    with transaction.atomic():
        lock(run)
        changes = Entry.objects.filter(within=run.ref, act=AMENDED, pk__gt=run.undone_entry).order_by("pk")
        entries = {int(entry.subject.split(":")[1]): entry for entry in changes[:CHUNK]}
        if not entries:
            return False
        held = Enterprise.objects.select_for_update(of=("self",)).in_bulk(entries)
        done = [restore(run, held.get(pk), entry) for pk, entry in entries.items()]
        restored = [one for one in done if one.before]
        Enterprise.objects.bulk_update([one.enterprise for one in restored], [*AMENDABLE, "version"], batch_size=500)
        give_back_statuses(restored)
        give_back_names(restored)
        record_all(
            RESTORED, by=run.undo_by, within=run, changes=((one.enterprise, one.before, one.after) for one in restored)
        )
        UndoneRow.objects.bulk_create(one.row for one in done)
        run.restored += len(restored)
        run.kept += len(done) - len(restored)
        run.undone_entry = max(entry.pk for entry in entries.values())
        run.save(update_fields=["restored", "kept", "undone_entry"])
    return True


class Restoration:
    """One enterprise brought back to what stood before the import, field by field: `before` and `after` of the undo."""

    def __init__(self, enterprise: Enterprise, row: UndoneRow) -> None:
        self.enterprise, self.row = enterprise, row
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}

    def put_back(self, name: str, old: Any) -> None:
        self.before[name] = plain_value(getattr(self.enterprise, name))
        setattr(self.enterprise, name, old)
        self.after[name] = plain_value(old)


def restore(run: ImportRun, one: Enterprise | None, entry: Entry) -> Restoration:
    row = UndoneRow(run=run, enterprise=int(entry.subject.split(":")[1]), name=entry.subject_text[:200])
    if one is None or one.bureau_id != run.bureau_id:
        row.outcome, row.reasons = Outcome.KEPT, [GONE if one is None else MOVED]
        row.credit_code = one.credit_code if one else ""
        return Restoration(one or Enterprise(), row)
    row.credit_code = one.credit_code
    made = Restoration(one, row)
    before, after = entry.before or {}, entry.after or {}
    changed_since = {name for name in before if getattr(one, name) != value_of(name, after[name])}
    kept = changed_since.union(*(pair & before.keys() for pair in PAIRS if pair & changed_since))
    kept |= {name for name, source in FOLLOWS.items() if source in changed_since}
    for name in before:
        if name not in kept:
            made.put_back(name, value_of(name, before[name]))
    row.reasons = [f"field:{name}" for name in before if name in kept and name not in FOLLOWS]
    row.outcome = Outcome.KEPT if not made.before else Outcome.PARTLY if kept else Outcome.RESTORED
    one.version += 1 if made.before else 0
    return made


def value_of(name: str, kept: Any) -> Any:
    """As the field holds it, from what the ledger keeps."""
    field: Any = Enterprise._meta.get_field(name)
    return kept if isinstance(kept, list) or kept is None else field.to_python(kept)


def give_back_statuses(restored: Iterable[Restoration]) -> None:
    """What held before the status: written by itself, as the database sets it whenever the status changes."""
    changed = [one for one in restored if "status_before" in one.after]
    for one in changed:
        one.enterprise.status_before = one.after["status_before"]
    Enterprise.objects.bulk_update([one.enterprise for one in changed], ["status_before"], batch_size=500)


def give_back_names(restored: Iterable[Restoration]) -> None:
    """A name that is in use again is no former name. Of several the one that the import made, the newest, goes."""
    named = [one.enterprise for one in restored if "name" in one.after]
    with connection.cursor() as cursor:
        cursor.execute(DROP_FORMER_NAMES, [[one.pk for one in named], [one.name for one in named]])


def list_rows(run: ImportRun, rows: Iterable[tuple[Enterprise, str, list[str]]]) -> None:
    UndoneRow.objects.bulk_create(
        UndoneRow(
            run=run, enterprise=one.pk, credit_code=one.credit_code, name=one.name, outcome=outcome, reasons=reasons
        )
        for one, outcome, reasons in rows
    )


def inventory(codes: Iterator[str]) -> dict[str, Any]:
    """Enough to check a list of removed enterprises against the ledger: SHA-256 of the sorted codes, one a line."""
    lines = sorted(codes)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return {"removed": len(lines), "first": lines[0], "last": lines[-1], "sha256": digest}


def delete_enterprises(keys: list[int]) -> None:
    """Nothing refers to them; should anything, the foreign keys refuse and the chunk is taken back."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM plans_enterprise WHERE id = ANY(%s)", [keys])


def lock(run: ImportRun) -> None:
    """Keeps two workers apart; how far the undo has come is read behind the lock."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    for name in ("undone_enterprise", "undone_entry", "removed", "restored", "kept"):
        setattr(run, name, getattr(locked, name))
