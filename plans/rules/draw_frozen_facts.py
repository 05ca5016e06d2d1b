"""What a proof says beside lists and picks: who was left out and why, who may not go where, the teams, the seal.

Each part is bound by a parameter that stands under the commitment, so leaving a part out is found as well.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.draw import DrawError, draw
from plans.rules.draw_commitment import canonical_json, sha256_of_rows
from plans.rules.draw_differences import Difference, differs, malformed
from plans.rules.draw_shape import moment
from plans.rules.teams import SIZES, Order, teams

Proof = Mapping[str, Any]
BOUND = {"exclusions": "exclusions_sha256", "conflicts": "conflicts_sha256"}


def seal_of(proof: Proof) -> str:
    """SHA-256 of the canonical JSON of the whole file with an empty seal. It finds a slip and a careless hand; whoever
    forges the file seals it anew, so it proves something only beside the seal in the ledger and on the public page."""
    return hashlib.sha256(canonical_json({**proof, "seal": ""}).encode()).hexdigest()


def whole_order(proof: Proof, name: str) -> tuple[int, ...]:
    """All entries of a list in the order of the draw, those left out that were passed over at the draw itself."""
    skips = {one["entry"]: one["reason"] for one in proof["skips"] if one["list"] == name and "recusal" not in one}
    weights = proof["lists"][name]["weights"]
    return draw(proof["key"], name, weights=weights, count=len(weights) - len(skips), skips=skips).picks


def recused_of(proof: Proof, name: str) -> list[int]:
    """Who stepped back after the draw, in the order it was said."""
    return [one["entry"] for one in proof["skips"] if one["list"] == name and "recusal" in one]


def teams_of(proof: Proof) -> dict[str, list[list[int]]]:
    """For each drawn unit, in drawing order, who goes there."""
    units = proof["picks"].get("unit", [])
    found = {}
    for name, size in SIZES.items():
        if name in proof["picks"]:
            barred = {(unit, entry) for unit, of_list, entry, _reason in proof["conflicts"] if of_list == name}
            order = Order(whole_order(proof, name), len(proof["picks"][name]), size, barred)
            found[name] = teams(order, units, recused_of(proof, name))
    return found


def _compare_said(proof: Proof) -> Iterator[Difference]:
    """Which reason and which office may stand at a skip was published before the seed; said it was after the seed, and
    in the order of the file. Whether it is true, whether one was left out, which of the reasons it was and at what
    minute, the seal in the ledger alone can tell."""
    known = proof["params"]["skip_words"]
    if not isinstance(known, list):
        yield malformed("params.skip_words")
        return
    for index, skip in enumerate(proof["skips"]):
        kind = "recusal" if "recusal" in skip else skip["list"]
        if [kind, skip.get("by"), skip["reason"]] not in known:
            yield malformed(f"skips.{index}", _("skips.%(n)s 的原因和机关不在冻结名单时公布的几条之内") % {"n": index})
    try:
        texts = [proof["params"]["source_time"], *(skip["at"] for skip in proof["skips"])]
        times = [moment(text) for text in texts]
        holds = times == sorted(times)
    except (KeyError, ValueError):
        holds = not proof["skips"]
    if not holds:
        yield malformed("skips", _("skips 的时间应在种子产生之后，先后有序，且都带时区"))


def compare_facts(proof: Proof) -> Iterator[Difference]:
    params = proof.get("params", {})
    if "task" in params and params["task"] != proof["task"]:
        yield differs("task", canonical_json(proof["task"]), canonical_json(params["task"]))
    for place, hashed in BOUND.items():
        if hashed in params and params[hashed] != (computed := sha256_of_rows(proof[place])):
            yield differs(place, params[hashed], computed)
    if "skip_words" in params:
        yield from _compare_said(proof)
    if BOUND["conflicts"] in params:
        yield from _compare_teams(proof)
    if params.get("sealed") and proof["seal"] != (computed := seal_of(proof)):
        yield differs("seal", proof["seal"], computed)


def _compare_teams(proof: Proof) -> Iterator[Difference]:
    try:
        computed = canonical_json(teams_of(proof))
    except (DrawError, ValueError):  # named before, at the list it comes from
        yield malformed("teams", _("teams 不能由公布的名单和种子得出"))
        return
    if (published := canonical_json(proof["teams"])) != computed:  # as text: true is not 1
        yield differs("teams", published, computed)
