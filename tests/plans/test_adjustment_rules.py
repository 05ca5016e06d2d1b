"""How large a change is: each measure against an oracle that shares no code with the rule."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from plans.rules.adjustment import INSPECTION_DAYS, KEY_LIST, PLANNED_DAYS, VISITS, Extent, weigh

TENTH = dict.fromkeys((INSPECTION_DAYS, PLANNED_DAYS, VISITS, KEY_LIST), Decimal("0.1"))


def extent(days=400, items=None, keys=()):
    items = {("a",): (Decimal(60), 10), ("b",): (Decimal(40), 10)} if items is None else items
    return Extent(Decimal(days), items, frozenset(keys))


def measured(before, after, limits=TENTH):
    found = weigh(before, after, limits)
    return {one.name: (one.moved, one.base, one.exceeds) for one in found.measures}, found.is_major


def test_nothing_changed_is_no_major_change():
    figures, major = measured(extent(keys={1, 2}), extent(keys={1, 2}))
    assert [moved for moved, _base, _over in figures.values()] == [0, 0, 0, 0]
    assert not major


@pytest.mark.parametrize(("days", "over"), [(440, False), (360, False), (441, True), (359, True)])
def test_exactly_the_limit_is_minor_and_one_day_more_is_major(days, over):
    figures, major = measured(extent(400), extent(days))
    assert (figures[INSPECTION_DAYS][2], major) == (over, over)


def test_what_is_added_and_taken_away_does_not_cancel_out():
    before = extent(items={("a",): (Decimal(20), 10), ("b",): (Decimal(20), 10)})
    after = extent(items={("a",): (Decimal(24), 12), ("b",): (Decimal(16), 8)})
    figures, major = measured(before, after)
    assert figures[VISITS] == (4, 20, True)
    assert figures[PLANNED_DAYS] == (8, 40, True)
    assert major


def test_longer_visits_of_the_same_number_are_a_change_of_days():
    figures, _major = measured(extent(items={("a",): (Decimal(20), 10)}), extent(items={("a",): (Decimal(30), 10)}))
    assert figures[VISITS] == (0, 10, False)
    assert figures[PLANNED_DAYS] == (10, 20, True)


@pytest.mark.parametrize(
    ("after", "moved", "over"),
    [
        (set(range(20)), 0, False),
        (set(range(22)), 2, False),  # two more of twenty: exactly a tenth
        (set(range(19)) | {90}, 2, False),  # one replaced: one out, one in
        (set(range(18)) | {90}, 3, True),
    ],
)
def test_names_of_the_key_list(after, moved, over):
    figures, major = measured(extent(keys=set(range(20))), extent(keys=after))
    assert figures[KEY_LIST] == (moved, 20, over)
    assert major == over


def test_of_nothing_anything_is_all():
    figures, major = measured(extent(items={}), extent(items={("a",): (Decimal(2), 1)}))
    assert figures[VISITS] == (1, 0, True)
    assert major


def test_each_measure_has_its_own_limit():
    limits = {**TENTH, VISITS: Decimal("0.5"), PLANNED_DAYS: Decimal("0.5")}
    before = extent(items={("a",): (Decimal(20), 10)})
    after = extent(items={("a",): (Decimal(28), 14)})
    assert measured(before, after)[1]
    assert not measured(before, after, limits)[1]


ITEMS = st.dictionaries(st.integers(0, 6), st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=7)


@given(old=ITEMS, new=ITEMS, old_keys=st.frozensets(st.integers(0, 9)), new_keys=st.frozensets(st.integers(0, 9)),
       days=st.tuples(st.integers(0, 900), st.integers(0, 900)), percent=st.integers(0, 100))  # fmt: skip
def test_against_whole_number_arithmetic(old, new, old_keys, new_keys, days, percent):
    """`moved × 100 > limit × base` in whole numbers, counted item by item."""

    def made(items, keys, there):
        return Extent(Decimal(there), {(key,): (Decimal(d), v) for key, (d, v) in items.items()}, keys)

    limits = dict.fromkeys(TENTH, Decimal(percent) / 100)
    found = weigh(made(old, old_keys, days[0]), made(new, new_keys, days[1]), limits)
    moved_days = moved_visits = 0
    for key in range(7):
        (old_days, old_visits), (new_days, new_visits) = old.get(key, (0, 0)), new.get(key, (0, 0))
        moved_days += max(old_days, new_days) - min(old_days, new_days)
        moved_visits += max(old_visits, new_visits) - min(old_visits, new_visits)
    swapped = sum((key in old_keys) != (key in new_keys) for key in range(10))
    expected = {
        INSPECTION_DAYS: (abs(days[0] - days[1]), days[0]),
        PLANNED_DAYS: (moved_days, sum(one[0] for one in old.values())),
        VISITS: (moved_visits, sum(one[1] for one in old.values())),
        KEY_LIST: (swapped, len(old_keys)),
    }
    for one in found.measures:
        moved, base = expected[one.name]
        assert (one.moved, one.base) == (moved, base)
        over = moved * 100 > percent * base if base else moved > 0 and percent < 100
        assert one.exceeds == over
        if base:
            assert abs(Fraction(one.percent) - Fraction(moved * 100, base)) <= Fraction(1, 20)
    assert found.is_major == any(one.exceeds for one in found.measures)
