"""Which law governs: the act, or the later law when lighter."""

from datetime import date

import pytest

from enforcement.rulebook.governing import DECISION, governing, range_of
from enforcement.rulebook.models import (
    Violation,
)
from enforcement.rulebook.queries import (
    RowMissing,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def test_the_later_law_governs_only_when_lighter():
    heavier = governing("VI-WS-099-1", act=date(2020, 1, 1), decided=date(2022, 1, 1))
    assert (heavier.governs, heavier.row.row_id) == ("act", "VI-WS-099-1@WSL2014")
    assert heavier.range["entity_first"]["mode"] == "may"
    same = governing("VI-WS-099-1", act=date(2022, 1, 1), decided=date(2023, 1, 1))
    assert same.at_act == same.at_decision
    assert same.comparison == ()


def test_a_lighter_later_row_governs(changed):
    def lighten(book):
        row = next(row for row in book["violations"] if row["id"] == "VI-WS-099-1")
        row["entity_first"].update(max=30_000, mode="may")
        row["entity_overdue"].update(max=100_000)

    changed(lighten)
    found = governing("VI-WS-099-1", act=date(2020, 1, 1), decided=date(2022, 1, 1))
    assert (found.governs, found.row.row_id) == (DECISION, "VI-WS-099-1")
    assert "从轻" in found.why


def test_lighter_in_one_thing_and_heavier_in_another_stays_with_the_act():
    found = governing("VI-WS-102", act=date(2020, 1, 1), decided=date(2022, 1, 1))
    assert found.governs == "act"
    assert found.unsettled


def test_accident_bands_are_compared_level_by_level():
    assert governing("VI-WS-095", act=date(2020, 1, 1), decided=date(2022, 1, 1)).governs == "act"
    found = governing("VI-WS-114", act=date(2020, 1, 1), decided=date(2022, 1, 1))
    assert {one.verdict for one in found.comparison} == {"heavier"}


def test_an_act_before_the_law_is_not_punished_under_it():
    found = governing("VI-WS-099-8", act=date(2020, 1, 1), decided=date(2022, 1, 1))
    assert (found.governs, found.row, found.range) == ("act", None, None)
    lapsed = governing("VI-R15-045", act=date(2025, 1, 1), decided=TODAY)
    assert (lapsed.governs, lapsed.at_decision) == ("act", None)
    assert "待核定" in lapsed.why
    with pytest.raises(RowMissing):
        governing("VI-R15-045", act=TODAY, decided=TODAY)


def test_the_range_of_every_violation_can_be_told():
    for row in Violation.objects.current():
        found = range_of(row)
        assert found["min"] is None or found["min"] <= found["max"]
