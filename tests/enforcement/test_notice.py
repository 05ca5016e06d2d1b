"""The words of a holiday notice, and the refusals with row and reason."""

import datetime as dt

import pytest
from chinese_calendar import constants

from enforcement.rulebook.notice import NoticeRefused, read_table, read_text

NOTICE_2026 = """国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
2025年11月4日"""


def days(entries, kind):
    return {one.day for one in entries if one.kind == kind}


def test_the_notice_of_2026_gives_the_days_of_the_published_calendar():
    found = read_text(NOTICE_2026, 2026)
    assert days(found, "holiday") == {day for day in constants.holidays if day.year == 2026}
    assert days(found, "workday") == {day for day in constants.workdays if day.year == 2026}
    assert {one.name for one in found if one.day.month == 10} == {"国庆节"}


def test_half_width_marks_are_read_too():
    line = "元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。"
    assert len(read_text(line, 2026)) == 4


def test_new_year_may_reach_into_the_year_before():
    found = read_text("元旦：2022年12月31日（周六）至2023年1月2日（周一）放假调休，共3天。", 2023)
    assert [one.day for one in found] == [dt.date(2022, 12, 31), dt.date(2023, 1, 1), dt.date(2023, 1, 2)]


@pytest.mark.parametrize(
    ("text", "year", "row", "reason"),
    [
        (NOTICE_2026, 2027, 1, "这是 2026 年的通知"),
        ("元旦：1月1日（周四）放假1天", 2027, 1, "2027-01-01 是周五"),
        ("元旦：1月1日放假\n春节：1月1日放假", 2026, 2, "与第 1 行“元旦”重复"),
        ("元旦：1月1日至3日放假，共3天。1月5日上班。", 2026, 1, "2026-01-05 不是周六或周日"),
        ("元旦：1月1日至3日放假，共4天。", 2026, 1, "写明共 4 天"),
        ("春节：2月27日至30日放假", 2026, 1, "没有“2月27日至30日”这一天"),
        ("元旦：1月3日至1日放假", 2026, 1, "不成一段"),
        ("国庆节：2024年10月1日至7日放假", 2026, 1, "2024-10-01 不在 2026 年"),
        ("1月1日放假", 2026, 1, "没有节日名称"),
        ("元旦：1月1日休业", 2026, 1, "没有说明放假还是上班"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_row(text, year, row, reason):
    with pytest.raises(NoticeRefused) as refused:
        read_text(text, year)
    assert any(one.startswith(f"第 {row} 行") and reason in one for one in refused.value.problems)


@pytest.mark.parametrize("text", ["", "各地区、各部门要妥善安排好值班。", "元旦："])
def test_an_empty_notice_is_refused(text):
    with pytest.raises(NoticeRefused, match="没有读到"):
        read_text(text, 2026)


def test_all_problems_are_told_at_once():
    with pytest.raises(NoticeRefused) as refused:
        read_text("元旦：1月1日放假，共2天。1月5日上班。\n春节：2月30日放假", 2026)
    assert len(refused.value.problems) == 3


HEAD = ("名称", "类别", "起日", "止日")


def test_a_table_is_read():
    rows = [
        (1, HEAD),
        (2, ("元旦", "放假", "2027-01-01", "2027-01-03")),
        (3, ("元旦", "上班", dt.date(2027, 1, 9), "")),
    ]
    found = read_table(rows, 2027)
    assert len(days(found, "holiday")) == 3
    assert days(found, "workday") == {dt.date(2027, 1, 9)}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(1, ("名称", "起日"))], "表头缺少“类别”列"),
        ([(1, HEAD), (2, ("元旦", "开会", "2027-01-01", ""))], "第 2 行：类别“开会”"),
        ([(1, HEAD), (2, ("元旦", "放假", "一月一日", ""))], "第 2 行：日期无法识别"),
        ([(1, HEAD), (2, ("", "放假", "2027-01-01", ""))], "第 2 行：没有节日名称"),
        ([(1, (*HEAD, "年份")), (2, ("元旦", "放假", "2027-01-01", "", "2026"))], "第 2 行：这是 2026 年的通知"),
        ([(1, HEAD), (2, ("元旦", "放假", "2027-01-03", "2027-01-01"))], "第 2 行：起日"),
        ([(1, HEAD)], "没有读到"),
        ([], "没有读到"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(rows, reason):
    with pytest.raises(NoticeRefused) as refused:
        read_table(rows, 2027)
    assert any(reason in one for one in refused.value.problems), refused.value.problems
