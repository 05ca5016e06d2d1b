"""Whoever forges a published draw seals it anew. Three readers refuse each changed part, whatever the seal says.

What they let pass is listed in `FREE` and `invented`: which of the published reasons it was, when within the order, and
whether it was true. The seal in the ledger binds those, not the file.
"""

import copy
import json
import subprocess
from pathlib import Path

import pytest

from plans.rules.draw import draw
from plans.rules.draw_commitment import commitment_sha256
from plans.rules.draw_frozen_facts import seal_of, teams_of
from plans.rules.draw_proof import verify
from tests.factories.proof import make_full_proof, make_proof
from tests.plans.test_draw_facts import script_refuses
from tests.plans.test_verify_draw import run_command, script, write

ROOT = Path(__file__).parents[2]
PROOF = make_full_proof(skips={9: "执法证到期"}, recused=[7, 5])
SKIPPED = make_full_proof(skips={9: "执法证到期"})
FREE = {  # the only parts that can be put in the place of others, as far as the file alone tells
    ("skips", 0, "reason"): "已不在岗",  # another of those published with the commitment
    ("skips", 1, "reason"): "曾任职或代理",
    ("skips", 2, "reason"): "曾任职或代理",
    ("skips", 0, "at"): "2026-03-02T21:30:00+08:00",  # after the seed, and in the order of the file
    ("skips", 1, "at"): "2026-03-03T09:02:00+08:00",
    ("skips", 2, "at"): "2026-03-04T08:00:00+08:00",
    ("commitment", "published_at"): "2026-03-01T08:30:00+08:00",  # after the freezing, before the seed
}
BOUND = {  # and what can not
    ("skips", 0, "reason"): ("近亲属", "回避"),  # of a recusal, of none
    ("skips", 1, "reason"): ("执法证到期", "不愿意"),
    ("skips", 0, "by"): ("执法监督人员", "科室负责人"),
    ("skips", 1, "by"): ("系统",),
    ("skips", 0, "at"): ("2026-03-02T21:29:59+08:00", "2026-03-03T09:01:01+08:00", "2026-03-02T22:00:00", "昨天"),
    ("skips", 2, "at"): ("2026-03-03T09:00:59+08:00", "2026-03-03"),
    ("commitment", "published_at"): ("2026-03-01T08:29:59+08:00", "2026-03-02T21:30:00+08:00"),
}
NODE = """
import { read, verify } from "./static/js/verify_draw.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const found = [];
const { files, seal } = JSON.parse(text);
for (const one of files) {
  try { await verify(read(one), { seal }); found.push(""); } catch (error) { found.push(error.place ?? String(error)); }
}
process.stdout.write(JSON.stringify(found));
"""


def in_browser(proofs, seal=""):
    """Where the module of the public page finds each of them wrong; empty where it does not."""
    return read_in_browser([json.dumps(one, ensure_ascii=False) for one in proofs], seal)


