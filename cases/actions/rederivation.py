"""After a change of calendar, values or edition the stored due dates follow, and what moved is kept as a list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, override

from cases.models import Inspection, Order, PenaltyCase, Rederivation
from cases.queries.clock import any_of
from cases.queries.open_clocks import Derived, count_open, derived_cases, derived_items
from enforcement.accounts.models import User
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.outbox.actions import post
from enforcement.outbox.models import Rank
from enforcement.rulebook import snapshot
from enforcement.rulebook.changed import Change
from enforcement.web.models import Reminder
from enforcement.wording import in_chinese

REDERIVE = name_act("clock.rederive", _("重算时限"))
Progress = Callable[[int, int], None]
About = dict[int, tuple[str, list[int]]]  # record → its words, the people who handle it


def start(change: Change) -> Rederivation:
    """In the transaction of the change. Asked twice for one change, it is done once."""
    run, fresh = Rederivation.objects.get_or_create(
        reference=change.reference, defaults={"reason": change.reason[:300], "asked_by": change.by}
    )
    if fresh:
        post("cases.rederive", key=run.job_key, rank=Rank.SOMEONE_WAITS, run=run.pk)
    return run


def rederive(run: Rederivation, progress: Progress) -> Rederivation:
    """Batch by batch, each in its own transaction; a walk that was broken off starts again and finds less to move."""
    if run.finished_at:
        return run
    snapshot.compare_anew()
    with override("zh-hans"):
        seen = walk(run, progress)
    with transaction.atomic():
        run.seen, run.moved, run.finished_at = seen, run.moves.count(), timezone.now()
        run.save(update_fields=["seen", "moved", "finished_at"])
        tell(run)
        record(REDERIVE, by=None, subject=run, after={"seen": seen, "moved": run.moved}, note=run.reason)
    return run


def walk(run: Rederivation, progress: Progress) -> int:
    seen, total = 0, count_open()
    for write, source in ((write_cases, derived_cases), (write_items, derived_items)):
        for batch in source():
            if moved := [one for one in batch if one.old != one.new]:
                with transaction.atomic():
                    write(run, moved)
            seen += len(batch)
            progress(seen, max(total, seen))
    return seen


def write_cases(run: Rederivation, moved: list[Derived]) -> None:
    """A record that someone changed meanwhile is left alone: the act that changed it has projected it."""
    done = update_dues("""
        UPDATE cases_penaltycase AS held SET next_due = fresh.due
          FROM unnest(%s::bigint[], %s::int[], %s::date[]) AS fresh(id, version, due)
         WHERE held.id = fresh.id AND held.version = fresh.version RETURNING held.id""", moved)  # fmt: skip
    written = [one for one in moved if one.pk in done]
    people = grouped(PenaltyCase.handlers.through, "penaltycase_id", done)
    rows = PenaltyCase.objects.filter(any_of("id", done)).values_list("pk", "number", "party")
    about = {pk: (f"{number} {party}".strip(), people.get(pk, [])) for pk, number, party in rows}
    keep_moves(run, "penaltycase", written, about)


def write_items(run: Rederivation, moved: list[Derived]) -> None:
    done = update_dues("""
        UPDATE cases_orderitem AS held SET due_on = fresh.due
          FROM unnest(%s::bigint[], %s::int[], %s::date[]) AS fresh(id, version, due), cases_order AS ordered
         WHERE held.id = fresh.id AND ordered.id = held.order_id AND ordered.version = fresh.version
        RETURNING held.id""", moved)  # fmt: skip
    written = [one for one in moved if one.pk in done]
    orders = list({one.record for one in written})
    with connection.cursor() as cursor:
        cursor.execute("""
            UPDATE cases_order AS held SET next_due = open.due
              FROM (SELECT order_id, min(due_on) AS due FROM cases_orderitem
                     WHERE order_id = ANY(%s) AND passed_on IS NULL GROUP BY order_id) AS open
             WHERE held.id = open.order_id""", [orders])  # fmt: skip
    fields = ("pk", "number", "enterprise__name", "inspection")
    found: list[Any] = list(Order.objects.filter(any_of("id", orders)).values_list(*fields, named=True))
    officers = grouped(Inspection.officers.through, "inspection_id", {row.inspection for row in found})
    about = {
        row.pk: (f"{row.number} {row.enterprise__name}".strip(), officers.get(row.inspection, [])) for row in found
    }
    keep_moves(run, "order", written, about)


def update_dues(sql: str, moved: list[Derived]) -> set[int]:
    columns: list[Any] = [[one.pk for one in moved], [one.version for one in moved], [one.new for one in moved]]
    with connection.cursor() as cursor:
        cursor.execute(sql, columns)
        return {pk for (pk,) in cursor.fetchall()}


def grouped(through: Any, name: str, keys: Iterable[int]) -> dict[int, list[int]]:
    people: dict[int, list[int]] = defaultdict(list)
    for key, user in through.objects.filter(any_of(name, keys)).values_list(name, "user_id"):
        people[key].append(user)
    return people


FIELDS = ("run_id", "bureau_id", "kind", "record", "text", "clock", "old", "new", "people")


def keep_moves(run: Rederivation, kind: str, moved: list[Derived], about: About) -> None:
    """Copied in, not inserted: a province moves a hundred thousand at once."""
    term = in_chinese(_("整改期限"))
    names = ", ".join(FIELDS)
    with connection.cursor() as cursor, cursor.copy(f"COPY cases_move ({names}) FROM STDIN") as copy:
        for one in moved:
            copy.write_row((
                run.pk, one.bureau, kind, one.record, about[one.record][0][:300], one.label or term,
                one.old, one.new, about[one.record][1],
            ))  # fmt: skip


def tell(run: Rederivation) -> None:
    """One line for each person whose records moved, with the list behind it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, count(*) FROM cases_move, unnest(people) AS person WHERE run_id = %s GROUP BY person",
            [run.pk],
        )
        counts = dict(cursor.fetchall())
    active = User.objects.filter(pk__in=counts, is_active=True)
    text = _("%(reason)s：您承办的 %(count)s 个时限的届满日变动")
    Reminder.objects.bulk_create(
        [
            Reminder(
                user=one, ref=f"rederivation:{run.pk}", url=f"{run.get_absolute_url()}?mine=1",
                text=in_chinese(text % {"reason": run.reason, "count": counts[one.pk]})[:300],
                due_on=timezone.localdate(),
            )
            for one in active
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def project_daily(today: dt.date, progress: Progress) -> int:
    """What follows the days alone (a pause that goes on), and what a change of another process let slip."""
    reason = in_chinese(_("%(day)s 每日核对") % {"day": today})
    run, _fresh = Rederivation.objects.get_or_create(reference=f"daily:{today}", defaults={"reason": reason})
    rederive(run, progress)
    if run.moved == 0:
        Rederivation.objects.filter(pk=run.pk).delete()
    return run.moved


def count_moves(progress: Progress) -> int:
    """How many stored due dates differ from what the calendar assumed by the caller gives."""
    moved, seen, total = 0, 0, count_open()
    for source in (derived_cases, derived_items):
        for batch in source():
            moved += sum(one.old != one.new for one in batch)
            seen += len(batch)
            progress(seen, max(total, seen))
    return moved
