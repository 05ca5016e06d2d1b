import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from enforcement.accounts.models import Delegation, User
from enforcement.accounts.roles import Role
from enforcement.ledger.hashing import leaf_hash, tree_root
from enforcement.ledger.models import Checkpoint, Entry
from enforcement.ledger.presenters import chinese_label_of
from enforcement.rows import insert_row
from enforcement.wording import in_chinese

WRITERS = 7106  # advisory lock: writers share it, a checkpoint waits until none is under way


def record(
    act: str,
    *,
    by: User | None,
    subject: models.Model,
    within: models.Model | None = None,
    before: Any = None,
    after: Any = None,
    rule: str = "",
    article: str = "",
    document: Any = None,
    note: str = "",
) -> Entry:
    """Append one act inside the caller's transaction. `by` is None for the system's own acts."""
    _share_with_writers()
    entry = Entry(
        at=timezone.now(),
        act=act,
        act_text=chinese_label_of(act),
        actor=f"user:{by.pk}" if by else "system",
        actor_text=describe(by) if by else "系统",
        bureau=getattr(subject, "bureau_id", None) or (by.bureau_id if by else None),
        subject=reference(subject),
        subject_text=in_chinese(subject)[:300],
        within=reference(within) if within is not None else "",
        before=before,
        after=after,
        rule=rule,
        article=str(article),
        document=str(document) if document else "",
        note=note,
    )
    entry.leaf = leaf_hash(entry)
    insert_row(entry)
    return entry


def record_all(
    act: str,
    *,
    by: User | None,
    within: models.Model,
    changes: Iterable[tuple[models.Model, Any, Any]],
) -> None:
    """The same act on many records (subject, before, after), as one import or batch does it. A few queries in all."""
    _share_with_writers()
    common = {
        "act": act,
        "act_text": chinese_label_of(act),
        "actor": f"user:{by.pk}" if by else "system",
        "actor_text": describe(by) if by else "系统",
        "within": reference(within),
    }
    entries = [
        Entry(
            at=timezone.now(),
            bureau=getattr(subject, "bureau_id", None) or (by.bureau_id if by else None),
            subject=reference(subject),
            subject_text=in_chinese(subject)[:300],
            before=before,
            after=after,
            **common,
        )
        for subject, before, after in changes
    ]
    for entry in entries:
        entry.leaf = leaf_hash(entry)
    Entry.objects.bulk_create(entries, batch_size=1_000)


def _share_with_writers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WRITERS])


def reference(record: models.Model) -> str:
    """ "penalty:12": how a record is named wherever a foreign key would tie it down."""
    return f"{record._meta.model_name}:{record.pk}"


def describe(user: User) -> str:
    """Name, unit and certificate on the day; for whom, when the person acts by delegation. Asked once per request."""
    today = timezone.localdate()
    known: dict[dt.date, str] = user.__dict__.setdefault("_described", {})
    if today not in known:
        known[today] = _describe(user, today)
    return known[today]


def _describe(user: User, today: dt.date) -> str:
    certificate = user.certificate(today)
    parts = [user.name, str(user.unit or user.bureau)]
    if certificate:
        parts.append(certificate.number)
    for lent in Delegation.objects.filter(to_user=user).in_force(today).select_related("from_user"):
        parts.append(f"代 {lent.from_user.name}（{in_chinese(Role(lent.role).label)}）")
    return " ".join(parts)[:200]


@transaction.atomic
def make_checkpoint() -> Checkpoint | None:
    """The tree over all entries so far; nothing when none came since the last checkpoint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
    rows = Entry.objects.order_by("id").values_list("id", "leaf")
    size, last = rows.count(), rows.last()
    if last is None or Checkpoint.objects.filter(size=size).exists():
        return None
    root = tree_root(leaf for _, leaf in rows.iterator(chunk_size=10_000))
    return Checkpoint.objects.create(size=size, last_entry=last[0], root=root)
