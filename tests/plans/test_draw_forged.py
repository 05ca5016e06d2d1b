"""Whoever forges a published draw seals it anew. Three readers refuse each changed part, whatever the seal says.

What they let pass is listed in `FREE`: words beside the draw. The seal in the ledger binds them, not the file.
"""

import copy
import json
import subprocess
from pathlib import Path

import pytest

from plans.rules.draw_frozen_facts import seal_of
from plans.rules.draw_proof import verify
from tests.factories.proof import make_full_proof
from tests.plans.test_draw_facts import script_refuses

ROOT = Path(__file__).parents[2]
PROOF = make_full_proof(skips={9: "执法证到期"}, recused=[7, 5])
FREE = {  # the last part of the path: why another word changes nothing about who was drawn
    "reason": "why an entry was passed over; that it was, is computed",
    "by": "who said so",
    "at": "when it was said",
}
NODE = """
import { read, verify } from "./static/js/verify_draw.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const found = [];
for (const one of JSON.parse(text)) {
  try { await verify(read(one)); found.push(""); } catch (error) { found.push(error.place ?? String(error)); }
}
process.stdout.write(JSON.stringify(found));
"""


def in_browser(proofs):
    """Where the module of the public page finds each of them wrong; empty where it does not."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", NODE],
        input=json.dumps([json.dumps(one, ensure_ascii=False) for one in proofs]),
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return json.loads(done.stdout)


def parts(value, path=()):
    """Every part of the file, the whole first: its path and what stands there."""
    yield path, value
    if isinstance(value, dict | list):
        for step, inner in list(value.items()) if isinstance(value, dict) else enumerate(value):
            yield from parts(inner, (*path, step))


def other_values(value):
    if isinstance(value, bool):
        return [not value, int(value), "true"]
    if isinstance(value, int):
        return [value + 1, -value, str(value), float(value), value == 1, [value], None]
    if isinstance(value, str):
        return [f"{value}甲", "", f"{value}\t1", f"{value}\n", [value], None, 7]
    if isinstance(value, dict):
        return [{**value, "extra": "x"}, list(value), None]
    return [[*value, *value[-1:]], [*value, value], value[:-1] + ["x"], str(value), None]


def put(path, to=None, *, delete=False):
    proof = copy.deepcopy(PROOF)
    part = proof
    for step in path[:-1]:
        part = part[step]
    if delete:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return sealed(proof)


def sealed(proof):
    """As a forger leaves it."""
    return {**proof, "seal": seal_of(proof)} if "seal" in proof else proof


def forgeries():
    for path, value in parts(PROOF):
        if path[:1] == ("seal",):
            continue
        if not path:
            yield "+extra", sealed({**PROOF, "extra": 1})
            continue
        yield f"-{path}", put(path, delete=True)
        for to in other_values(value):
            if not (path[-1] in FREE and path[0] == "skips" and to == f"{value}甲"):
                yield f"{path} = {to!r}", put(path, to)


FORGED = dict(forgeries())


def test_the_proof_they_are_made_from_holds():
    assert verify(PROOF) == []
    assert not script_refuses(PROOF)
    assert in_browser([PROOF]) == [""]
    assert len(FORGED) > 800


def test_the_server_refuses_every_forgery():
    assert [name for name, proof in FORGED.items() if not verify(proof)] == []


def test_the_independent_script_refuses_every_forgery():
    assert [name for name, proof in FORGED.items() if not script_refuses(proof)] == []


@pytest.mark.slow
def test_the_module_of_the_public_page_refuses_every_forgery():
    places = in_browser(FORGED.values())
    assert [name for name, place in zip(FORGED, places, strict=True) if not place] == []


def test_what_passes_is_words_beside_the_draw_and_the_seal_tells_of_it():
    free = [put(path, f"{value}甲") for path, value in parts(PROOF) if path and path[0] == "skips" and path[-1] in FREE]
    moved = put(("commitment", "published_at"), "2026-03-01T09:30:00+08:00")  # stands on the public page, too
    for proof in (*free, moved):
        assert verify(proof) == []
        assert not script_refuses(proof)
        assert proof["seal"] != PROOF["seal"]
    assert in_browser([*free, moved]) == [""] * (len(free) + 1)
    assert len(free) == 9


@pytest.mark.parametrize(
    "text",
    [
        '"\\u00003"',  # a word that looks like the module's mark of a number
        "03", "3.0", "3e0", "true", '"3"', "3.", "-3",
    ],
)  # fmt: skip
def test_a_pick_is_a_number_and_nothing_like_it(text):
    name = f'"officer": [{PROOF["picks"]["officer"][0]},'
    whole = json.dumps(PROOF, ensure_ascii=False)
    assert whole.count(name) == 1
    forged = whole.replace(name, f'"officer": [{text},')
    done = subprocess.run(
        ["node", "--input-type=module", "-e", NODE],
        input=json.dumps([forged]), capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert json.loads(done.stdout) != [""]
