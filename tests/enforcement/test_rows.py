"""The statements of an act: the same rows as the ORM writes and reads, and no more of them than needed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import differences
from enforcement.outbox.actions import post
from enforcement.outbox.models import Job
from enforcement.rows import lock_row, update_row
from plans.actions.enterprise_import import confirm_import
from plans.models import ImportRun
from plans.states import ImportState
from tests.factories import user_with
from tests.factories.enterprise import import_at

pytestmark = pytest.mark.django_db


def checked() -> ImportRun:
    return import_at(ImportState.CHECKED, by=user_with(Role.SECTION_CHIEF))


def test_a_locked_row_is_the_one_the_orm_reads() -> None:
    run = checked()
    ImportRun.objects.filter(pk=run.pk).update(duplicates=[["91", [2, 3]]], problems=[{"cell": "B2"}])
    locked, read = lock_row(run), ImportRun.objects.get(pk=run.pk)
    for field in ImportRun._meta.concrete_fields:
        assert getattr(locked, field.attname) == getattr(read, field.attname), field.name
    locked.file_name = "别名.csv"
    locked.save()
    assert ImportRun.objects.count() == 1


def test_a_row_that_is_gone_is_reported() -> None:
    run = checked()
    run.pk = 0
    with pytest.raises(ImportRun.DoesNotExist):
        lock_row(run)


def test_an_update_touches_its_row_and_its_columns_only() -> None:
    run, other = checked(), checked()
    update_row(run, state=ImportState.CANCELLED, version=7)
    other.refresh_from_db()
    assert other.state == ImportState.CHECKED
    read = ImportRun.objects.get(pk=run.pk)
    assert (run.version, read.version, read.state, read.rows) == (7, 7, ImportState.CANCELLED, run.rows)


def test_an_entry_keeps_what_its_hash_was_made_of() -> None:
    run = checked()
    confirm_import(run, by=run.created_by)
    entry = Entry.objects.get(act="import.confirm")
    assert entry.after["rows"] == run.rows
    assert entry.before is None
    assert list(differences()) == []


def test_a_key_is_posted_once() -> None:
    for _again in range(2):
        post("plans.merge_import", key="once", run=1)
    assert Job.objects.get(key="once").payload == {"run": 1}


def test_an_act_asks_the_database_no_more_than_it_must() -> None:
    run = checked()
    by = run.created_by
    confirm_import(run, by=by)  # rights and the words for the actor are asked once in a request
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.CHECKED)
    with CaptureQueriesContext(connection) as asked:
        confirm_import(run, by=by)
    words = [one["sql"].split()[0] for one in asked if "SAVEPOINT" not in one["sql"]]
    # the row, its state, the file whose hash the entry names, the ledger's lock, the entry, the job
    assert words == ["SELECT", "UPDATE", "SELECT", "SELECT", "INSERT", "INSERT"]
