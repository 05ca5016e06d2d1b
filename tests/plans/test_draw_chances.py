"""Over 100,000 seeds every ordered outcome of a small list comes up as often as its tickets say."""

import itertools
import math
from collections import Counter

import pytest

from plans.rules.draw import draw

SEEDS = 100_000
ONE_IN_A_MILLION = 4.892  # standard deviations of the normal law; the seeds are fixed, so the verdict is too


def chance_of(order: tuple[int, ...], weights: list[int]) -> float:
    """Each ticket left is equally likely, and all tickets of an entry go with it."""
    left, chance = sum(weights), 1.0
    for entry in order:
        chance *= weights[entry - 1] / left
        left -= weights[entry - 1]
    return chance


def chi_square_limit(degrees: int) -> float:
    """Wilson and Hilferty's approximation."""
    share = 2 / (9 * degrees)
    return degrees * (1 - share + ONE_IN_A_MILLION * math.sqrt(share)) ** 3


@pytest.mark.parametrize(
    ("weights", "count"),
    [([1] * 6, 2), ([1, 2, 4, 1, 8], 1), ([4, 1, 2, 2, 1], 3)],
    ids=["equal", "first by weight", "order by weight"],
)
def test_every_order_comes_up_as_often_as_its_tickets_say(weights: list[int], count: int) -> None:
    seen = Counter(draw(f"{seed}./", "unit", weights=weights, count=count).picks for seed in range(SEEDS))
    orders = list(itertools.permutations(range(1, len(weights) + 1), count))
    expected = {order: SEEDS * chance_of(order, weights) for order in orders}
    assert math.isclose(sum(expected.values()), SEEDS)
    assert set(seen) == set(orders)
    chi_square = sum((seen[order] - often) ** 2 / often for order, often in expected.items())
    assert chi_square < chi_square_limit(len(orders) - 1)


def test_the_measure_notices_a_draw_that_is_not_fair() -> None:
    """The same measure on a draw that takes the hash modulo one too many."""
    weights, often = [1] * 6, SEEDS / 6
    first = Counter(draw(f"{seed}./", "unit", weights=weights, count=1).rounds[0] for seed in range(SEEDS))
    biased = Counter(min(int(line.hash, 16) % 7, 5) + 1 for line in first)
    assert sum((biased[entry] - often) ** 2 / often for entry in range(1, 7)) > chi_square_limit(5)
