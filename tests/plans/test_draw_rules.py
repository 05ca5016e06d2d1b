import hashlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

from enforcement.errors import RuleBroken
from plans.rules.draw import (
    DrawError,
    Skip,
    draw,
    draw_rfc3797,
    entropy_needed_bits,
    is_wide,
    key_string,
    parse_sources,
)

DRAWS = yaml.safe_load((Path(__file__).parents[2] / "fixtures/rulebook/random-draw.yaml").read_text())
RFC = DRAWS["rfc3797"]["test_vector"]
OURS = DRAWS["proposed_draw"]["test_vector"]
KEY = "20250312./3.8.17.22.29.31./"


def oracle(key, purpose, weights, count, skips=()):
    """The same draw with a plain list of tickets, as one would do it by hand."""
    tickets = [entry for entry, weight in enumerate(weights, start=1) for _ticket in range(weight)]
    picks = []
    for number in range(len(weights)):
        salt = number.to_bytes(2, "big")
        digest = hashlib.sha256(salt + f"{purpose}|{key}".encode() + salt).hexdigest()
        entry = tickets[int(digest, 16) % len(tickets)]
        tickets = [ticket for ticket in tickets if ticket != entry]
        if entry not in skips:
            picks.append(entry)
        if len(picks) == count:
            return picks
    raise AssertionError


@st.composite
def draws(draw_from):
    weights = draw_from(st.lists(st.integers(1, 9), min_size=1, max_size=600))
    skipped = draw_from(st.sets(st.integers(1, len(weights)), max_size=len(weights) - 1))
    count = draw_from(st.integers(1, len(weights) - len(skipped)))
    key = key_string(draw_from(st.lists(st.lists(st.integers(0, 10**9), min_size=1), min_size=1, max_size=3)))
    return key, weights, count, dict.fromkeys(skipped, "recusal")


def test_the_key_of_rfc_3797():
    assert key_string(RFC["sources"]) == RFC["key"]


def test_the_selection_of_rfc_3797():
    names = RFC["names"]
    assert list(draw_rfc3797(RFC["key"], size=len(names), count=16)) == RFC["selected_in_order"]


def test_the_first_hash_of_rfc_3797():
    salted = b"\0\0" + RFC["key"].encode() + b"\0\0"
    assert hashlib.md5(salted, usedforsecurity=False).hexdigest().upper() == RFC["hash_i0"]


def test_the_units_of_the_proposed_draw():
    drawn = draw(key_string(OURS["sources"]), "unit", weights=[1] * OURS["candidates"], count=5)
    assert list(drawn.picks) == OURS["picks_units"]
    assert drawn.rounds[0].hash.upper() == OURS["hash_unit_i0"]


def test_the_officers_of_the_proposed_draw():
    drawn = draw(key_string(OURS["sources"]), "officer", weights=[1] * OURS["officers"], count=6)
    assert list(drawn.picks) == OURS["picks_officers"]
    assert drawn.rounds[0].hash.upper() == OURS["hash_officer_i0"]


def test_a_skip_is_recorded_and_replaced_by_the_next_index():
    drawn = draw(KEY, "officer", weights=[1] * 12, count=3, skips={9: "recusal"})
    assert drawn.picks == (7, 6, 3)
    assert drawn.skips == (Skip(9, "recusal"),)


def test_a_skip_whose_turn_does_not_come_is_not_recorded():
    drawn = draw(KEY, "officer", weights=[1] * 12, count=2, skips={9: "recusal"})
    assert drawn.picks == (7, 6)
    assert drawn.skips == ()


def test_the_transcript_has_every_round():
    drawn = draw(KEY, "officer", weights=[1] * 12, count=3, skips={9: "recusal"})
    assert [(line.number, line.entry, line.skipped) for line in drawn.rounds] == [
        (0, 7, ""),
        (1, 6, ""),
        (2, 9, "recusal"),
        (3, 3, ""),
    ]
    assert [line.tickets_left for line in drawn.rounds] == [12, 11, 10, 9]
    assert all(int(line.hash, 16) % line.tickets_left == line.position for line in drawn.rounds)


@given(draws())
def test_it_is_the_draw_done_by_hand(case):
    key, weights, count, skips = case
    drawn = draw(key, "unit", weights=weights, count=count, skips=skips)
    assert list(drawn.picks) == oracle(key, "unit", weights, count, skips)


@given(draws())
def test_picks_are_distinct_eligible_and_complete(case):
    key, weights, count, skips = case
    drawn = draw(key, "unit", weights=weights, count=count, skips=skips)
    assert len(set(drawn.picks)) == len(drawn.picks) == count
    assert not set(drawn.picks) & set(skips)


