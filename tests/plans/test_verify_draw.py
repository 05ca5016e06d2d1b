import copy
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from hypothesis import given, settings, strategies as st

from plans.rules.draw import DrawError, draw, key_string
from plans.rules.draw_commitment import canonical_json, commitment_sha256, freeze
from plans.rules.draw_differences import PARTS, part_of
from plans.rules.draw_proof import build_proof, verify
from tests.factories.proof import SOURCES, make_full_proof, make_proof

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs/verify_draw.py"
IRRELEVANT = ("甲", "2026-03-01T09:00:00+08:00", "recusal")


def load_script():
    spec = importlib.util.spec_from_file_location("published_verify_draw", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


PROOF = make_proof()


def changed(*path, to):
    proof = copy.deepcopy(PROOF)
    part = proof
    for step in path[:-1]:
        part = part[step]
    if to is None:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return proof


def write(tmp_path, content):
    path = tmp_path / "proof.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def run_command(path, **options):
    out = StringIO()
    try:
        call_command("verify_draw", str(path), stdout=out, **options)
    except SystemExit as exit_:
        return exit_.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_proof_has_the_published_form():
    assert PROOF["format"] == "enforcement-draw/1"
    assert PROOF["key"] == "20250312./3.8.17.22.29.31./"
    assert PROOF["picks"] == {"unit": [13, 10, 17, 4, 9], "officer": [7, 6, 3]}
    assert PROOF["skips"] == [{"list": "officer", "entry": 9, "reason": "recusal"}]
    assert "wide" not in PROOF["lists"]["unit"]


def test_the_command_prints_the_seal_for_comparison(tmp_path):
    proof = make_full_proof()
    code, said = run_command(write(tmp_path, proof))
    assert code == 0
    assert proof["seal"] in said
    assert "请与公示页面所列比对" in said


def test_a_sound_proof_has_no_difference():
    assert verify(PROOF) == []
    assert verify(json.loads(json.dumps(PROOF))) == []


def test_the_hashes_of_an_example_worked_out_apart():
    # printf '1\tA\t1\n2\tB\t3\n' | sha256sum
    frozen = freeze(["A", "B"], [1, 3])
    assert frozen.sha256 == "7faddef52e997e181c7da931acbdb04c0d328e2cf991ef86b3193fe397f9cb9d"
    # printf 's\n%s\n{"counts":{"unit":1}}' HASH | sha256sum
    assert (
        commitment_sha256("s", {"unit": frozen.sha256}, {"counts": {"unit": 1}})
        == "292a48a84f6e25dd191ea90efabbb421734769e5c40f3dc5e3d8e232d116848a"
    )


def test_canonical_json_sorts_keys_and_keeps_chinese():
    assert canonical_json({"b": [1, "停业"], "a": None}) == '{"a":null,"b":[1,"停业"]}'


def test_the_order_of_lists_in_the_commitment_is_fixed():
    one = commitment_sha256("s", {"officer": "o", "unit": "u"}, {})
    assert one == commitment_sha256("s", {"unit": "u", "officer": "o"}, {})


@pytest.mark.parametrize(
    ("path", "to", "place"),
    [
        (("format",), "enforcement-draw/2", "format"),
        (("sources", 1, 0), 4, "key"),
        (("key",), "20250312./3.8.17.22.29.32./", "key"),
        (("lists", "unit", "entries", 3), "91320000000000999X", "lists.unit.sha256"),
        (("lists", "unit", "weights", 3), 2, "lists.unit.sha256"),
        (("lists", "officer", "sha256"), "0" * 64, "lists.officer.sha256"),
        (("lists", "unit", "wide"), True, "lists.unit.wide"),
        (("picks", "unit", 2), 18, "picks.unit.2"),
        (("picks", "unit"), [13, 10, 17, 4], "picks.unit"),
        (("skips", 0, "entry"), 8, "picks.officer.2"),
        (("skips",), [], "picks.officer.2"),
        (("params", "ratio"), "26%", "commitment.sha256"),
        (("params",), None, "commitment.sha256"),
        (("params", "counts", "unit"), 4, "commitment.sha256"),
        (("commitment", "salt"), "other", "commitment.sha256"),
        (("commitment", "sha256"), "f" * 64, "commitment.sha256"),
        (("commitment", "published_at"), "2026-03-02T21:30:01+08:00", "commitment.published_at"),
        (("commitment", "published_at"), "2026-03-01", "commitment.published_at"),
    ],
)
def test_the_first_difference_is_named(path, to, place, tmp_path):
    proof = changed(*path, to=to)
    differences = verify(proof)
    assert differences[0].place == place
    assert place in differences[0].message
    assert script.main(write(tmp_path, proof)) == 1


@pytest.mark.parametrize(
    ("path", "to", "place"),
    [
        (("task",), None, "task"),
        (("sources",), [], "sources"),
        (("sources", 0), [True], "sources"),
        (("sources", 0), [-1], "sources"),
        (("key",), 5, "key"),
        (("lists",), {}, "lists"),
        (("lists", "boss"), {"entries": ["a"], "weights": [1], "sha256": "x"}, "lists"),
        (("lists", "unit"), [], "lists.unit"),
        (("lists", "unit", "entries"), "abc", "lists.unit.entries"),
        (("lists", "unit", "entries", 1), 7, "lists.unit"),
        (("lists", "unit", "entries", 1), "a\tb", "lists.unit"),
        (("lists", "unit", "entries", 1), PROOF["lists"]["unit"]["entries"][0], "lists.unit"),
        (("lists", "unit", "weights"), [1], "lists.unit"),
        (("lists", "unit", "weights", 0), 0, "lists.unit"),
        (("lists", "unit", "weights", 0), 1.0, "lists.unit.weights"),
        (("lists", "unit", "wide"), 1, "lists.unit.wide"),
        (("picks", "unit"), None, "picks"),
        (("picks", "unit"), [], "picks"),
        (("picks", "unit"), list(range(1, 22)), "picks.unit"),
        (("skips",), None, "skips"),
        (("skips", 0), 9, "skips.0"),
        (("skips", 0, "list"), ["officer"], "skips.0"),
        (("skips", 0, "entry"), 13, "skips.0"),
        (("skips", 0, "reason"), "", "skips.0"),
        (("params",), [], "params"),
        (("commitment",), "", "commitment"),
        (("commitment", "salt"), None, "commitment.salt"),
        (("commitment", "salt"), "\ud800", "text"),
        (("key",), "\ud800", "text"),
        (("params", "ratio"), float("nan"), "text"),
    ],
)
def test_a_malformed_part_is_named(path, to, place, tmp_path):
    proof = changed(*path, to=to)
    assert place in [difference.place for difference in verify(proof)]
    assert script.main(write(tmp_path, proof)) == 1


def test_a_proof_without_parameters_is_committed_to_none(tmp_path):
    proof = changed("params", to=None)
    hashes = {name: content["sha256"] for name, content in proof["lists"].items()}
    proof["commitment"]["sha256"] = commitment_sha256(proof["commitment"]["salt"], hashes, {})
    assert verify(proof) == []
    assert script.main(write(tmp_path, proof)) == 0


def test_a_changed_count_is_found_even_when_committed_to(tmp_path):
    proof = changed("params", "counts", "unit", to=6)
    hashes = {name: content["sha256"] for name, content in proof["lists"].items()}
    proof["commitment"]["sha256"] = commitment_sha256(proof["commitment"]["salt"], hashes, proof["params"])
    assert [difference.place for difference in verify(proof)] == ["picks.unit"]
    assert script.main(write(tmp_path, proof)) == 1


def test_a_skip_named_twice_is_found(tmp_path):
    proof = changed("skips", to=PROOF["skips"] * 2)
    assert verify(proof)[0].place == "skips.1"
    assert script.main(write(tmp_path, proof)) == 1


def test_a_skip_whose_turn_did_not_come_does_no_harm(tmp_path):
    proof = changed("skips", to=[*PROOF["skips"], {"list": "officer", "entry": 4, "reason": "leave"}])
    assert verify(proof) == []
    assert script.main(write(tmp_path, proof)) == 0


@pytest.mark.parametrize("value", [None, [], "text", 7, {}])
def test_anything_else_is_no_proof(value):
    assert verify(value)[0].place == "format"


def relevant_bytes():
    """Every byte of the file except those of names and reasons, which are said beside the draw, not drawn from."""
    text = json.dumps(PROOF, ensure_ascii=False)
    free = set()
    for word in IRRELEVANT:
        start = text.find(word)
        while start >= 0:
            free.update(range(start, start + len(word)))
            start = text.find(word, start + 1)
    start = text.index('"task"')
    free.update(range(start, text.index("}", start)))
    return text, [index for index, character in enumerate(text) if index not in free and character != " "]


TEXT, POSITIONS = relevant_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("change", [1, 2, 4])
def test_any_changed_byte_is_found_by_both(change):
    read = 0
    for position in POSITIONS:
        text = TEXT[:position] + chr(ord(TEXT[position]) ^ change) + TEXT[position + 1 :]
        try:
            proof = json.loads(text)
        except ValueError:
            continue
        read += 1
        assert verify(proof), text
        with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
            script.check(proof)
    assert read > len(POSITIONS) / 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=3, max_size=60),
    st.integers(1, 3),
    st.sets(st.integers(1, 12), max_size=9),
)
def test_both_accept_what_we_build(weights, count, skipped):
    proof = make_proof(units=len(weights), weights=weights, counts=(count, 3), skips=dict.fromkeys(skipped, "recusal"))
    assert verify(proof) == []
    script.check(proof)


