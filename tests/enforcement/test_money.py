from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

from enforcement.money import DIGITS, capitals, in_wan

CODES = yaml.safe_load((Path(__file__).parents[2] / "fixtures/rulebook/codes.yaml").read_text())
EXAMPLES = [(Decimal(str(test["number"])), test["capitals"]) for test in CODES["money_capitals"]["tests"]]
VALUES = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words):
    """The amount in cents that a person reads: written apart from the code under test."""
    cents = total = group = digit = 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in VALUES:
            group, digit = group + digit * VALUES[character], 0
        elif character in "万亿":
            total = total + (group + digit) * (10_000 if character == "万" else 100_000_000)
            group = digit = 0
        elif character == "元":
            cents, digit = (total + group + digit) * 100, 0
        elif character in "角分":
            cents, digit = cents + digit * (10 if character == "角" else 1), 0
    return cents


@pytest.mark.parametrize(("amount", "words"), EXAMPLES)
def test_the_examples_of_the_rulebook(amount, words):
    assert capitals(amount) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1.01", "壹元零壹分"),
        ("20000.00", "贰万元整"),
        ("10001000", "壹仟万壹仟元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("100100000", "壹亿零壹拾万元整"),
        ("10010", "壹万零壹拾元整"),
        ("2E+4", "贰万元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_between_the_examples(amount, words):
    assert capitals(Decimal(amount)) == words


@given(st.integers(0, 10**14 - 1))
def test_the_words_read_back_as_the_amount(cents):
    words = capitals(Decimal(cents) / 100)
    assert read_back(words) == cents
    assert "零零" not in words
    assert words.endswith(("整", "分"))


@pytest.mark.parametrize("amount", ["-1", "0.001", "1E+12", "NaN", "Infinity"])
def test_amounts_that_cannot_be_written_are_refused(amount):
    with pytest.raises(ValueError, match="cannot be written in capitals"):
        capitals(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0元"),
        ("500.50", "500.5元"),
        ("9999.99", "9999.99元"),
        ("10000", "1万元"),
        ("20000.00", "2万元"),
        ("35000", "3.5万元"),
        ("12345.67", "1.234567万元"),
        ("1000000", "100万元"),
        ("1E+6", "100万元"),
        ("-20000", "-2万元"),
    ],
)
def test_in_wan(amount, text):
    assert in_wan(Decimal(amount)) == text
