"""Which row holds on a day, which law governs an act, and how a row is cited."""

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, IntegerField, Q, When
from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.rulebook import snapshot
from enforcement.rulebook.guides import ranked_keys
from enforcement.rulebook.models import Checklist, Gate, Row, RowQuerySet, Threshold, TimeLimit, Violation

R = TypeVar("R", bound=Row)


class RowMissing(RuleBroken):
    """No row of the rulebook is in force for this key on this day; the later or earlier row is never taken silently."""

    def __init__(self, key: str, on: date | None, rows: Sequence[Any] = ()) -> None:
        self.key, self.on = key, on
        super().__init__(_missing(key, on, rows))


def _missing(key: str, on: date | None, rows: Sequence[Any]) -> str:
    if snapshot.current().edition is None:
        return _("规则库尚未装载，先运行 manage.py load_rulebook")
    if not rows:
        return _("规则库中没有“%(key)s”") % {"key": key}
    spans = "；".join(f"{_name(row)} {row.effective_from or '…'}—{row.effective_to or '…'}" for row in rows)
    return _("“%(key)s”在 %(on)s 没有有效的规则行（现有：%(spans)s）") % {"key": key, "on": on, "spans": spans}


def _name(row: Any) -> str:
    return getattr(row, "row_id", "") or getattr(row, "key", "") or str(row)


def limit(rule_key: str, on: date, *, lapsed_ok: bool = False, bureau: int | None = None) -> TimeLimit:
    """The row that governs. `lapsed_ok`: where none is in force, the one that lapsed last, marked 待核定."""
    held = snapshot.current()
    rows: list[TimeLimit] = held.rows[TimeLimit].get(rule_key, [])
    in_force = [row for row in rows if row.is_in_force(on)]
    if len(in_force) == 1:
        return in_force[0]
    if in_force:
        settings = held.of(bureau).settings
        return min(in_force, key=lambda row: _precedence(row, settings))
    return _lapsed(rows, rule_key, on, allowed=lapsed_ok)


def _precedence(row: TimeLimit, settings: Mapping[str, Any]) -> tuple[int, bool, int]:
    """A row without a value never displaces one with a value; a statute that yields comes after the rule."""
    known = row.length is not None or row.row_id in settings
    return 0 if known else 1 if row.default_when_unset is not None else 2, row.yields_to_rules, row.law.level


def _lapsed(rows: Sequence[R], key: str, on: date, *, allowed: bool) -> R:
    before = [row for row in rows if row.effective_to and row.effective_to < on]
    if not allowed or not before:
        raise RowMissing(key, on, rows)
    row = copy.copy(max(before, key=lambda one: (one.effective_to or date.max, -one.law.level)))
    row.lapsed_on = row.effective_to
    return row


def limit_by_id(row_id: str) -> TimeLimit:
    return _by_id(TimeLimit, row_id)


def gate(row_id: str) -> Gate:
    return _by_id(Gate, row_id)


def _by_id(model: type[R], row_id: str) -> R:
    row = snapshot.current().by_id.get(row_id)
    if not isinstance(row, model):
        raise RowMissing(row_id, None)
    return row


def threshold(
    rule_key: str, on: date, *, variant: str = "", lapsed_ok: bool = False, bureau: int | None = None
) -> Threshold:
    """A `Setting` of the row's id replaces its value. Without `lapsed_ok` a lapsed amount is refused, not reused."""
    held = snapshot.current()
    rows: list[Threshold] = [row for row in held.rows[Threshold].get(rule_key, []) if row.variant == variant]
    if in_force := [row for row in rows if row.is_in_force(on)]:
        row = min(in_force, key=lambda one: one.law.level)
    else:
        row = _lapsed(rows, rule_key, on, allowed=lapsed_ok)
    return _as_set(row, bureau)


def _as_set(row: Threshold, bureau: int | None) -> Threshold:
    settings = snapshot.current().of(bureau).settings
    if row.row_id in settings:
        row = copy.copy(row)
        row.value, row.set_by_bureau = settings[row.row_id], True
    return row


def amount_of(rule_key: str, figure: str, on: date, *, bureau: int | None = None) -> Threshold | None:
    """The row of a rule that names this figure, where others have words only; lapsed, it is but a placeholder."""
    rows: list[Threshold] = [row for row in snapshot.current().rows[Threshold].get(rule_key, []) if figure in row.value]
    if in_force := [row for row in rows if row.is_in_force(on)]:
        return _as_set(min(in_force, key=lambda one: one.law.level), bureau)
    try:
        return _as_set(_lapsed(rows, rule_key, on, allowed=True), bureau)
    except RowMissing:
        return None


def thresholds(rule_key: str, on: date) -> list[Threshold]:
    """All rows in force, of every law and variant, the highest source of law first."""
    rows = snapshot.current().rows[Threshold].get(rule_key, [])
    return sorted((row for row in rows if row.is_in_force(on)), key=lambda row: (row.law.level, row.row_id))


def violation(key: str, on: date) -> Violation:
    """`key` names the violation through time, or one wording of it (row id); either way by the day."""
    held = snapshot.current()
    if key in held.by_id and isinstance(held.by_id[key], Violation):
        key = held.by_id[key].rule_key
    rows: list[Violation] = held.rows[Violation].get(key, [])
    for row in rows:
        if row.is_in_force(on):
            return row
    raise RowMissing(key, on, rows)


def find_violations(name: str) -> list[str]:
    """Violation keys of an id, of an exact name, or else of names holding every word."""
    held = snapshot.current()
    if name in held.by_id and isinstance(held.by_id[name], Violation):
        return [held.by_id[name].rule_key]
    keys = held.rows[Violation]
    exact = [key for key, rows in keys.items() if any(row.name_zh == name for row in rows)]
    words = name.split()
    return exact or [key for key, rows in keys.items() if words and all(word in rows[-1].name_zh for word in words)]


def violations_in_force(on: date) -> "RowQuerySet[Violation]":
    return Violation.objects.current().in_force(on).select_related("law", "violated_law")


def search_violations(words: str, on: date | None = None) -> "RowQuerySet[Violation]":
    """The nearest to plain words first; also by id, article, name of the law, English name."""
    current = Violation.objects.current().select_related("law", "violated_law")
    near = ranked_keys(words)
    place = Case(
        *(When(rule_key=key, then=n) for n, key in enumerate(near)), default=len(near), output_field=IntegerField()
    )
    exact = current.search(words).values("pk")
    found = current.filter(Q(rule_key__in=near) | Q(pk__in=exact)).annotate(place=place).order_by("place", "row_id")
    return found.in_force(on) if on else found


def checklists_in_force(on: date) -> "RowQuerySet[Checklist]":
    return Checklist.objects.current().in_force(on)


def history(rule_key: str) -> list[Any]:
    """All rows of a key in time order, for a line in time."""
    held = snapshot.current()
    return [row for rows in held.rows.values() for row in rows.get(rule_key, [])]


def citation(row: Row) -> str:
    return row.citation


def mark(row: Row) -> str:
    """Words to show beside the row; empty for law that was read and is in force."""
    return row.mark