@given(draws())
def test_more_picks_only_lengthen_the_result(case):
    key, weights, count, skips = case
    everyone = draw(key, "unit", weights=weights, count=len(weights) - len(skips), skips=skips).picks
    assert draw(key, "unit", weights=weights, count=count, skips=skips).picks == everyone[:count]


@given(draws())
def test_skipping_one_who_was_drawn_moves_the_others_up(case):
    key, weights, count, _skips = case
    everyone = draw(key, "unit", weights=weights, count=len(weights)).picks
    if count < len(weights):
        without = tuple(entry for entry in everyone if entry != everyone[0])
        again = draw(key, "unit", weights=weights, count=count, skips={everyone[0]: "recusal"})
        assert again.picks == without[:count]


def test_lists_have_their_own_streams():
    results = {draw(KEY, name, weights=[1] * 50, count=10).picks for name in ("unit", "officer", "expert")}
    assert len(results) == 3


def test_weight_decides_how_often_an_entry_comes_first():
    firsts = [draw(f"{seed}./", "unit", weights=[1, 3], count=1).picks[0] for seed in range(2000)]
    assert 0.72 < firsts.count(2) / len(firsts) < 0.78


@pytest.mark.slow
def test_beyond_65536_rounds_the_number_takes_four_bytes():
    size = 65_537
    drawn = draw(KEY, "unit", weights=[1] * size, count=size)
    first = int(hashlib.sha256(bytes(4) + f"unit|{KEY}".encode() + bytes(4)).hexdigest(), 16) % size
    assert drawn.wide
    assert drawn.picks[0] == first + 1
    assert sorted(drawn.picks) == list(range(1, size + 1))


def test_skips_count_towards_the_wide_mode():
    assert not is_wide(65_530, 6)
    assert is_wide(65_530, 7)


@pytest.mark.parametrize(
    ("weights", "count", "skips", "message"),
    [
        ([1, 1], 3, {}, "可抽取的只有 2 个，少于要抽取的 3 个"),
        ([1, 1], 2, {1: "recusal"}, "可抽取的只有 1 个"),
        ([], 1, {}, "可抽取的只有 0 个"),
        ([1, 1], 0, {}, "至少为 1"),
        ([1, 0], 1, {}, "权重只能是正整数"),
        ([1, -1], 1, {}, "权重只能是正整数"),
        ([1, 1.5], 1, {}, "权重只能是正整数"),
        ([1, True], 1, {}, "权重只能是正整数"),
        ([1, 1], 1, {3: "recusal"}, "回避序号 3 不在名单内"),
        ([1, 1], 1, {0: "recusal"}, "回避序号 0 不在名单内"),
        ([1, 1], 1, {1: ""}, "请填写序号 1 不参加抽取的原因"),
    ],
)
def test_an_impossible_draw_is_refused_with_words(weights, count, skips, message):
    with pytest.raises(DrawError, match=message):
        draw(KEY, "unit", weights=weights, count=count, skips=skips)


def test_rfc3797_refuses_what_its_two_bytes_cannot_number():
    with pytest.raises(DrawError, match="65536"):
        draw_rfc3797(KEY, size=70_000, count=65_537)


@pytest.mark.parametrize("sources", [[], [[]], [[1], []], [[-1]], [[1.0]], [["1"]], [[True]]])
def test_a_wrong_seed_is_refused(sources):
    with pytest.raises(DrawError, match="随机来源"):
        key_string(sources)


def test_a_wrong_seed_is_shown_at_its_field():
    with pytest.raises(RuleBroken) as refused:
        parse_sources("abc")
    assert refused.value.field == "sources"
    assert refused.value.message.startswith("第 1 行随机来源格式不正确")


def test_typed_sources_are_read_line_by_line():
    assert parse_sources("20250312\n\n３、8,17，22; 29 ；31\r\n") == OURS["sources"]


@pytest.mark.parametrize("text", ["", "\n", "3.5", "-1", "abc", ",", "1\nx", "9" * 41])
def test_typed_sources_that_are_no_whole_numbers_are_refused(text):
    with pytest.raises(DrawError, match="随机来源"):
        parse_sources(text)


@pytest.mark.parametrize("example", DRAWS["rfc3797"]["entropy_examples"])
def test_the_entropy_examples(example):
    assert round(entropy_needed_bits(example["P"], example["N"]), 1) == example["bits"]


def test_one_lottery_draw_gives_the_bits_the_rulebook_says():
    assert round(entropy_needed_bits(33, 6) + entropy_needed_bits(16, 1), 1) == 24.1


def test_drawing_all_or_none_needs_no_entropy():
    assert entropy_needed_bits(10, 10) == pytest.approx(0)
    assert entropy_needed_bits(10, 0) == pytest.approx(0)
    with pytest.raises(DrawError):
        entropy_needed_bits(3, 4)
