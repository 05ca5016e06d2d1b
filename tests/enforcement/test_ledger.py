import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from enforcement.accounts.roles import Role
from enforcement.ledger.actions import make_checkpoint, record
from enforcement.ledger.hashing import leaf_hash, tree_root
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import differences, history
from tests.factories import user_with

pytestmark = pytest.mark.django_db


def entry() -> Entry:
    user = user_with(Role.INSPECTOR)
    return record("test.act", by=user, subject=user, before={"a": 1}, after={"a": 2}, article="《某法》第一条")


def test_an_entry_says_who_did_what_and_under_which_article() -> None:
    made = entry()
    assert made.actor_text.split()[0].startswith("测试员")
    assert (made.before, made.after, made.article) == ({"a": 1}, {"a": 2}, "《某法》第一条")
    assert made.leaf == leaf_hash(Entry.objects.get(pk=made.pk))


@pytest.mark.parametrize("sql", ["UPDATE ledger_entry SET note = 'x'", "DELETE FROM ledger_entry"])
def test_nothing_changes_an_entry(sql: str) -> None:
    entry()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.count() == 1


def test_the_ledger_refuses_truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER entry_no_truncate")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry")


def test_an_untouched_ledger_has_no_differences() -> None:
    for _ in range(5):
        entry()
    checkpoint = make_checkpoint()
    assert checkpoint is not None
    assert checkpoint.size == 5
    entry()
    assert list(differences()) == []
    assert make_checkpoint() is not None
    assert make_checkpoint() is None


def tamper(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER entry_append_only")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER entry_append_only")


def test_a_changed_entry_is_named() -> None:
    made = entry()
    tamper("UPDATE ledger_entry SET note = 'x' WHERE id = %s", made.pk)
    assert f"entry {made.pk}" in next(differences())


def test_a_removed_entry_is_seen_at_the_checkpoint() -> None:
    made = entry()
    entry()
    make_checkpoint()
    tamper("DELETE FROM ledger_entry WHERE id = %s", made.pk)
    assert "2 entries expected, 1 found" in next(differences())


def test_a_rewritten_entry_with_a_fitting_hash_is_seen_at_the_checkpoint() -> None:
    made = entry()
    make_checkpoint()
    tamper("UPDATE ledger_entry SET note = 'x' WHERE id = %s", made.pk)
    changed = Entry.objects.get(pk=made.pk)
    tamper("UPDATE ledger_entry SET leaf = %s WHERE id = %s", leaf_hash(changed), made.pk)
    assert "another root" in next(differences())


def test_the_tree_agrees_with_the_examples_of_rfc_6962() -> None:
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [hashlib.sha256(b"\0" + bytes.fromhex(text)).hexdigest() for text in inputs]
    assert tree_root(leaves[:1]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree_root(leaves[:3]) == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert tree_root(leaves) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_history_is_newest_first() -> None:
    user = user_with(Role.INSPECTOR)
    for act in ("one", "two"):
        record(act, by=user, subject=user)
    assert [e.act for e in history(user)] == ["two", "one"]
