"""What a published proof may hold: these keys and no others, each of its kind. Nothing is computed here.

Numbers are whole numbers (not text, not true), words are one line without tabs. A seal binds the file to itself only;
what it must not bind is refused here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.draw import DrawError
from plans.rules.draw_commitment import LINE_BREAKERS, LISTS, freeze
from plans.rules.draw_differences import Difference, malformed
from plans.rules.teams import SIZES

FORMAT = "enforcement-draw/1"
BASE = ("format", "task", "sources", "key", "lists", "picks", "skips", "commitment")

Proof = Mapping[str, Any]


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not LINE_BREAKERS.search(value)


MOMENT = re.compile(r"(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII)


def moment(value: object) -> datetime:
    """A date-time to the second, with its offset, in the one form that every reader reads alike; else ValueError."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise ValueError(value)
    return datetime.fromisoformat(value)


def is_number(value: object, most: int | None = None) -> bool:
    return type(value) is int and value >= 1 and (most is None or value <= most)


def _is_numbers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(type(number) is int for number in value)


def _is_sources(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_numbers(source) for source in value)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


SHAPE: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("format", lambda value: value == FORMAT),
    ("task", _is_object),
    ("sources", _is_sources),
    ("key", is_text),
    ("lists", lambda value: _is_object(value) and bool(value) and all(name in LISTS for name in value)),
    ("picks", lambda value: _is_object(value) and all(_is_numbers(picks) for picks in value.values())),
    ("skips", lambda value: isinstance(value, list)),
    ("commitment", _is_object),
    ("commitment.sha256", is_text),
    ("commitment.salt", is_text),
    ("commitment.published_at", is_text),
)


def inspect(proof: Proof) -> list[Difference]:
    """The differences of the first part that is malformed; after it nothing is computed."""
    steps = (_shape, _keys, _lists, _skips, _rows)
    return next((found for step in steps if (found := list(step(proof)))), [])


def _at(proof: Proof, place: str) -> object:
    value: Any = proof
    for name in place.split("."):
        value = value.get(name)
    return value


def _shape(proof: Proof) -> Iterator[Difference]:
    for place, holds in SHAPE:
        if not holds(_at(proof, place)):
            yield malformed(place)
            return
    if not isinstance(proof.get("params", {}), dict):
        yield malformed("params")
    if set(proof["picks"]) != set(proof["lists"]):
        yield malformed("picks", _("picks 与 lists 的名单不一致，每个公布的名单应有抽取结果"))


def _keys(proof: Proof) -> Iterator[Difference]:
    params = proof.get("params", {})
    wanted = {
        *BASE,
        *(["exclusions"] if "exclusions_sha256" in params else []),
        *(["conflicts", "teams"] if "conflicts_sha256" in params else []),
        *(["seal"] if params.get("sealed") else []),
    }
    yield from odd_keys("", proof, wanted, ["params"])
    yield from odd_keys("commitment.", proof["commitment"], ("sha256", "published_at", "salt"))
    if "seal" in wanted and not is_text(proof.get("seal")):
        yield malformed("seal")


def odd_keys(
    place: str, value: Mapping[str, Any], wanted: Iterable[str], more: Iterable[str] = ()
) -> Iterator[Difference]:
    """Those that are missing and those that nobody knows."""
    needed = set(wanted)
    for name in sorted((needed - set(value)) | (set(value) - needed - set(more))):
        yield malformed(f"{place}{name}")


def _lists(proof: Proof) -> Iterator[Difference]:
    for name, content in proof["lists"].items():
        place = f"lists.{name}"
        if not isinstance(content, dict) or not is_text(content.get("sha256")):
            yield malformed(place)
        elif not isinstance(content.get("entries"), list):
            yield malformed(f"{place}.entries")
        elif not _is_numbers(content.get("weights")):
            yield malformed(f"{place}.weights")
        elif content.get("wide", True) is not True:  # a list that is not wide does not say so
            yield malformed(f"{place}.wide")
        else:
            yield from odd_keys(f"{place}.", content, ("entries", "weights", "sha256"), ["wide"])
            try:
                freeze(content["entries"], content["weights"])
            except (DrawError, TypeError) as error:
                yield malformed(place, f"{place}: {error}")


def _skips(proof: Proof) -> Iterator[Difference]:
    named: set[tuple[str, int]] = set()
    recusals = 0
    for index, skip in enumerate(proof["skips"]):
        place = f"skips.{index}"
        if not _is_skip(skip, proof):
            yield malformed(place)
        elif (skip["list"], skip["entry"]) in named:
            yield malformed(place, _("%(place)s 与前面的回避记录重复") % {"place": place})
        else:
            named.add((skip["list"], skip["entry"]))
            recusals += "recusal" in skip
            if skip.get("recusal", recusals) != recusals:
                yield malformed(f"{place}.recusal")


SKIP_KEYS, SAID = frozenset(("list", "entry", "reason")), frozenset(("by", "at"))


def _is_skip(skip: object, proof: Proof) -> bool:
    """Who said so and when stand in a sealed file; a recusal after the draw has its number."""
    if not isinstance(skip, dict) or skip.get("list") not in tuple(proof["lists"]) or not is_text(skip.get("reason")):
        return False
    needed = SKIP_KEYS | SAID if "seal" in proof else SKIP_KEYS
    if not needed <= skip.keys() <= SKIP_KEYS | SAID | {"recusal"}:
        return False
    if not all(is_text(skip.get(name, "-")) for name in ("by", "at")):
        return False
    if "recusal" in skip and not ("teams" in proof and skip["list"] in SIZES and is_number(skip["recusal"])):
        return False
    return is_number(skip["entry"], len(proof["lists"][skip["list"]]["entries"]))


def _rows(proof: Proof) -> Iterator[Difference]:
    """Their content is under the commitment; as text a number would be hashed alike, so the kinds are looked at."""
    kinds: tuple[tuple[str, tuple[type, ...]], ...] = (
        ("exclusions", (str, str, str)),
        ("conflicts", (int, str, int, str)),
    )
    for place, kind in kinds:
        rows = proof.get(place, [])
        if not isinstance(rows, list) or not all(_is_row(row, kind) for row in rows):
            yield malformed(place)


def _is_row(row: object, kinds: tuple[type, ...]) -> bool:
    if not isinstance(row, list) or len(row) != len(kinds):
        return False
    return all(is_text(part) if kind is str else is_number(part) for part, kind in zip(row, kinds, strict=True))
