from collections.abc import Iterator

from django.db import models

from enforcement.ledger.actions import reference
from enforcement.ledger.hashing import leaf_hash, tree_root
from enforcement.ledger.models import Checkpoint, Entry, EntryQuerySet


def history(record: models.Model) -> EntryQuerySet:
    """Acts on the record and on what belongs to it, newest first. One query when iterated."""
    return Entry.objects.about(reference(record)).order_by("-id")


def differences() -> Iterator[str]:
    """What no longer agrees: an entry with its leaf, or a checkpoint with the tree before it."""
    for entry in Entry.objects.order_by("id").iterator(chunk_size=5_000):
        if leaf_hash(entry) != entry.leaf:
            yield f"entry {entry.pk}: content does not match its hash ({entry})"
    for checkpoint in Checkpoint.objects.order_by("size"):
        rows = Entry.objects.filter(pk__lte=checkpoint.last_entry).order_by("id").values_list("leaf", flat=True)
        if rows.count() != checkpoint.size:
            yield f"checkpoint {checkpoint.pk}: {checkpoint.size} entries expected, {rows.count()} found"
        elif tree_root(rows.iterator(chunk_size=10_000)) != checkpoint.root:
            yield f"checkpoint {checkpoint.pk}: the tree over {checkpoint.size} entries has another root"


def prefix_root(size: int) -> str:
    """Root over the first `size` entries as they are now; fewer entries give another root."""
    rows = Entry.objects.order_by("id").values_list("leaf", flat=True)[:size]
    return tree_root(rows.iterator(chunk_size=10_000))
