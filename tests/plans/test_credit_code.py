from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

from plans.rules import credit_code

CODES = yaml.safe_load((Path(__file__).parents[2] / "fixtures/rulebook/codes.yaml").read_text())
VALID = CODES["gb32100"]["valid"]
VALID_ORGANISATIONS = [str(code) for code in CODES["gb11714"]["valid"]]


def codes_of(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_has_no_problem(code):
    assert credit_code.check(code) == []


@pytest.mark.parametrize("code", CODES["gb32100"]["invalid"])
def test_an_invalid_code_has_a_problem(code):
    assert credit_code.check(code)


def test_the_character_set_and_weights_are_those_of_the_rulebook():
    assert CODES["gb32100"]["charset"] == credit_code.CHARSET
    assert list(credit_code.WEIGHTS) == CODES["gb32100"]["weights"]
    assert list(credit_code.ORGANISATION_WEIGHTS) == CODES["gb11714"]["weights"]


@pytest.mark.parametrize("code", VALID)
def test_the_check_digit_is_computed_from_the_first_17(code):
    assert credit_code.with_check_digit(code[:17]) == code


@given(st.text(alphabet=credit_code.CHARSET, min_size=17, max_size=17))
def test_every_generated_code_holds(first17):
    assert credit_code.check(credit_code.with_check_digit(first17)) == []


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(credit_code.CHARSET))
def test_one_wrong_character_is_always_found(code, position, character):
    changed = code[:position] + character + code[position + 1 :]
    assert (credit_code.check(changed) == []) == (changed == code)


@pytest.mark.parametrize("first17", ["", "9135010", "91350100M000100IO", "91350100m000100y4", "91350100M000100Y43"])
def test_no_check_digit_for_something_else_than_17_characters(first17):
    with pytest.raises(ValueError, match="17"):
        credit_code.with_check_digit(first17)


@pytest.mark.parametrize(
    "typed",
    [
        " 91350100M000100Y43\n",
        "91350100m000100y43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100 M000100Y 43",
        "\u3000\ufeff91350100M000100Y43\u200b",
    ],
)
def test_what_people_type_is_accepted(typed):
    assert credit_code.normalise(typed) == "91350100M000100Y43"


def test_a_letter_o_is_never_made_a_zero():
    assert credit_code.normalise("9135o1oo") == "9135O1OO"


def test_an_excluded_letter_is_named_with_its_place_and_likely_meaning():
    [problem] = credit_code.check("91350100M000100I43")
    assert problem.code == "character"
    assert "第 16 位是字母 I" in problem.message
    assert "核对是否应为 1" in problem.message


def test_a_strange_character_is_named_with_its_place():
    [problem] = credit_code.check("91350100M-00100Y43")
    assert "第 10 位“-”" in problem.message


def test_every_wrong_character_is_told_at_once():
    assert codes_of(credit_code.check("9135O100M000100I43")) == ["character", "character"]


def test_length_and_characters_are_told_together():
    problems = credit_code.check("9135O100M0")
    assert codes_of(problems) == ["length", "character"]
    assert "现为 10 位" in problems[0].message


def test_nothing_entered():
    assert credit_code.check("")[0].message == "请输入 18 位统一社会信用代码"


def test_old_numbers_are_recognised():
    assert "工商注册号" in credit_code.check("350100100012345")[0].message
    assert "组织机构代码" in credit_code.check("M000100Y4")[0].message
    assert "组织机构代码" in credit_code.check("M000100Y-4")[0].message


def test_a_wrong_check_digit_says_the_right_one_and_where_to_look():
    [problem] = credit_code.check("91350100M000100Y44")
    assert "第 18 位应为 3，现为 4" in problem.message
    assert "重点核对前 8 位和第 18 位" in problem.message


def test_a_fault_in_the_organisation_part_is_told():
    [problem] = credit_code.check("91350100M000200Y43")
    assert "第 9 至 17 位自身校验也不符" in problem.message


def test_the_rulebook_example_with_a_sound_organisation_part():
    [problem] = credit_code.check("91350128M00000019A")
    assert "第 9 至 17 位自身校验相符" in problem.message


@pytest.mark.parametrize("code", VALID_ORGANISATIONS)
def test_a_valid_organisation_code_has_no_problem(code):
    assert credit_code.check_organisation(code) == []
    assert credit_code.check_organisation(f"{code[:8]}-{code[8]}") == []
    assert credit_code.organisation_with_check_digit(code[:8]) == code


@pytest.mark.parametrize(
    ("code", "problem"),
    [("M000100Y5", "check_digit"), ("M000100", "length"), ("m000100Y4", "character"), ("", "length")],
)
def test_a_wrong_organisation_code_is_told(code, problem):
    assert codes_of(credit_code.check_organisation(code)) == [problem]


@given(st.text(alphabet=credit_code.ORGANISATION_CHARSET, min_size=8, max_size=8))
def test_every_generated_organisation_code_holds(first8):
    assert credit_code.check_organisation(credit_code.organisation_with_check_digit(first8)) == []


def test_no_organisation_check_digit_for_something_else_than_8_characters():
    with pytest.raises(ValueError, match="8"):
        credit_code.organisation_with_check_digit("M000")


@given(st.text(max_size=30))
def test_any_text_is_answered_without_a_crash(text):
    code = credit_code.normalise(text)
    assert credit_code.normalise(code) == code
    for problem in credit_code.check(code):
        assert problem.message
        assert "非法" not in problem.message
