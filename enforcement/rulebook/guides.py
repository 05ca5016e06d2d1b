"""What the bureau wrote beside each violation: its elements, the evidence wanted, the words people use for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enforcement.rulebook import snapshot
from enforcement.rulebook.models import Element, Guide, Violation
from enforcement.rulebook.plain_words import Index, plain

OURS = "应急管理"
FORMERLY_OURS = "安全生产监督管理"


@dataclass(frozen=True)
class _Words:
    edition: int
    by_key: dict[str, list[str]]
    index: Index


_held: list[_Words] = []  # at most one; an edition that is published does not change


def _words() -> _Words | None:
    edition = snapshot.current().edition
    if edition is None:
        return None
    if not _held or _held[0].edition != edition.pk:
        by_key = dict(Guide.objects.filter(edition=edition).values_list("rule_key", "words"))
        rows = snapshot.current().rows[Violation]
        texts = {key: [wordings[-1].name_zh, *by_key.get(key, [])] for key, wordings in rows.items()}
        _held[:] = [_Words(edition.pk, by_key, Index(texts))]
    return _held[0]


def ranked_keys(words: str) -> list[str]:
    """Violation keys, the nearest to these plain words first."""
    held = _words()
    return held.index.ranked(words) if held else []


def words_of(rule_key: str) -> list[str]:
    held = _words()
    return held.by_key.get(rule_key, []) if held else []


def keys_called(words: str) -> list[str]:
    """Violations for which exactly these words are used."""
    held, asked = _words(), plain(words)
    return [key for key, known in held.by_key.items() if asked in map(plain, known)] if held and asked else []


def guide_of(rule_key: str) -> Guide | None:
    return Guide.objects.filter(edition=snapshot.current().edition, rule_key=rule_key).first()


def elements_of(rule_keys: Iterable[str], *, overdue: bool | None = None) -> list[Element]:
    """Of the edition in use. `overdue` False leaves out what only has to be shown of an order that was not obeyed."""
    found = Element.objects.filter(edition=snapshot.current().edition, rule_key__in=list(rule_keys))
    if overdue is False:
        found = found.filter(overdue=False)
    return list(found.order_by("rule_key", "position"))


def is_ours(row: Violation) -> bool:
    """Whether an emergency management bureau may impose the penalty, as far as the row says."""
    authority = row.authority.split("(")[0].split("（")[0]
    return not authority or OURS in authority or FORMERLY_OURS in authority


def in_force(rule_key: str, on: date) -> Violation | None:
    rows = snapshot.current().rows[Violation].get(rule_key, [])
    return next((row for row in rows if row.is_in_force(on)), None)
