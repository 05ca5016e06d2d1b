"""The published proof of a draw ("enforcement-draw/1"): built from the frozen lists, verified from itself alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.draw import DrawError, Drawn, draw, is_wide, key_string
from plans.rules.draw_commitment import LISTS, FrozenList, canonical_json, commitment_sha256, freeze
from plans.rules.draw_differences import Difference, differs, malformed
from plans.rules.draw_frozen_facts import compare_facts, seal_of, teams_of
from plans.rules.draw_shape import FORMAT, inspect, moment

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
    said: Mapping[tuple[str, int], Mapping[str, Any]] = MappingProxyType({}),
) -> Proof:
    """The proof as published. It is verified before it is returned, so a proof that does not hold never leaves.
    `exclusions`: list, entry, reason; `conflicts`: unit, list, entry, reason of who may not go where. Both are
    published where the parameters carry their hash. `said`: of a skip, by list and entry, who named it and when, and
    the number of a recusal after the draw.
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
        "skips": _published_skips(draws, said),
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


def _published_skips(
    draws: Mapping[str, Drawn], said: Mapping[tuple[str, int], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What happened at the draw list by list, then the recusals in the order they were said."""
    rows = [
        {"list": name, "entry": skip.entry, "reason": skip.reason, **said.get((name, skip.entry), {})}
        for name in LISTS
        if name in draws
        for skip in draws[name].skips
    ]
    return sorted(rows, key=lambda row: row.get("recusal", 0))


def verify(proof: object) -> list[Difference]:
    """Recomputes everything a proof says from its own inputs. Empty: it holds. The first one named is the first
    place where it breaks; after a malformed part nothing is computed from it."""
    if not isinstance(proof, dict):
        return [malformed("format")]
    try:
        canonical_json(proof).encode()
    except (TypeError, ValueError):  # among them half a surrogate pair: valid JSON, but no UTF-8 to hash
        return [malformed("text", _("含有不能以 UTF-8 表示的字符或数值"))]
    return inspect(proof) or _compare(proof)


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
    if "frozen_at" in params and _is_before(commitment["published_at"], params["frozen_at"]) is not False:
        message = _("commitment.published_at 不应早于名单冻结的时间 %(time)s，且两者都带时区")
        yield malformed("commitment.published_at", message % {"time": params["frozen_at"]})


def _is_before(earlier: str, later: object) -> bool | None:
    """None where it cannot be said: one of them is no date-time with an offset."""
    try:
        return moment(earlier) < moment(later)
    except ValueError:
        return None


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
