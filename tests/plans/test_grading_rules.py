import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

from plans.rules.grading import AnswerError, ceiling, evaluate

GRADING = yaml.safe_load((Path(__file__).parents[2] / "fixtures/rulebook/grading.yaml").read_text())
SCHEMES = {scheme["code"]: scheme for scheme in GRADING["schemes"]}
POINTS, MATRIX, PRODUCT, RULES = (SCHEMES[code] for code in ("G-19", "G-LS", "G-LEC", "G-SX-XY"))
ITEMS = {item["code"]: item for project in POINTS["projects"] for item in project["items"]}
CAPS = GRADING["caps_per_year"]
FREE_CODES = sorted(code for code in ITEMS if not code.startswith("1.1"))
ALL_ONES = {row["code"]: 1 for row in [*MATRIX["L_rows"], *MATRIX["S_rows"]]}


def matrix_answers(example):
    likelihoods = dict(zip((row["code"] for row in MATRIX["L_rows"]), example["L"], strict=True))
    return likelihoods | dict(zip((row["code"] for row in MATRIX["S_rows"]), example["S"], strict=True))


@st.composite
def points_answers(draw):
    codes = draw(st.sets(st.sampled_from(FREE_CODES)))
    return {code: draw(st.integers(0, 30 if "per" in ITEMS[code] else 1)) for code in sorted(codes)}


@pytest.mark.parametrize("example", POINTS["worked_examples"])
def test_points_examples(example):
    result = evaluate(POINTS, example["answers"], example["direct_red"])
    assert (result.score, result.level) == (example["expect"]["score"], example["expect"]["level"])


@pytest.mark.parametrize("example", MATRIX["worked_examples"])
def test_matrix_examples(example):
    result = evaluate(MATRIX, matrix_answers(example))
    expect = example["expect"]
    assert (result.score, result.level) == (expect["R"], expect["level"])
    assert result.formula.endswith(f"R = {expect['L']} × {expect['S']} = {expect['R']}")


def test_points_keep_their_arithmetic():
    result = evaluate(POINTS, {"1.3a": 6, "6a": 1, "6e": 2})
    processes, people = result.lines
    assert (processes.project, processes.deducted, processes.capped_at) == ("危险化工工艺种类", 10, 10)
    assert [(item.code, item.count, item.points) for item in processes.items] == [("1.3a", 6, -12)]
    assert (people.deducted, people.capped_at, people.bonus, people.value) == (5, None, 4, -1)
    assert result.formula == "100 − 15 + 4 = 89"
    assert (result.level, result.level_name) == ("黄", "一般风险")


def test_a_bonus_is_not_cut_by_the_deduction_cap():
    result = evaluate(POINTS, {"9a": 1, "9d": 1, "9e": 1})
    [line] = result.lines
    assert (line.deducted, line.capped_at, line.bonus) == (10, 10, 15)
    assert result.score == 105


def test_a_bonus_counts_where_nothing_can_be_deducted():
    assert evaluate(POINTS, {"8a": 1}).score == 103


def test_tenths_are_exact():
    assert evaluate(POINTS, {"1.2c": 3}).score == Decimal("99.7")


def test_a_level_begins_at_its_minimum():
    assert evaluate(POINTS, {"1.1a": 1}).level == "蓝"
    assert evaluate(POINTS, {"1.1a": 1, "1.2c": 1}).level == "黄"


def test_a_direct_case_gives_the_lowest_level_and_keeps_the_score():
    result = evaluate(POINTS, {}, ["R2"])
    assert (result.score, result.level) == (100, "红")
    assert result.direct_red == ("R2 在役装置未经正规设计且未做设计诊断",)


def test_zero_counts_leave_no_line():
    assert evaluate(POINTS, {"1.3a": 0}).lines == ()


@given(points_answers())
def test_the_score_is_what_the_lines_add_up_to(answers):
    result = evaluate(POINTS, answers)
    caps = {project["project"]: project["max_deduct"] for project in POINTS["projects"]}
    assert result.score == max(0, 100 + sum(line.value for line in result.lines))
    assert all(0 <= line.deducted <= caps[line.project] for line in result.lines)
    assert sum(line.bonus for line in result.lines) == sum(
        ITEMS[code]["points"] * count for code, count in answers.items() if ITEMS[code]["effect"] == "+"
    )


@given(points_answers(), st.sampled_from([code for code in FREE_CODES if ITEMS[code]["effect"] == "+"]))
def test_one_more_bonus_never_lowers_the_score(answers, bonus):
    without = {code: count for code, count in answers.items() if code != bonus}
    assert evaluate(POINTS, without | {bonus: 1}).score > evaluate(POINTS, without).score


@pytest.mark.parametrize(
    ("answers", "direct_red", "code", "message"),
    [
        ({"9z": 1}, [], "9z", "没有编号为 9z 的评分项"),
        ({"1.3a": -1}, [], "1.3a", "应为零或正整数"),
        ({"1.3a": 1.5}, [], "1.3a", "应为零或正整数"),
        ({"1.3a": "2"}, [], "1.3a", "应为零或正整数"),
        ({"1.3a": True}, [], "1.3a", "应为零或正整数"),
        ({"2a": 2}, [], "2a", "只能选有或无"),
        ({"1.1a": 1, "1.1c": 1}, [], "1.1c", "“重大危险源”只能选一项，现选了 1.1a、1.1c"),
        ({}, ["R9"], "R9", "没有编号为 R9 的直接判定情形"),
    ],
)
def test_points_refuse_bad_answers(answers, direct_red, code, message):
    with pytest.raises(AnswerError, match=message) as refused:
        evaluate(POINTS, answers, direct_red)
    assert refused.value.code == refused.value.field == code


