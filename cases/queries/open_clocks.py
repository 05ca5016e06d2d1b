"""Open clocks in batches of plain rows: what is stored, and what the facts now say. Nothing is written here."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cases.models import OrderItem, PenaltyCase
from cases.queries.clock import facts_of, specs_of
from cases.rules.order import term_ends
from cases.states import OrderState, PenaltyState as S
from enforcement.rulebook import clocks
from enforcement.workdays import as_day

SIZE = 5_000
AT_REST = (S.REJECTED, S.WITHDRAWN, S.EXECUTED, S.CLOSED, S.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Derived:
    """One stored due date. `version`: of the record when it was read; `label`: of the clock that decides."""

    pk: int
    record: int
    version: int
    bureau: int
    old: dt.date | None
    new: dt.date | None
    label: str


class Dues:
    """Remembers within a batch: most clocks of one rule start on few days."""

    def __init__(self) -> None:
        self.known: dict[Any, dt.date | None] = {}
        self.names: dict[str, str] = {}

    def name_of(self, spec: Any) -> str:
        if spec.key not in self.names:
            self.names[spec.key] = str(spec.label)
        return self.names[spec.key]

    def of_spec(self, spec: Any, bureau: int) -> dt.date | None:
        if spec.exclusions or spec.extended:
            return day_or_none(spec.clock(bureau).due)
        key = (spec.key, spec.start, bureau)
        if key not in self.known:
            self.known[key] = day_or_none(spec.clock(bureau).due)
        return self.known[key]

    def of_term(self, start: dt.date, term: int, unit: str, bureau: int) -> dt.date | None:
        key = (start, term, unit, bureau)
        if key not in self.known:
            self.known[key] = as_day(term_ends(start, term, unit, clocks.calendar(bureau)).due)
        return self.known[key]


def day_or_none(due: Any) -> dt.date | None:
    return as_day(due) if due else None


def open_cases() -> Any:
    return PenaltyCase.objects.exclude(state__in=AT_REST)


def open_items() -> Any:
    return OrderItem.objects.filter(order__state=OrderState.DELIVERED, passed_on__isnull=True, due_on__isnull=False)


def count_open() -> int:
    return open_cases().count() + open_items().count()


def derived_cases() -> Iterator[list[Derived]]:
    fields = ("pk", "state", "bureau_id", "found_on", "filed_on", "next_due", "version")
    for rows in batches(open_cases(), fields):
        facts, dues, found = facts_of(rows), Dues(), []
        for row in rows:
            new, label = nearest(facts[row.pk], dues)
            found.append(Derived(row.pk, row.pk, row.version, row.bureau_id, row.next_due, new, label))
        yield found


def nearest(facts: Any, dues: Dues) -> tuple[dt.date | None, str]:
    """The earliest running due date, as `penalty.next_due` has it, and the name of its clock."""
    first: tuple[dt.date | None, str] = (None, "")
    for spec in specs_of(facts):
        due = dues.of_spec(spec, facts.bureau) if spec.running else None
        if due and (first[0] is None or due < first[0]):
            first = (due, dues.name_of(spec))
    return first


def derived_items() -> Iterator[list[Derived]]:
    fields = ("pk", "order_id", "order__version", "order__bureau_id", "term", "term_unit", "term_from", "due_on",
              "order__delivered_on")  # fmt: skip
    for rows in batches(open_items(), fields):
        dues = Dues()
        yield [derived_item(row, dues) for row in rows]


def derived_item(row: Any, dues: Dues) -> Derived:
    start, bureau = row.term_from or row.order__delivered_on, row.order__bureau_id
    new = dues.of_term(start, row.term, row.term_unit, bureau) if start else row.due_on
    return Derived(row.pk, row.order_id, row.order__version, bureau, row.due_on, new, "")


def batches(queryset: Any, fields: tuple[str, ...]) -> Iterator[list[Any]]:
    """By key, so that a batch stands on its own: no cursor, no transaction over the whole walk, constant memory."""
    after = 0
    while rows := list(queryset.filter(pk__gt=after).order_by("pk").values_list(*fields, named=True)[:SIZE]):
        yield rows
        after = rows[-1].pk
