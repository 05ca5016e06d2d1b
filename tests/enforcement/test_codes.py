"""GB/T 2260 and GB/T 4754, counted and sampled against what codes.yaml says of the lists."""

from pathlib import Path

import pytest
import yaml

from enforcement.codes import division_name, divisions, industries, industry_name, read_division, read_industry
from plans.states import Affiliation, LicenceKind, LicenceState, Scale

CODES = yaml.safe_load((Path(__file__).parents[2] / "fixtures/rulebook/codes.yaml").read_text())


def test_the_lists_are_complete() -> None:
    twice = 3  # cities without counties stand there as their own only county
    assert len(divisions()) == sum(CODES["gbt2260"]["rows"].values()) - twice
    assert len(industries()) == CODES["gbt4754_2017"]["counts"]["大类"]
    assert {code[0] for code in industries()} == {one["code"] for one in CODES["gbt4754_2017"]["sections"]}


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("affiliation", Affiliation.labels[:-1]),
        ("licence_kind", LicenceKind.labels),
        ("licence_state", LicenceState.labels),
        ("enterprise_scale", Scale.labels),
    ],
)
def test_closed_lists_are_the_dictionaries(name: str, choices: list[str]) -> None:
    assert [str(one) for one in choices] == CODES["dictionaries"][name]


def test_a_place_is_named_with_what_it_lies_in() -> None:
    assert division_name("530102") == "云南省昆明市五华区"
    assert division_name("530100") == "云南省昆明市"
    assert division_name("530000") == "云南省"
    assert division_name("539999") == ""


@pytest.mark.parametrize(("typed", "code"), [("530102", "530102"), (" 53 01 02", "530102"), ("", "")])
def test_divisions_are_read(typed: str, code: str) -> None:
    assert read_division(typed) == code


@pytest.mark.parametrize("typed", ["53010", "53010A", "昆明市", "539999", "５３０１０２"])
def test_other_divisions_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="行政区划代码"):
        read_division(typed)
    assert read_division(typed, also={typed}) == typed


@pytest.mark.parametrize(
    ("typed", "code"), [("26", "C26"), ("2614", "C2614"), ("c261", "C261"), ("B 06", "B06"), ("", "")]
)
def test_industries_are_read_in_one_way_of_writing(typed: str, code: str) -> None:
    assert read_industry(typed) == code


@pytest.mark.parametrize("typed", ["C", "2", "26145", "99", "B26", "化工", "2六", "C2 6X"])
def test_other_industries_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="行业"):
        read_industry(typed)


def test_an_industry_is_named_by_its_division() -> None:
    assert industry_name("C2614") == industry_name("C26") == "化学原料和化学制品制造业"
    assert industry_name("X99") == ""
