"""The whole edition in memory as a reader of law sees it: every row to be searched, and what cites which article.

Built once per edition, whose rows never change again: about a dozen queries, then none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import models

from enforcement.rulebook import snapshot
from enforcement.rulebook.citations import numbers_of
from enforcement.rulebook.guides import ranked_keys
from enforcement.rulebook.models import (
    Article,
    Checklist,
    ChecklistItem,
    DayRule,
    DocumentText,
    Edition,
    Gate,
    Law,
    OrderType,
    PenaltyClause,
    RecurringDate,
    Retention,
    ServiceMethod,
    Threshold,
    TimeLimit,
    Violation,
)
from enforcement.rulebook.references import Names, cited_in, names_of
from enforcement.rulebook.source_texts import FREE_TEXTS
from enforcement.rulebook.states import EditionState

Place = tuple[str, str]  # key of the law, number of the article

KINDS: dict[str, type[models.Model]] = {
    "law": Law,
    "article": Article,
    "violation": Violation,
    "limit": TimeLimit,
    "threshold": Threshold,
    "gate": Gate,
    "checklist": Checklist,
    "item": ChecklistItem,
    "clause": PenaltyClause,
    "document": DocumentText,
    "order": OrderType,
    "service": ServiceMethod,
    "date": RecurringDate,
    "retention": Retention,
    "dayrule": DayRule,
}
NOT_SEARCHED = {"id", "edition", "validity", "print_columns", "position", "discretion_tiers"}


@dataclass(frozen=True, eq=False)
class Entry:
    """One row. `name` is what its address is made of; `places` are the articles it stands in or cites."""

    kind: str
    row: Any
    name: str
    title: str
    text: str
    places: frozenset[Place]
    rule_key: str = ""

    @property
    def mark(self) -> str:
        """In the reader's language, so never kept."""
        return getattr(self.row, "mark", "") or ""


@dataclass
class Index:
    edition: Edition
    names: Names
    entries: list[Entry] = field(default_factory=list)
    by_place: dict[Place, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    articles: set[Place] = field(default_factory=set)

    def search(self, words: str, kind: str = "") -> list[Entry]:
        """Rows that hold every word. Where none does: rows that hold every two characters in a row of every word, and
        the violations that people on site call so."""
        asked = [word.casefold() for word in words.split()]
        among = [entry for entry in self.entries if not kind or entry.kind == kind]
        if found := [entry for entry in among if asked and all(word in entry.text for word in asked)]:
            return found
        pairs = {pair for word in asked for pair in pairs_of(word)}
        called = set(ranked_keys(words))
        return [
            entry
            for entry in among
            if (pairs and all(pair in entry.text for pair in pairs))
            or (entry.kind == "violation" and entry.rule_key in called)
        ]

    def citing(self, place: Place) -> list[Entry]:
        return [entry for entry in self.by_place.get(place, []) if entry.kind != "article"]

    def with_key(self, rule_key: str) -> list[Entry]:
        return [entry for entry in self.entries if rule_key and entry.rule_key == rule_key]


def pairs_of(word: str) -> Iterable[str]:
    return (word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 1 else [word]


def index() -> Index | None:
    """Of the edition in force; none before one is loaded."""
    edition = snapshot.current().edition
    return _index(edition.pk, edition.sha256) if edition else None


def last_index_with(row_id: str) -> Index | None:
    """Of the newest published edition that has this row; records keep citing rows that a later edition dropped."""
    for model in KINDS.values():
        if "row_id" not in {one.name for one in model._meta.fields}:
            continue
        published = model._default_manager.filter(row_id=row_id, edition__state=EditionState.PUBLISHED)
        newest = published.order_by("-edition__published_at").values_list("edition_id", "edition__sha256").first()
        if newest:
            return _index(*newest)
    return None


@lru_cache(maxsize=4)
def _index(pk: int, _sha256: str) -> Index:
    edition = Edition.objects.get(pk=pk)
    made = Index(edition, names_of(Law.objects.filter(edition=edition)))
    for kind, model in KINDS.items():
        names = {one.name for one in model._meta.fields}
        related = [name for name in ("law", "violated_law", "checklist") if name in names]
        rows: Iterable[Any] = model._default_manager.filter(edition=edition).select_related(*related)
        for row in rows:
            entry = _entry(kind, row, made.names)
            made.entries.append(entry)
            for place in sorted(entry.places):
                made.by_place[place].append(entry)
            if kind == "article":
                made.articles.add((row.law.key, row.number))
    return made


def _entry(kind: str, row: Any, names: Names) -> Entry:
    return Entry(
        kind,
        row,
        name_of(row),
        row.citation if kind == "article" else str(row),
        "\n".join(_texts(row)).casefold(),
        frozenset(places_of(row, names)),
        getattr(row, "violation_key", "") or getattr(row, "rule_key", ""),
    )


def name_of(row: Any) -> str:
    if isinstance(row, Article):
        return f"{row.law.key}/{row.number}"
    return str(getattr(row, "row_id", "") or getattr(row, "key", "") or row.code)


def _texts(row: Any) -> Iterator[str]:
    for column in row._meta.concrete_fields:
        if column.name in NOT_SEARCHED:
            continue
        value = getattr(row, column.name)
        if isinstance(value, Law):
            yield value.name_zh
        elif value not in (None, "", [], {}):
            yield str(value)
    yield getattr(row, "citation", "")


def places_of(row: Any, names: Names) -> Iterator[Place]:
    """The articles in which the row stands or that its text cites; (law, "") for a law cited as such."""
    if isinstance(row, Article):
        yield row.law.key, row.number
    elif isinstance(row, TimeLimit | Threshold | Gate | Violation):
        yield from ((row.law.key, number) for number in numbers_of(row.article) or [""])
        if isinstance(row, Violation):
            yield from ((row.violated_law.key, number) for number in numbers_of(row.violated_article) or [""])
    else:
        for text in texts_that_cite(row):
            yield from cited_in(text, names)


def texts_that_cite(row: Any) -> list[str]:
    if isinstance(row, ChecklistItem):
        return [str(one) for one in row.basis]
    if isinstance(row, PenaltyClause):
        return [f"{row.law_name}{row.article}"]
    column = FREE_TEXTS.get(type(row).__name__)
    return [getattr(row, column)] if column else []


def citation_of(row: Any) -> str:
    """Where the row stands, as it says so itself."""
    for name in ("citation", "legal_basis", "source", "law_text", "basis_text", "basis"):
        if value := getattr(row, name, ""):
            return str(value)
    return f"{row.law_name}{row.article}" if hasattr(row, "law_name") else ""