def test_the_script_draws_the_same_from_a_long_list():
    weights = [1 + number % 7 for number in range(5000)]
    ours = draw(PROOF["key"], "unit", weights=weights, count=400, skips={7: "recusal", 8: "recusal"})
    assert script.draw(f"unit|{PROOF['key']}", weights, 400, {7, 8}) == list(ours.picks)


def test_the_script_numbers_wide_rounds_with_four_bytes():
    first = int(hashlib.sha256(bytes(4) + b"unit|1./" + bytes(4)).hexdigest(), 16) % 10 + 1
    assert script.draw("unit|1./", [1] * 10, 3, set(range(100, 66_000)))[0] == first


def test_a_wide_draw_is_published_with_every_skip():
    """All but the last three are passed over. Those have nearly all tickets, so the first round finds one of them; what
    makes the draw wide is how many were named."""
    size = 65_540
    weights = [1] * (size - 3) + [10**12] * 3
    frozen = freeze([str(number) for number in range(size)], weights)
    key = key_string(SOURCES)
    skips = dict.fromkeys(range(1, 65_538), "停业")
    ticket = int(hashlib.sha256(bytes(4) + f"unit|{key}".encode() + bytes(4)).hexdigest(), 16) % sum(weights)
    narrow = int(hashlib.sha256(bytes(2) + f"unit|{key}".encode() + bytes(2)).hexdigest(), 16) % sum(weights)
    first, other = (65_538 + (one - (size - 3)) // 10**12 for one in (ticket, narrow))
    proof = build_proof(
        task={"number": "甲"},
        sources=SOURCES,
        lists={"unit": frozen},
        draws={"unit": draw(key, "unit", weights=frozen.weights, count=1, skips=skips)},
        params={},
        salt="s",
        published_at="2026-03-01T09:00:00+08:00",
    )
    assert proof["lists"]["unit"]["wide"] is True
    assert len(proof["skips"]) == len(skips)
    assert proof["picks"]["unit"] == [first]
    assert first != other  # with two bytes another one would have come up


def test_a_proof_that_does_not_hold_is_never_built():
    frozen = freeze(["A", "B", "C"])
    drawn = draw("1./", "unit", weights=frozen.weights, count=1)
    with pytest.raises(DrawError, match="commitment.published_at"):
        build_proof(
            task={},
            sources=[[1]],
            lists={"unit": frozen},
            draws={"unit": drawn},
            params={"source_time": "2026-03-01T08:00:00+08:00"},
            salt="s",
            published_at="2026-03-01T09:00:00+08:00",
        )


@pytest.mark.parametrize(
    ("entries", "weights", "message"),
    [
        ([], None, "名单为空"),
        (["A", "B", "A"], None, "第 3 条“A”重复"),
        (["A", ""], None, "第 2 条为空"),
        (["A\n"], None, "换行"),
        (["A"], [1, 1], "权重个数"),
        (["A"], [0], "正整数"),
    ],
)
def test_a_list_that_cannot_be_drawn_from_is_refused(entries, weights, message):
    with pytest.raises(DrawError, match=message):
        freeze(entries, weights)


def test_command_accepts_a_sound_proof(tmp_path):
    code, out = run_command(write(tmp_path, PROOF))
    assert code == 0
    assert "抽取结果相符：甲" in out


def test_command_names_the_difference(tmp_path):
    code, out = run_command(write(tmp_path, changed("picks", "unit", 2, to=18)))
    assert code == 1
    assert "picks.unit.2 不符：公布的是 18，按公布的输入重新计算应为 17" in out


@pytest.mark.parametrize(
    ("path", "to", "words", "said"),
    [
        (
            ("picks", "unit", 2),
            18,
            "抽中对象：应由名单和种子唯一得出（企业）",
            "抽中对象与文件其余内容不符",
        ),
        (("lists", "officer", "sha256"), "0", "冻结的名单：条目、权重和摘要（执法人员）", "名单与文件其余内容不符"),
        (("commitment", "sha256"), "0", "名单承诺：种子产生前公布的摘要和时间", "名单承诺与文件其余内容不符"),
        (("key",), "1./", "种子串：由公开结果拼成，抽取由它算出", "种子串与文件其余内容不符"),
        (("commitment", "salt"), None, "名单承诺", "缺少 / missing: KeyError('salt')"),
        (("sources",), "甲", "种子：录入的公开结果", "文件有损坏 / damaged"),
    ],
)
def test_both_say_in_plain_words_what_is_wrong(path, to, words, said, tmp_path, capsys):
    damaged = write(tmp_path, changed(*path, to=to))
    assert words in run_command(damaged)[1]
    assert script.main(damaged) == 1
    assert said in capsys.readouterr().out


def test_every_part_of_a_proof_has_its_words():
    parts = [*make_full_proof(), *PROOF]
    assert set(parts) <= set(PARTS) & set(script.PARTS)
    with override("en"):
        assert [words for words in map(part_of, [*PARTS, "lists.unit"]) if re.search("[\u4e00-\u9fff]", words)] == []


def test_command_prints_one_json_object(tmp_path):
    code, out = run_command(write(tmp_path, changed("picks", "unit", 2, to=18)), json=True)
    answer = json.loads(out)
    assert (code, answer["ok"], answer["first"]) == (1, False, "picks.unit.2")
    assert answer["differences"][0]["computed"] == "17"
    code, out = run_command(write(tmp_path, PROOF), json=True)
    assert (code, json.loads(out)) == (0, {"ok": True, "task": "甲", "first": None, "differences": []})


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"key": ' + b"9" * 5000 + b"}"])
def test_wrong_use_is_exit_code_2(tmp_path, content):
    path = write(tmp_path, content)
    assert run_command(path)[0] == 2
    assert script.main(path) == 2


def test_a_missing_file_is_exit_code_2(tmp_path):
    assert run_command(tmp_path / "none.json")[0] == 2
    assert script.main(tmp_path / "none.json") == 2


@pytest.mark.slow
@pytest.mark.parametrize(("to", "code"), [(17, 0), (18, 1)])
def test_the_script_runs_on_its_own(tmp_path, to, code):
    path = write(tmp_path, changed("picks", "unit", 2, to=to))
    result = subprocess.run([sys.executable, "-I", SCRIPT, path], capture_output=True, check=False, cwd=tmp_path)
    assert result.returncode == code


def test_the_script_imports_nothing_of_ours():
    text = SCRIPT.read_text()
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) < 100
    assert not any(name in text for name in ("import plans", "from plans", "import django", "from django"))
