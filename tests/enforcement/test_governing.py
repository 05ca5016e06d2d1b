"""Which law governs: the act, or the later law when lighter."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from enforcement.rulebook.comparing import compare
from enforcement.rulebook.governing import DECISION, governing, range_of
from enforcement.rulebook.models import (
    Violation,
)
from enforcement.rulebook.queries import (
    RowMissing,
)
from enforcement.rulebook.side_by_side import choice, side_by_side

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


def row(**changed):
    """A row that exists only here, for the comparison itself."""
    given = {"other_measures": "", "text": "", "evidence": "full_text", "entity_first": None} | changed
    return Violation(**given)


def fine(low, high, mode="must", **more):
    return {"min": low, "max": high, "mode": mode, **more}


PERCENT = {"unit": "percent_of_last_year_income", "min": 60, "max": 100}
LEVELLED = {"general": [30, 50], "larger": [50, 70]}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (fine(1, 5), fine(1, 5), "same"),
        (fine(1, 5), fine(1, 4), "lighter"),
        (fine(1, 5), fine(1, 6), "heavier"),
        (fine(1, 5), fine(0, 5), "lighter"),  # the same maximum: the minimum decides
        (fine(1, 5), fine(2, 5), "heavier"),
        (fine(1, 5), fine(2, 4), "lighter"),  # the maximum comes before the minimum
        (fine(1, 5), fine(0, 6), "heavier"),
        (fine(1, 5), fine(1, 5, "may"), "lighter"),
        (fine(1, 5, "may"), fine(1, 5), "heavier"),
        (None, fine(1, 5), "heavier"),
        (fine(1, 5), None, "lighter"),
        (fine(1, 5), PERCENT, "unclear"),
        (PERCENT, {**PERCENT, "max": 80}, "lighter"),
        (fine(1, 5), {"mode": "must"}, "unclear"),
        (LEVELLED, {"general": [30, 50], "larger": [40, 70]}, "lighter"),
        (LEVELLED, {"general": [20, 50], "larger": [50, 90]}, "unclear"),
    ],
)
def test_fines_are_compared_kind_first_then_maximum_then_minimum(old, new, expected):
    (found,) = compare(row(entity_first=old), row(entity_first=new), ["entity_first"])
    assert found.verdict == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("责令限期改正", "情节严重停产停业整顿", "heavier"),
        ("停产停业整顿", "停产停业整顿;吊销", "heavier"),
        ("停产停业整顿;吊销", "停产停业整顿", "lighter"),
        ("没收违法所得", "吊销许可证", "unclear"),
        ("警告;停业整顿", "停产整顿;通报批评", "same"),
    ],
)
def test_kinds_beside_the_fine_are_ordered_by_what_one_has_more(old, new, expected):
    (found,) = compare(row(other_measures=old), row(other_measures=new), [])
    assert (found.slot, found.verdict) == ("other_measures", expected)


def test_an_order_to_correct_is_no_kind_of_penalty():
    assert compare(row(other_measures="责令限期改正"), row(other_measures="责令改正"), []) == ()


def test_a_kind_that_was_not_read_is_not_taken_for_gone():
    (found,) = compare(row(other_measures="吊销"), row(evidence="secondary_report"), [])
    assert found.verdict == "unclear"


def test_a_kind_added_later_against_a_lower_fine_needs_a_person(changed):
    def change(book):
        found = next(one for one in book["violations"] if one["id"] == "VI-WS-099-1")
        found["entity_first"].update(max=30_000)
        found["other_measures"] = "停产停业整顿;吊销许可证"

    changed(change)
    found = governing("VI-WS-099-1", act=date(2020, 1, 1), decided=date(2022, 1, 1), slot="entity_first")
    assert {one.slot: one.verdict for one in found.comparison} == {
        "entity_first": "lighter",
        "other_measures": "heavier",
    }
    assert (found.governs, found.unsettled) == ("act", True)


def test_the_fine_for_not_obeying_that_became_one_at_once_needs_a_person():
    """2014 fined only who did not obey, 2021 fines at once: for the overdue slot neither is simply lighter."""
    days = {"act": date(2020, 1, 1), "decided": date(2022, 1, 1)}
    assert governing("VI-WS-102", slot="entity_overdue", **days).unsettled
    assert not governing("VI-WS-102", slot="entity_first", **days).unsettled
    lines = {one.label: one for one in side_by_side(governing("VI-WS-102", slot="entity_overdue", **days))}
    assert "50万元" in lines["单位：逾期：处罚种类"].at_act
    assert "5万元" in lines["单位：首次：处罚种类"].at_decision


def test_only_the_slot_that_applies_is_compared():
    days = {"act": date(2020, 1, 1), "decided": date(2022, 1, 1)}
    slots = {one.slot for one in governing("VI-WS-099-1", slot="persons_overdue", **days).comparison}
    assert slots == {"persons_overdue", "other_measures"}


def test_a_continuing_act_is_one_of_the_day_it_ended():
    ended = {"act": date(2021, 9, 1), "decided": date(2022, 1, 1)}
    found = governing("VI-WS-099-1", began=date(2021, 8, 31), **ended)
    assert (found.at_began.row_id, found.row.row_id) == ("VI-WS-099-1@WSL2014", "VI-WS-099-1")
    assert "2021-08-31" in found.continued
    assert found.at_began.citation in found.continued
    assert (
        "其间规定未变"
        in governing("VI-WS-099-1", began=date(2021, 9, 1), act=date(2021, 9, 2), decided=TODAY).continued
    )
    assert governing("VI-WS-099-1", **ended).continued == ""
    before = governing("VI-WS-099-8", began=date(2020, 1, 1), **ended)
    assert "没有有效的规则行" in before.continued


def test_a_change_after_the_end_of_a_continuing_act_does_not_reach_back():
    found = governing("VI-WS-099-1", began=date(2020, 1, 1), act=date(2021, 8, 31), decided=date(2022, 1, 1))
    assert found.row.row_id == "VI-WS-099-1@WSL2014"


def test_side_by_side_says_each_item_of_both_rows():
    held = governing("VI-WS-099-1", act=date(2020, 1, 1), decided=date(2022, 1, 1), slot="entity_first")
    lines = {one.label: one for one in side_by_side(held)}
    assert "第九十六条" in lines["规定"].at_act
    assert "第九十九条" in lines["规定"].at_decision
    assert (lines["单位：首次：最高"].at_act, lines["单位：首次：最高"].verdict) == ("5万元", "相同")
    assert lines["单位：首次：是否必须处罚款"].verdict == "新规定较重"
    assert choice(held) == "适用违法行为发生时的规定"


def test_every_pair_of_rows_can_be_shown():
    for one in Violation.objects.current().filter(row_id__contains="@"):
        held = governing(one.rule_key, act=date(2019, 1, 1), decided=TODAY)
        assert len(side_by_side(held)) >= 3
        assert choice(held)


def test_the_command_shows_both_rows_item_by_item(capsys):
    call_command("law", "VI-WS-102", act=date(2020, 1, 1), decided=date(2022, 1, 1), slot="entity_overdue")
    said = capsys.readouterr().out
    assert "不能直接比较" in said
    assert "须人工复核" in said
    call_command("law", "VI-WS-099-1", act=date(2021, 9, 1), began=date(2020, 1, 1), decided=TODAY, json=True)
    answer = json.loads(capsys.readouterr().out)
    assert "第九十六条" in answer["continued"]
    with pytest.raises(CommandError) as refused:
        call_command("law", "VI-WS-102", act=date(2020, 1, 1), began=date(2020, 1, 2), decided=TODAY)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("key", ["VI-WS-103-1", "VI-WS-104", "VI-WS-105-1", "VI-WS-114"])
def test_who_is_overdue_where_the_row_has_no_fine_for_it_is_compared_by_the_plain_one(key):
    found = governing(key, act=date(2020, 1, 1), decided=date(2022, 1, 1), slot="entity_overdue")
    assert found.at_act != found.at_decision
    assert "entity_first" in {one.slot for one in found.comparison}
