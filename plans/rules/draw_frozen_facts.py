"""What a proof says beside lists and picks: who was left out and why, who may not go where, the teams, the seal.

Each part is bound by a parameter that stands under the commitment, so leaving a part out is found as well.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.draw import DrawError, draw
from plans.rules.draw_commitment import LINE_BREAKERS, canonical_json, sha256_of_rows
from plans.rules.draw_differences import Difference, differs, malformed
from plans.rules.teams import SIZES, teams

Proof = Mapping[str, Any]
BOUND = {"exclusions": "exclusions_sha256", "conflicts": "conflicts_sha256"}


def seal_of(proof: Proof) -> str:
    """SHA-256 of the canonical JSON of the whole file with an empty seal: of the words, too, that nothing is computed
    from."""
    return hashlib.sha256(canonical_json({**proof, "seal": ""}).encode()).hexdigest()


def whole_order(proof: Proof, name: str) -> tuple[int, ...]:
    """All entries of a list in the order of the draw, the skipped left out. Its first ones are the picks."""
    skips = {skip["entry"]: skip["reason"] for skip in proof["skips"] if skip["list"] == name}
    weights = proof["lists"][name]["weights"]
    return draw(proof["key"], name, weights=weights, count=len(weights) - len(skips), skips=skips).picks


def teams_of(proof: Proof) -> dict[str, list[list[int]]]:
    """For each drawn unit, in drawing order, who goes there."""
    units = proof["picks"].get("unit", [])
    found = {}
    for name, size in SIZES.items():
        if name in proof["picks"]:
            barred = {(unit, entry) for unit, of_list, entry, _reason in proof["conflicts"] if of_list == name}
            order, drawn = whole_order(proof, name), len(proof["picks"][name])
            found[name] = teams(order, drawn, units, size=size, barred=barred)
    return found


def is_exclusion(row: object) -> bool:
    return isinstance(row, list) and len(row) == 3 and all(_is_text(part) for part in row)


def is_conflict(row: object) -> bool:
    if not isinstance(row, list) or len(row) != 4:
        return False
    unit, of_list, entry, reason = row
    return type(unit) is int and type(entry) is int and _is_text(of_list) and _is_text(reason)


ROWS: dict[str, Callable[[object], bool]] = {"exclusions": is_exclusion, "conflicts": is_conflict}


def inspect_facts(proof: Proof) -> Iterator[Difference]:
    params = proof.get("params", {})
    for place, holds in ROWS.items():
        rows = proof.get(place)
        if BOUND[place] in params and not (isinstance(rows, list) and all(holds(row) for row in rows)):
            yield malformed(place)


def compare_facts(proof: Proof) -> Iterator[Difference]:
    params = proof.get("params", {})
    if "task" in params and params["task"] != proof["task"]:
        yield differs("task", canonical_json(proof["task"]), canonical_json(params["task"]))
    for place, hashed in BOUND.items():
        if hashed in params and params[hashed] != (computed := sha256_of_rows(proof.get(place, []))):
            yield differs(place, params[hashed], computed)
    if BOUND["conflicts"] in params:
        yield from _compare_teams(proof)
    if params.get("sealed") and proof.get("seal") != (computed := seal_of(proof)):
        yield differs("seal", proof.get("seal"), computed)


def _compare_teams(proof: Proof) -> Iterator[Difference]:
    try:
        computed = teams_of(proof)
    except (DrawError, ValueError):  # named before, at the list it comes from
        yield malformed("teams", _("teams 不能由公布的名单和种子得出"))
        return
    if proof.get("teams") != computed:
        yield differs("teams", canonical_json(proof.get("teams")), canonical_json(computed))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not LINE_BREAKERS.search(value)