def read_in_browser(files, seal=""):
    done = subprocess.run(
        ["node", "--input-type=module", "-e", NODE],
        input=json.dumps({"files": files, "seal": seal}),
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return json.loads(done.stdout)


def skipped_otherwise(skips):
    """The published draw as it comes out with other skips of officers, whole in itself and sealed anew."""
    proof = copy.deepcopy(SKIPPED)
    proof["skips"] = skips
    passed = {one["entry"]: one["reason"] for one in skips}
    weights, count = proof["lists"]["officer"]["weights"], len(proof["picks"]["officer"])
    drawn = draw(proof["key"], "officer", weights=weights, count=count, skips=passed)
    proof["picks"]["officer"] = list(drawn.picks)
    proof["teams"] = teams_of(proof)
    return sealed(proof)


def invented():
    """Somebody who was drawn is said to be no longer in post; somebody passed over is drawn after all."""
    (real,) = SKIPPED["skips"]
    return [skipped_otherwise([{**real, "entry": SKIPPED["picks"]["officer"][0], "reason": "已不在岗"}, real]),
            skipped_otherwise([])]  # fmt: skip


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
            yield f"{path} = {to!r}", put(path, to)
    for path, others in BOUND.items():
        for to in others:
            yield f"{path} = {to}", put(path, to)


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


def test_what_passes_is_told_by_the_seal_alone(tmp_path):
    """With the seal of the public page in hand, none of it passes any more."""
    free = [put(path, to) for path, to in FREE.items()]
    for proof in free:
        assert verify(proof) == []
        assert not script_refuses(proof)
        path = write(tmp_path, proof)
        assert (run_command(path)[0], run_command(path, seal=PROOF["seal"])[0]) == (0, 1)
        assert (script.main(path), script.main(path, PROOF["seal"])) == (0, 1)
    assert in_browser(free) == [""] * len(FREE)
    assert in_browser(free, PROOF["seal"]) == ["seal"] * len(FREE)
    assert in_browser([PROOF], PROOF["seal"]) == [""]


def test_a_skip_invented_or_left_out_is_told_by_the_seal_alone(tmp_path):
    for proof in invented():
        assert proof["picks"]["officer"] != SKIPPED["picks"]["officer"]
        assert verify(proof) == []
        path = write(tmp_path, proof)
        assert (run_command(path)[0], run_command(path, seal=SKIPPED["seal"])[0]) == (0, 1)
        assert (script.main(path), script.main(path, SKIPPED["seal"])) == (0, 1)
    assert in_browser(invented()) == ["", ""]
    assert in_browser(invented(), SKIPPED["seal"]) == ["seal", "seal"]


MOMENTS = {
    "2026-03-02T22:00:00Z": True,
    "2026-03-02T22:00:00.5+08:00": True,
    "2026-03-02T22:00:00.123456-00:00": True,
    "2026-03-02T21:30:00.000001+08:00": True,  # a microsecond after the seed
    "2026-03-02T21:29:59.999999+08:00": False,
    "2026-03-02T22:00:00+0800": False,
    "2026-03-02T22:00+08:00": False,
    "2026-03-02 22:00:00+08:00": False,
    "2026-W10-1T22:00:00+08:00": False,
    "20260302T220000+08:00": False,
    "2026-03-02T22:00:00.1234567+08:00": False,
    "2026-03-02T22:00:00,5+08:00": False,
    "2026-03-02T22:00:00+08:00:00": False,
    "2026-03-02T22:00:00+24:00": False,
    "2026-03-02T22:00:00+08:60": False,
    "2026-03-02T22:00:00": False,
    "2026-03-02T24:00:00+08:00": False,
    "2026-03-02T22:00:60+08:00": False,
    "2026-03-32T22:00:00+08:00": False,
    "2026-04-31T22:00:00+08:00": False,
    "2026-03-02t22:00:00z": False,
    "０２26-03-02T22:00:00+08:00": False,
}


def test_the_readers_read_the_same_moments(tmp_path):
    """One form of a date-time and no other, compared to the microsecond."""
    proofs = [skipped_at(at) for at in MOMENTS]
    read = list(MOMENTS.values())
    assert [not verify(one) for one in proofs] == read
    assert [script.main(write(tmp_path, one)) == 0 for one in proofs] == read
    assert [place == "" for place in in_browser(proofs)] == read


def skipped_at(at):
    (real,) = SKIPPED["skips"]
    return sealed({**SKIPPED, "skips": [{**real, "at": at}]})


@pytest.mark.parametrize("words", ["系统", {}, {"a": 1}, None, 5, True])
def test_what_a_skip_may_say_is_a_list_even_where_nobody_is_passed_over(tmp_path, words):
    proof = skipped_otherwise([])
    params = {**proof["params"], "skip_words": words}
    hashes = {name: content["sha256"] for name, content in proof["lists"].items()}
    commitment = {**proof["commitment"], "sha256": commitment_sha256(proof["commitment"]["salt"], hashes, params)}
    forged = sealed({**proof, "params": params, "commitment": commitment})
    assert [one.place for one in verify(forged)] == ["params.skip_words"]
    assert script.main(write(tmp_path, forged)) == 1
    assert in_browser([forged]) == ["params"]


def test_each_reader_says_what_the_file_alone_does_not_tell(tmp_path, capsys):
    path = write(tmp_path, PROOF)
    for seal in ("", PROOF["seal"]):
        code, said = run_command(path, seal=seal)
        assert code == script.main(path, seal) == 0
        for told in (said, capsys.readouterr().out):
            assert ("单凭文件不能判断：跳过是否属实、有无遗漏" in told) is (seal == "")
    assert "文件校验值与所给的一致" in said
    plain = write(tmp_path, make_proof())
    assert script.main(plain, PROOF["seal"]) == run_command(plain, seal=PROOF["seal"])[0] == 1


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
    assert read_in_browser([forged]) != [""]
