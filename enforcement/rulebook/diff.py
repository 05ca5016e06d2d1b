"""Two editions compared row by row, and each changed row field by field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from enforcement.rulebook.models import Edition, Gate, SourceFile, Threshold, TimeLimit, Violation
from enforcement.rulebook.touched import Changed

# What names a row in every edition, in the order of the pages; a model that is not here is named by its row_id.
NAMED_BY: dict[str, tuple[str, ...]] = {
    "law": ("key",),
    "article": ("law.key", "number"),
    "timelimit": ("row_id",),
    "threshold": ("row_id",),
    "gate": ("row_id",),
    "violation": ("row_id",),
    "guide": ("rule_key",),
    "element": ("rule_key", "code"),
    "checklist": ("code",),
    "checklistitem": ("row_id",),
    "penaltyclause": ("code",),
    "documenttext": ("row_id",),
    "ordertype": ("row_id",),
    "servicemethod": ("row_id",),
    "dayrule": ("row_id",),
    "recurringdate": ("row_id",),
    "retention": ("row_id",),
}
NOT_COMPARED = {"id", "edition"}
GOVERNING = {"validity", "level", "status", "day_rule", "rolls_forward"}  # what a law says of all its rules
RELATED = ("law", "violated_law", "checklist")
Name = tuple[str, ...]


@dataclass(frozen=True)
class FieldChange:
    name: str
    label: str | Promise
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """`row` is that of the new edition, or of the old one when it is gone."""

    row: Any
    name: str
    fields: tuple[FieldChange, ...] = ()
    gone: bool = False


@dataclass
class KindDiff:
    label: str | Promise
    model: str
    added: list[RowChange] = field(default_factory=list)
    changed: list[RowChange] = field(default_factory=list)
    ended: list[RowChange] = field(default_factory=list)

    @property
    def rows(self) -> Iterable[RowChange]:
        return [*self.added, *self.changed, *self.ended]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.ended)


@dataclass(frozen=True)
class Diff:
    kinds: list[KindDiff]
    editions: tuple[Edition, Edition]

    @cached_property
    def counts(self) -> dict[str, int]:
        return {side: sum(len(getattr(kind, side)) for kind in self.kinds) for side in ("added", "changed", "ended")}

    @cached_property
    def touching(self) -> Changed:
        """A row that is only added touches whatever goes by its rule key: it may govern from now on. A law that counts
        its days or stands otherwise touches every rule in it."""
        rows = [(kind.model, one) for kind in self.kinds for one in kind.rows]
        keys = {getattr(one.row, "rule_key", "") for _model, one in rows}
        ids = {getattr(one.row, "row_id", "") or getattr(one.row, "code", "") for _model, one in rows}
        laws = {one.row.key for model, one in rows if model == "law" and counts_otherwise(one)}
        return Changed(frozenset(keys - {""}) | rules_of(laws, self.editions), frozenset(ids - {""}), frozenset(laws))


def counts_otherwise(change: RowChange) -> bool:
    return change.gone or any(one.name in GOVERNING for one in change.fields)


def rules_of(laws: set[str], editions: tuple[Edition, Edition]) -> frozenset[str]:
    """Four queries, or none."""
    if not laws:
        return frozenset()
    models_of_rules = (TimeLimit, Threshold, Gate, Violation)
    found = (model.objects.filter(edition__in=editions, law__key__in=laws) for model in models_of_rules)
    return frozenset(key for rows in found for key in rows.values_list("rule_key", flat=True))


def compare(old: Edition, new: Edition) -> Diff:
    """One query per kind and edition."""
    kinds = [_compare(model, old, new) for model in compared_models()]
    return Diff([kind for kind in kinds if kind], (old, new))


def compared_models() -> list[type[models.Model]]:
    """Every model whose rows belong to an edition, the named ones first."""
    found = {
        model._meta.model_name: model
        for model in apps.get_app_config("rulebook").get_models()
        if model is not SourceFile and any(one.name == "edition" for one in model._meta.concrete_fields)
        if model._meta.get_field("edition").related_model is Edition
    }
    order = [*NAMED_BY, *sorted(str(name) for name in found.keys() - NAMED_BY.keys())]
    return [found[name] for name in order if name in found]


def _compare(model: type[models.Model], old: Edition, new: Edition) -> KindDiff:
    before, after = _rows(model, old), _rows(model, new)
    kind = KindDiff(model._meta.verbose_name or "", str(model._meta.model_name))
    for name, row in after.items():
        if name not in before:
            kind.added.append(RowChange(row, " ".join(name)))
        elif fields := tuple(_fields(before[name], row)):
            side = kind.ended if _ends_now(before[name], row) else kind.changed
            side.append(RowChange(row, " ".join(name), fields))
    kind.ended += [RowChange(row, " ".join(name), gone=True) for name, row in before.items() if name not in after]
    return kind


def _rows(model: type[models.Model], edition: Edition) -> dict[Name, Any]:
    names = NAMED_BY.get(str(model._meta.model_name), ("row_id",))
    related = [one.name for one in model._meta.concrete_fields if one.name in RELATED]
    rows = model._default_manager.filter(edition=edition).select_related(*related)
    return {tuple(_value(row, name) for name in names): row for row in rows}


def _value(row: Any, path: str) -> str:
    for name in path.split("."):
        row = getattr(row, name)
    return str(row)


def _ends_now(old: Any, new: Any) -> bool:
    """The new edition gives it a last day, or an earlier one."""
    if not hasattr(new, "effective_to") or new.effective_to is None:
        return False
    return old.effective_to is None or bool(new.effective_to < old.effective_to)


def _fields(old: Any, new: Any) -> Iterable[FieldChange]:
    for column in new._meta.concrete_fields:
        if column.name in NOT_COMPARED:
            continue
        before, after = _plain(old, column), _plain(new, column)
        if before != after:
            yield FieldChange(column.name, column.verbose_name, shown(old, column, before), shown(new, column, after))


def _plain(row: Any, column: Any) -> Any:
    """Rows of two editions point at different copies of the same law."""
    if column.name in RELATED:
        other = getattr(row, column.name)
        return getattr(other, "key", "") or other.code
    return getattr(row, column.name)


def shown(row: Any, column: Any, value: Any) -> str:
    if column.name == "validity":
        return f"{row.effective_from or '…'} — {row.effective_to or '…'}"
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, dict):
        return "；".join(f"{name}：{one}" for name, one in value.items())
    if isinstance(value, list):
        return "；".join(str(one) for one in value)
    return "--" if value in (None, "") else str(value)