def test_one_chosen_and_the_other_zero_is_one_choice():
    assert evaluate(POINTS, {"1.1a": 1, "1.1c": 0}).score == 90


@given(st.lists(st.integers(1, 4), min_size=10, max_size=10), st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_every_matrix_answer_has_a_level(likelihoods, severities):
    result = evaluate(MATRIX, matrix_answers({"L": likelihoods, "S": severities}))
    assert result.score == -(-sum(likelihoods) // 10) * max(severities)
    assert result.level in "蓝黄橙红"


def test_matrix_lines_say_what_was_chosen():
    line = evaluate(MATRIX, ALL_ONES | {"S4": 4}).lines[13]
    assert (line.project, line.items[0].text, line.value) == ("重大危险源", "一级", 4)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (ALL_ONES | {"L1": 5}, "L1 “生产装置火灾危险性类别”应为 1 至 4 的整数"),
        (ALL_ONES | {"S5": 0}, "S5 “边界外 500 米”应为 1 至 4"),
        (ALL_ONES | {"S5": "1"}, "S5"),
        (ALL_ONES | {"L11": 1}, "没有编号为 L11"),
        ({code: 1 for code in ALL_ONES if code not in ("L2", "S1")}, "尚未填写：L2、S1"),
    ],
)
def test_matrix_refuses_bad_answers(answers, message):
    with pytest.raises(AnswerError, match=message):
        evaluate(MATRIX, answers)


@pytest.mark.parametrize(
    ("answers", "score", "level"),
    [
        ({"L": 10, "E": 10, "C": 100}, 10000, "A 不可容许"),
        ({"L": 6, "E": 6, "C": 15}, 540, "A 不可容许"),
        ({"L": 3, "E": 6, "C": 15}, 270, "B 高度"),
        ({"L": 1, "E": 10, "C": 15}, 150, "C 中度"),
        ({"L": 10, "E": 1, "C": 7}, 70, "D 轻度"),
        ({"L": "0.1", "E": "0.5", "C": "1"}, Decimal("0.05"), "D 轻度"),
    ],
)
def test_product(answers, score, level):
    result = evaluate(PRODUCT, answers)
    assert (result.score, result.level) == (score, level)


def test_product_keeps_its_arithmetic():
    assert evaluate(PRODUCT, {"L": 0.5, "E": 6, "C": 40}).formula == "D = 0.5 × 6 × 40 = 120.0"


@pytest.mark.parametrize("value", [16, "", None, "abc", "NaN", -3, "sNaN", "Infinity"])
def test_product_refuses_values_not_in_the_table(value):
    with pytest.raises(AnswerError, match="C 只能取表中的值：100、40、15、7、3、1"):
        evaluate(PRODUCT, {"L": 1, "E": 1, "C": value})


def test_product_needs_every_factor():
    with pytest.raises(AnswerError, match="尚未填写：E"):
        evaluate(PRODUCT, {"L": 1, "C": 1})


@pytest.mark.parametrize(
    ("answers", "level", "checks"),
    [
        ({"standardisation": "一级"}, "一级", None),
        ({"standardisation": "二级", "dishonest": True}, "二级", 4),
        ({"standardisation": "二级", "dishonest": True, "blacklisted": True}, "二级", 12),
        ({"standardisation": "一级", "fatal_accident": True}, "未定级", None),
        ({"standardisation": "一级", "veto_item": True}, "未定级", None),
        ({"standardisation": "一级", "red_card": True}, "未定级", None),
    ],
)
def test_rules(answers, level, checks):
    result = evaluate(RULES, answers)
    assert (result.score, result.level, result.checks_min) == (None, level, checks)


@pytest.mark.parametrize("answers", [{}, {"standardisation": "五级"}, {"standardisation": "一级", "other": 1}])
def test_rules_refuse_bad_answers(answers):
    with pytest.raises(AnswerError):
        evaluate(RULES, answers)


def test_rules_refuse_a_fact_that_is_neither_yes_nor_no():
    with pytest.raises(AnswerError, match="veto_item 只能填是或否"):
        evaluate(RULES, {"standardisation": "一级", "veto_item": "yes"})


def test_a_direct_case_belongs_to_points_only():
    with pytest.raises(AnswerError, match="没有直接判定情形"):
        evaluate(MATRIX, ALL_ONES, ["R1"])


def test_a_result_can_be_stored():
    stored = json.loads(json.dumps(evaluate(POINTS, {"1.2c": 3}, ["R1"]).as_json()))
    assert stored["score"] == "99.7"
    assert stored["lines"][0]["items"][0]["points"] == "-0.3"


@pytest.mark.parametrize(
    ("place", "sector", "grade", "most"),
    [
        ("山西 2025", "煤矿", "C", 6),
        ("山西 2025", "危化与金属冶炼", "未定级", 12),
        ("山西 2025", "督导检查", "A", 3),
        ("山西 2025", "煤矿", "E", None),
        ("山西 2025", "粉尘涉爆", "A", None),
        ("龙岩 2025", "工贸", "蓝", 2),
        ("别处", "煤矿", "A", None),
    ],
)
def test_ceiling(place, sector, grade, most):
    assert ceiling(CAPS, place=place, sector=sector, grade=grade) == most
