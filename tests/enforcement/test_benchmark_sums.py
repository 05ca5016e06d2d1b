"""Several violations of one case: the sum, double fines, and every band of the rulebook."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.conf import settings

from enforcement.rulebook.benchmark_loading import load_benchmark
from enforcement.rulebook.benchmarks import (
    Charged,
    combined,
    double_fine_warnings,
    is_health,
)
from enforcement.rulebook.models import Violation
from enforcement.rulebook.queries import violation
from enforcement.rulebook.slots import slot_of
from enforcement.statutes import statute
from tests.factories import bureau
from tests.factories.discretion import weigh_for

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "benchmarks"
DEMO = FOLDER / "demo-2025.yaml"
TODAY = date(2026, 11, 20)
PLAIN = {
    "items": 2, "scale": "medium", "circumstances": "plain", "consequences": "injury", "harm": "none",
    "corrected": "no", "cooperation": "plain", "first_offence": "no", "repeated_180": 0, "repeated_365": "0",
    "concealed": False, "no_fault": False, "leniency": "none",
}  # fmt: skip


@pytest.fixture
def office():
    return bureau()


@pytest.fixture
def held(office):
    return load_benchmark(DEMO, bureau=office)[0]


@pytest.fixture
def signs():
    return violation("VI-WS-099-1", TODAY)


# ---- several violations


def test_slots():
    row = violation("VI-WS-099-1", TODAY)
    assert slot_of(row, person=False, overdue=False) == "entity_first"
    assert slot_of(row, person=True, overdue=True) == "persons_overdue"
    assert slot_of(row, person=True, overdue=False) == "persons_first"
    assert slot_of(violation("VI-WS-105-2", TODAY), person=False, overdue=True) == "entity_first"


def test_the_sum_in_words():
    total, words = combined([("甲", D(20_000)), ("乙", D(5_000))])
    assert total == 25_000
    assert words[-1] == "分别裁量，合并处罚：20,000 + 5,000 = 25,000 元"


def test_double_fines(office, held, signs):
    gear = violation("VI-WS-099-5", TODAY)
    health = violation("VI-OD-072-2", TODAY)
    assert (is_health(gear), is_health(health)) == (False, True)
    day = date(2026, 5, 6)
    pair = [Charged("甲", gear, frozenset({1}), day), Charged("乙", health, frozenset({2}), day)]
    told = double_fine_warnings(office, pair, TODAY)
    assert len(told) == 1
    assert "职业卫生" in told[0]
    assert "行政处罚法" in told[0]
    chemical = violation("VI-HC-101-10", TODAY)
    pair = [Charged("甲", signs, frozenset(), day), Charged("乙", chemical, frozenset(), day)]
    assert "可能是同一行为" in double_fine_warnings(office, pair, TODAY)[0]
    assert double_fine_warnings(office, pair[:1], TODAY) == []


def test_every_band_of_the_rulebook_can_be_computed_with():
    """No band that the reader of statutes does not know: each slot with a band gives at least one range."""
    bands = [
        (row.row_id, slot, band) for row in Violation.objects.current() for slot, band in row.slots.items() if band
    ]
    assert len(bands) > 200
    assert [one for one in bands if not statute(one[2]).ranges] == []


def test_weighing_costs_few_queries(office, held, signs, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert weigh_for(office, signs, "entity_first", PLAIN, on=TODAY).words
