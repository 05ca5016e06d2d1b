import contextlib
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from plans.rules.initials import initials
from plans.rules.registration import company_name, plain, read_capital, read_count, read_day

TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2015-03-02",
        "2015/3/2",
        "2015.3.2",
        "2015年3月2日",
        "2015 年 3 月 2 日",
        "20150302",
        "2015-03-02 00:00:00",
        "42065",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text, TODAY) == dt.date(2015, 3, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [("2015-02-30", "格式不正确"), ("昨天", "格式不正确"), ("2026-11-21", "不能晚于"), ("1015-03-02", "核对年份")],
)
def test_a_wrong_day_says_how_to_mend_it(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1000万元", 1000),
        ("500万人民币", 500),
        ("人民币500万元", 500),
        ("1.5亿元", 15000),
        ("10000000元", 1000),
        ("50000人民币", 5),
        ("1000", 1000),
        ("1,000 万", 1000),
        ("50.000000万人民币", 50),
        ("5千元", Decimal("0.5")),
        ("0", 0),
    ],
)
def test_capital_is_read_in_ten_thousands(text: str, amount: object) -> None:
    assert read_capital(text) == amount


@pytest.mark.parametrize(
    ("text", "words"), [("100万美元", "外币"), ("很多", "格式"), ("-3", "小于零"), ("9" * 30, "过大")]
)
def test_wrong_capital_says_how_to_mend_it(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_capital(text)


@pytest.mark.parametrize("text", ["", "-", "--", "无"])
def test_an_empty_cell_is_nothing(text: str) -> None:
    assert (read_day(text, TODAY), read_capital(text), read_count(text)) == (None, None, None)


def test_counts_are_whole_numbers() -> None:
    assert [read_count(text) for text in ("120", "1,200人", "3.0", "0")] == [120, 1200, 3, 0]
    for wrong in ("1.5", "-1", "NaN", "1e3", "99999999"):
        with pytest.raises(ValueError, match="正整数"):
            read_count(wrong)


def test_names_have_one_way_of_writing() -> None:
    assert company_name(" 云岭 (市) 第１ 化工厂\n") == "云岭（市）第1化工厂"
    assert company_name("ABC Chemical Co") == "ABC Chemical Co"


def test_initials_leave_marks_out() -> None:
    assert initials("云岭化工（A2）厂") == "ylhga2c"


READERS = (lambda text: read_day(text, TODAY), read_capital, read_count)


@given(st.text(), st.sampled_from(READERS))
def test_nothing_typed_breaks_a_reader(text: str, read: Callable[[str], object]) -> None:
    with contextlib.suppress(ValueError):
        read(plain(text))


@given(st.text())
def test_nothing_typed_breaks_a_name(text: str) -> None:
    assert "\x00" not in company_name(text)
    assert initials(text).isascii()
