"""The parts of a proof beside lists and picks: exclusions, who may not go where, teams, seal. Three readers agree."""

import copy
import json

import pytest
from hypothesis import given, settings, strategies as st

from plans.rules.draw import draw, key_string
from plans.rules.draw_commitment import sha256_of_rows
from plans.rules.draw_frozen_facts import seal_of
from plans.rules.draw_proof import verify
from plans.rules.teams import Order, teams
from tests.factories.proof import SOURCES, make_full_proof
from tests.plans.test_verify_draw import script, write

FULL = make_full_proof()
KEY = key_string(SOURCES)


def with_leaf(path, to, proof=FULL):
    found = part = copy.deepcopy(proof)
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return found


def script_refuses(proof):
    try:
        script.check(copy.deepcopy(proof))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return True
    return False


def by_hand(order, drawn, units, size, barred):
    """The rule in other words: stand the drawn in a ring, start at the group whose turn it is, and ask one by one."""
    result = []
    for turn, unit in enumerate(units):
        group = turn % (drawn // size)
        ring = [order[(group * size + step) % drawn] for step in range(drawn)] + list(order[drawn:])
        team = []
        wanted = drawn - group * size if group == drawn // size - 1 else size
        for entry in ring:
            if len(team) < wanted and (unit, entry) not in barred:
                team.append(entry)
        result.append(team)
    return result


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_teams_are_those_found_by_hand(data):
    size = data.draw(st.sampled_from([1, 2]))
    many = data.draw(st.integers(size, 9))
    drawn = data.draw(st.integers(size, many))
    order = data.draw(st.permutations(range(1, many + 1)))
    units = data.draw(st.lists(st.integers(1, 30), min_size=1, max_size=8, unique=True))
    barred = data.draw(st.sets(st.tuples(st.sampled_from(units), st.integers(1, many)), max_size=many - size))
    assert teams(Order(order, drawn, size, barred), units) == by_hand(order, drawn, units, size, barred)


def test_who_may_not_go_gives_way_to_the_next_and_nobody_else_moves():
    free = teams(Order([7, 6, 9, 3], 4), [13, 10, 17])
    barred = teams(Order([7, 6, 9, 3], 4, barred={(13, 7)}), [13, 10, 17])
    assert free == [[7, 6], [9, 3], [7, 6]]
    assert barred == [[6, 9], [9, 3], [7, 6]]


def test_where_the_drawn_do_not_suffice_the_next_index_steps_in():
    assert teams(Order([7, 6, 9, 3], 2, barred={(13, 6)}), [13]) == [[7, 9]]


def test_a_unit_where_nobody_is_left_is_refused():
    with pytest.raises(ValueError, match="unit 13"):
        teams(Order([7, 6], 2, barred={(13, 6)}), [13])
    with pytest.raises(ValueError, match="no team"):
        teams(Order([7, 6], 1), [13])


# who steps back after the draw


def test_only_the_place_of_who_steps_back_changes():
    order = Order([7, 6, 9, 3, 4, 5, 1], 4)
    assert teams(order, [13, 10, 17]) == [[7, 6], [9, 3], [7, 6]]
    assert teams(order, [13, 10, 17], [7]) == [[4, 6], [9, 3], [4, 6]]
    assert teams(order, [13, 10, 17], [7, 3]) == [[4, 6], [9, 4], [4, 6]]


def test_whoever_steps_in_can_step_back_in_turn():
    assert teams(Order([7, 6, 9, 3, 4, 5, 1], 4), [13, 10, 17], [7, 4, 6]) == [[5, 1], [9, 3], [5, 1]]


def test_the_next_index_that_may_go_there_takes_the_place():
    order = Order([7, 6, 9, 3, 4, 5], 4, barred={(17, 4)})
    assert teams(order, [13, 10, 17], [7]) == [[4, 6], [9, 3], [5, 6]]


def test_where_the_order_ends_a_drawn_one_of_another_team_steps_in():
    assert teams(Order([7, 6, 9, 3], 4), [13, 10, 17], [7]) == [[9, 6], [9, 3], [9, 6]]


def test_a_third_is_not_replaced_where_nobody_is_left():
    assert teams(Order([7, 6, 9], 3), [13], [6]) == [[7, 9]]
    with pytest.raises(ValueError, match="unit 13"):
        teams(Order([7, 6, 9], 3), [13], [6, 7])


@pytest.mark.parametrize("recused", [[5], [7, 7], [8]])
def test_who_goes_nowhere_does_not_step_back(recused):
    with pytest.raises(ValueError, match="was not to go"):
        teams(Order([7, 6, 9, 3, 4, 5], 4), [13, 10], recused)


def test_a_drawn_one_without_a_unit_steps_back():
    assert teams(Order([7, 6, 9, 3, 4], 4), [13], [9]) == [[7, 6]]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_other_place_stays_whoever_steps_back(data):
    """Said in other words than the rule: place by place, before and after one more person stepped back."""
    order = data.draw(st.permutations(range(1, 11)))
    units = data.draw(st.lists(st.integers(1, 30), min_size=1, max_size=5, unique=True))
    barred = data.draw(st.sets(st.tuples(st.sampled_from(units), st.integers(1, 10)), max_size=3))
    line = Order(order, data.draw(st.integers(2, 6)), barred=barred)
    recused: list[int] = []
    for _n in range(3):
        before = teams(line, units, recused)
        recused.append(data.draw(st.sampled_from(sorted({entry for team in before for entry in team}))))
        after = teams(line, units, recused)
        for unit, old, new in zip(units, before, after, strict=True):
            for was, now in zip(old, new, strict=True):
                assert now == was or (was == recused[-1] and now not in recused and (unit, now) not in barred)
            assert len(set(new)) == len(new)


def test_the_full_proof_holds_for_server_and_script(tmp_path):
    assert verify(FULL) == []
    assert script.main(write(tmp_path, FULL)) == 0


def test_the_teams_of_the_full_proof_worked_out_apart():
    """Officers drawn 7 6 9 3 4 (test vector), then 5 and the rest; 5 officers are two groups, the last one of three."""
    assert FULL["picks"]["officer"] == [7, 6, 9, 3, 4]
    order = draw(KEY, "officer", weights=[1] * 12, count=12).picks
    assert order[:6] == (7, 6, 9, 3, 4, 5)
    units = FULL["picks"]["unit"]
    barred = {(unit, entry) for unit, name, entry, _reason in FULL["conflicts"] if name == "officer"}
    assert FULL["teams"]["officer"] == by_hand(order, 5, units, 2, barred)
    assert FULL["teams"]["expert"] == by_hand(
        draw(KEY, "expert", weights=[1] * 5, count=5).picks, 2, units, 1, {(4, 2)}
    )


@pytest.mark.parametrize("name", ["exclusions", "conflicts", "teams", "seal", "skips"])
def test_a_part_left_out_is_missed(name):
    proof = copy.deepcopy(FULL)
    del proof[name]
    assert verify(proof)
    assert script_refuses(proof)


@pytest.mark.parametrize(
    ("path", "to", "place"),
    [
        (("task", "title"), "乙", "task"),
        (("exclusions", 0, 2), "迁出", "exclusions"),
        (("exclusions",), [["unit", "f00d"]], "exclusions"),
        (("conflicts", 0, 2), 6, "conflicts"),
        (("conflicts", 0), [13, "officer", "7", "回避"], "conflicts"),
        (("teams", "officer", 0, 0), 12, "teams"),
        (("skips", 0, "reason"), "别的理由", "skips.0"),
        (("skips", 0, "reason"), "已不在岗", "seal"),
        (("skips", 0, "at"), "2026-03-02T21:00:00+08:00", "skips"),
        (("commitment", "published_at"), "2026-02-28T09:00:00+08:00", "commitment.published_at"),
        (("seal",), "0" * 64, "seal"),
    ],
)
def test_the_first_difference_is_named(path, to, place):
    with_skip = make_full_proof(skips={9: "执法证到期"})
    proof = with_leaf(path, to, with_skip)
    assert verify(proof)[0].place == place
    assert script_refuses(proof)


def test_the_proof_holds_after_people_stepped_back(tmp_path):
    proof = make_full_proof(recused=[7, 5])
    assert proof["teams"]["officer"][1] == FULL["teams"]["officer"][1]
    assert proof["teams"]["officer"] != FULL["teams"]["officer"]
    assert verify(proof) == []
    assert script.main(write(tmp_path, proof)) == 0


def test_teams_that_do_not_follow_are_found_though_sealed_anew():
    proof = with_leaf(("teams", "officer", 0), [3, 4])
    proof["seal"] = seal_of(proof)
    assert [one.place for one in verify(proof)] == ["teams"]
    assert script_refuses(proof)


def test_a_conflict_added_after_the_seed_is_found():
    """Whoever would keep an officer from a unit once the seed is known cannot put it under the commitment any more."""
    proof = with_leaf(("conflicts",), [*FULL["conflicts"], [FULL["picks"]["unit"][1], "officer", 9, "回避"]])
    proof["params"]["conflicts_sha256"] = sha256_of_rows(proof["conflicts"])
    proof["seal"] = seal_of(proof)
    assert verify(proof)[0].place == "commitment.sha256"
    assert script_refuses(proof)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 7), st.sets(st.tuples(st.integers(1, 20), st.integers(1, 12)), max_size=10))
def test_both_accept_what_we_build(officers, pairs):
    conflicts = tuple((unit, "officer", entry, "回避") for unit, entry in sorted(pairs))
    proof = make_full_proof(counts=(5, officers, 2), conflicts=conflicts)
    assert verify(json.loads(json.dumps(proof))) == []
    script.check(proof)
