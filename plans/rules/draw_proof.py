"""The published proof of a draw ("enforcement-draw/1"): built from the frozen lists, verified from itself alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.draw import DrawError, Drawn, draw, is_wide, key_string
from plans.rules.draw_commitment import LINE_BREAKERS, LISTS, FrozenList, canonical_json, commitment_sha256, freeze
from plans.rules.draw_differences import Difference, differs, malformed
from plans.rules.draw_frozen_facts import compare_facts, inspect_facts, seal_of, teams_of

FORMAT = "enforcement-draw/1"

Proof = dict[str, Any]


def build_proof(
    *,
    task: Mapping[str, str],
    sources: Sequence[Sequence[int]],
    lists: Mapping[str, FrozenList],
    draws: Mapping[str, Drawn],
    params: Mapping[str, Any],
    salt: str,
    published_at: str,
    exclusions: Iterable[tuple[str, str, str]] = (),
    conflicts: Iterable[tuple[int, str, int, str]] = (),
    said: Mapping[tuple[str, int], Mapping[str, str]] = MappingProxyType({}),
) -> Proof:
    """The proof as published. It is verified before it is returned, so a proof that does not hold never leaves.
    `exclusions`: list, entry, reason; `conflicts`: unit, list, entry, reason of who may not go where. Both are
    published where the parameters carry their hash. `said`: of a skip, by list and entry, who named it and when.
    Cost: the draw once more and two passes over the lists."""
    published = {name: _published_list(lists[name], draws[name]) for name in LISTS if name in draws}
    hashes = {name: content["sha256"] for name, content in published.items()}
    proof: Proof = {
        "format": FORMAT,
        "task": dict(task),
        "sources": [list(source) for source in sources],
        "key": key_string(sources),
        "params": dict(params),
        "lists": published,
        "picks": {name: list(draws[name].picks) for name in published},
        "skips": [
            {"list": name, "entry": skip.entry, "reason": skip.reason, **said.get((name, skip.entry), {})}
            for name in published
            for skip in draws[name].skips
        ],
        "commitment": {
            "sha256": commitment_sha256(salt, hashes, params),
            "published_at": published_at,
            "salt": salt,
        },
    }
    if "exclusions_sha256" in params:
        proof["exclusions"] = [list(row) for row in exclusions]
    if "conflicts_sha256" in params:
        proof["conflicts"] = [list(row) for row in conflicts]
        proof["teams"] = teams_of(proof)
    if params.get("sealed"):
        proof["seal"] = seal_of(proof)
    differences = verify(proof)
    if differences:
        raise DrawError(differences[0].message)
    return proof


def verify(proof: object) -> list[Difference]:
    """Recomputes everything a proof says from its own inputs. Empty: it holds. The first one named is the first
    place where it breaks; after a malformed part nothing is computed from it."""
    if not isinstance(proof, dict):
        return [malformed("format")]
    try:
        canonical_json(proof).encode()
    except (TypeError, ValueError):  # among them half a surrogate pair: valid JSON, but no UTF-8 to hash
        return [malformed("text", _("含有不能以 UTF-8 表示的字符或数值"))]
    return _inspect(proof) or _compare(proof)


def _inspect(proof: Proof) -> list[Difference]:
    steps = (_inspect_shape, _inspect_lists, _inspect_skips, inspect_facts)
    return next((found for step in steps if (found := list(step(proof)))), [])


def _compare(proof: Proof) -> list[Difference]:
    return [*_compare_key(proof), *_compare_hashes(proof), *_compare_commitment(proof), *_compare_picks(proof),
            *compare_facts(proof)]  # fmt: skip


def _published_list(frozen: FrozenList, drawn: Drawn) -> dict[str, Any]:
    content: dict[str, Any] = {
        "entries": list(frozen.entries),
        "weights": list(frozen.weights),
        "sha256": frozen.sha256,
    }
    return {**content, "wide": True} if drawn.wide else content


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not LINE_BREAKERS.search(value)


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
    ("key", _is_text),
    ("lists", lambda value: _is_object(value) and bool(value) and all(name in LISTS for name in value)),
    ("picks", lambda value: _is_object(value) and all(_is_numbers(picks) for picks in value.values())),
    ("skips", lambda value: isinstance(value, list)),
    ("commitment", _is_object),
    ("commitment.sha256", _is_text),
    ("commitment.salt", _is_text),
    ("commitment.published_at", _is_text),
)


def _at(proof: Mapping[str, Any], place: str) -> object:
    value: Any = proof
    for name in place.split("."):
        value = value.get(name)
    return value


def _inspect_shape(proof: Proof) -> Iterator[Difference]:
    for place, holds in SHAPE:
        if not holds(_at(proof, place)):
            yield malformed(place)
            return
    if not isinstance(proof.get("params", {}), dict):
        yield malformed("params")
    if set(proof["picks"]) != set(proof["lists"]):
        yield malformed("picks", _("picks 与 lists 的名单不一致，每个公布的名单应有抽取结果"))


def _inspect_lists(proof: Proof) -> Iterator[Difference]:
    for name, content in proof["lists"].items():
        place = f"lists.{name}"
        if not isinstance(content, dict) or not _is_text(content.get("sha256")):
            yield malformed(place)
        elif not isinstance(content.get("entries"), list):
            yield malformed(f"{place}.entries")
        elif not _is_numbers(content.get("weights")):
            yield malformed(f"{place}.weights")
        elif type(content.get("wide", False)) is not bool:
            yield malformed(f"{place}.wide")
        else:
            try:
                freeze(content["entries"], content["weights"])
            except (DrawError, TypeError) as error:
                yield malformed(place, f"{place}: {error}")


def _inspect_skips(proof: Proof) -> Iterator[Difference]:
    named: set[tuple[str, int]] = set()
    for index, skip in enumerate(proof["skips"]):
        place = f"skips.{index}"
        if not _is_skip(skip, proof["lists"]):
            yield malformed(place)
        elif (skip["list"], skip["entry"]) in named:
            yield malformed(place, _("%(place)s 与前面的回避记录重复") % {"place": place})
        else:
            named.add((skip["list"], skip["entry"]))


def _is_skip(skip: object, lists: Mapping[str, Any]) -> bool:
    if not isinstance(skip, dict) or skip.get("list") not in list(lists) or not _is_text(skip.get("reason")):
        return False
    entry = skip.get("entry")
    return type(entry) is int and 1 <= entry <= len(lists[skip["list"]]["entries"])


def _compare_key(proof: Proof) -> Iterator[Difference]:
    try:
        computed = key_string(proof["sources"])
    except DrawError as error:
        yield malformed("sources", str(error))
        return
    if proof["key"] != computed:
        yield differs("key", proof["key"], computed)


def _compare_hashes(proof: Proof) -> Iterator[Difference]:
    for name in LISTS:
        if name in proof["lists"]:
            content = proof["lists"][name]
            computed = freeze(content["entries"], content["weights"]).sha256
            if content["sha256"] != computed:
                yield differs(f"lists.{name}.sha256", content["sha256"], computed)


def _compare_commitment(proof: Proof) -> Iterator[Difference]:
    commitment, params = proof["commitment"], proof.get("params", {})
    hashes = {name: content["sha256"] for name, content in proof["lists"].items()}
    computed = commitment_sha256(commitment["salt"], hashes, params)
    if commitment["sha256"] != computed:
        yield differs("commitment.sha256", commitment["sha256"], computed)
    if "source_time" in params and not _is_before(commitment["published_at"], params["source_time"]):
        message = _("commitment.published_at 应早于随机来源产生的时间 %(time)s，且两者都带时区")
        yield malformed("commitment.published_at", message % {"time": params["source_time"]})


def _is_before(earlier: str, later: object) -> bool:
    try:
        return datetime.fromisoformat(earlier) < datetime.fromisoformat(str(later))
    except (ValueError, TypeError):  # not a date-time, or only one of the two has an offset
        return False


def _compare_picks(proof: Proof) -> Iterator[Difference]:
    try:
        # from the sources, not from the published key: a wrong key is named by itself
        key = key_string(proof["sources"])
    except DrawError:
        return
    for name in LISTS:
        if name in proof["lists"]:
            yield from _compare_list(proof, name, key)


def _compare_list(proof: Proof, name: str, key: str) -> Iterator[Difference]:
    picks, content, place = proof["picks"][name], proof["lists"][name], f"picks.{name}"
    counts = proof.get("params", {}).get("counts")
    if isinstance(counts, dict) and counts.get(name) != len(picks):
        yield differs(place, len(picks), counts.get(name))
    skips = {skip["entry"]: skip["reason"] for skip in proof["skips"] if skip["list"] == name}
    published_wide, wide = content.get("wide", False), is_wide(len(picks), len(skips))
    if published_wide is not wide:
        yield differs(f"lists.{name}.wide", published_wide, wide)
    try:
        drawn = draw(key, name, weights=content["weights"], count=len(picks), skips=skips)
    except DrawError as error:
        yield malformed(place, f"{place}: {error}")
        return
    for index, (published, computed) in enumerate(zip(picks, drawn.picks, strict=True)):
        if published != computed:
            yield differs(f"{place}.{index}", published, computed)
            return
