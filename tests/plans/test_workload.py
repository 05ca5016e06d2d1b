import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

from plans.rules.workload import (
    Workload,
    check,
    check_bookings,
    check_ceilings,
    check_dates,
    check_lists,
    compare_printed,
    days_of,
    statutory_year,
)

FORMULA = yaml.safe_load((Path(__file__).parents[2] / "fixtures/rulebook/plan-formula.yaml").read_text())
EXAMPLES = {example["code"]: example for example in FORMULA["worked_examples"]}
HOLIDAYS = FORMULA["formula"]["statutory_workdays"]["statutory_holidays"]
CITY, DISTRICT, OFFICE, COUNTY = (EXAMPLES[code] for code in ("CITY-ANON", "CC-KC-2025", "CC-XZSP-2021", "BX-XH-2024"))


def numbered(days):
    return {str(number): day for number, day in enumerate(days, start=1)}


def city(**changes):
    given_ = CITY["input"]
    return Workload(
        given_["officers"],
        given_["workdays_per_officer"],
        changes.pop("other_items", given_["other_days"]),
        {"人均三项": given_["non_days"]["人均三项共 528 天 × 3"], **numbered(given_["non_days"]["其他"])},
        **{"key_days": given_["key_inspection_days"], "general_days": given_["general_inspection_days"]} | changes,
    )


def district():
    given_ = DISTRICT["input"]
    return Workload(
        given_["officers"],
        given_["workdays_per_officer"],
        numbered(given_["other_days_subtotals"]),
        numbered(given_["non_days_subtotals"]),
    )


def codes_of(problems):
    return [problem.code for problem in problems]


def test_the_city_example():
    expect, workload = CITY["expect"], city()
    assert workload.total == expect["total"]
    assert workload.other == expect["other"]
    assert workload.non_enforcement == expect["non_enforcement"]
    assert workload.inspection == expect["inspection"]
    assert float(workload.key_share_percent) == expect["key_share_percent"]
    assert check(workload) == []


def test_the_printed_error_of_the_city_is_found():
    [problem] = compare_printed(city(), {"total": 5434, "other": 2649, "inspection": 971})
    assert problem.message == "other 写的是 2649，按各项计算应为 2469"


def test_the_district_example():
    expect, workload = DISTRICT["expect"], district()
    assert workload.total == expect["total"]
    assert workload.other == expect["other"]
    assert workload.non_enforcement == expect["non_enforcement"]
    assert workload.inspection == expect["inspection"] == sum(DISTRICT["input"]["inspection_days_subtotals"])
    assert {name: float(share) for name, share in workload.shares.items()} == {
        **expect["share_percent"],
    }


def test_the_printed_errors_of_the_district_are_found():
    printed = {"total": 24 * 8, "other_percent": 21, "non_enforcement_percent": 71, "inspection_percent": 8}
    messages = [problem.message for problem in compare_printed(district(), printed)]
    assert [message.split("应为 ")[1] for message in messages] == ["1984", "52.2", "27.0", "20.9"]


def test_a_percentage_printed_without_a_decimal_may_be_rounded():
    assert compare_printed(district(), {"inspection_percent": 21, "other_percent": Decimal("52.2")}) == []
    assert compare_printed(district(), {"inspection_percent": Decimal("20.8")})


def test_the_office_example():
    year = statutory_year(2021, HOLIDAYS)
    assert year.formula == f"{OFFICE['input']['workdays_formula'].replace('-', ' − ')} = 250"
    workload = Workload(4, year.workdays, {"其他": 4 * OFFICE["input"]["other_per_officer_about"]}, {})
    assert (workload.total, workload.other) == (OFFICE["expect"]["total"], OFFICE["expect"]["other_about"])


def test_the_county_example():
    given_, year = COUNTY["input"], statutory_year(2024, HOLIDAYS)
    assert (year.calendar_days, year.weekend_days, year.holidays) == (366, given_["weekend_days"], given_["holidays"])
    assert year.workdays == given_["workdays_per_officer"]
    workload = Workload(given_["officers"], year.workdays, {}, {}, staff_in_post=given_["staff_in_post"], key_days=4000)
    assert workload.total == COUNTY["expect"]["total"]
    assert float(workload.officer_share_percent) == COUNTY["expect"]["officer_share_percent"]
    assert check(workload) == []


@pytest.mark.parametrize(("year", "days"), [(2010, 250), (2022, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_statutory_workdays(year, days):
    assert statutory_year(year, HOLIDAYS).workdays == days


@given(st.integers(1950, 2150))
def test_weekend_days_are_those_of_the_calendar(year):
    first = dt.date(year, 1, 1)
    days = [first + dt.timedelta(number) for number in range(366)]
    weekends = sum(1 for day in days if day.year == year and day.isoweekday() > 5)
    assert statutory_year(year, HOLIDAYS, holidays=0).weekend_days == weekends


def test_the_holidays_of_a_year_can_be_set():
    assert statutory_year(2025, HOLIDAYS, holidays=11).workdays == 250


def test_a_year_without_a_setting_is_told():
    with pytest.raises(ValueError, match="2027 年的法定节假日天数未设置"):
        statutory_year(2027, {"until_2026": 13})


def test_the_key_share_is_judged_unrounded():
    workload = Workload(500, 200, {}, {}, key_days=59_960, general_days=40_040)
    assert workload.key_share_percent == Decimal("60.0")
    [problem] = check(workload)
    assert problem.code == "key_share"
    assert "重点检查至少安排 60000 天" in problem.message


def test_the_least_key_share_is_a_setting():
    assert codes_of(check(city(key_share_min=Decimal("0.70")))) == ["key_share"]
    assert "占比 65.1%，应不低于 70%" in check(city(key_share_min=Decimal("0.70")))[0].message


def test_capacity_is_what_fits():
    workload = city()
    assert workload.capacity == 485
    assert check(workload, planned_inspections=485) == []
    [problem] = check(workload, planned_inspections=486)
    assert problem.code == "capacity"
    assert "需要 972 个工作日，超过监督检查工作日 971 天，最多可安排 485 次检查" in problem.message


def test_items_of_different_length_are_summed():
    planned = days_of(300, 2, 1) + days_of(50, 3, "2.5")
    assert planned == 975
    assert "需要 975.0 个工作日" in check(city(), planned_days=planned)[0].message
    assert check(city(), planned_days=971) == []


def test_days_kept_as_text_count_the_same():
    workload = Workload(2, 248, {"行政许可": "10.5"}, {"机关值班": "20", "行政许可": "-1"}, key_days="300")
    assert (workload.other, workload.inspection) == (Decimal("10.5"), Decimal("466.5"))
    assert codes_of(check(workload)) == ["negative"]


def test_capacity_with_longer_inspections():
    assert city(officers_per_inspection=3, days_per_inspection=Decimal("1.5")).capacity == 215


def test_more_other_work_than_days():
    workload = city(other_items={"其他": 6000})
    assert workload.inspection == -2560
    assert (workload.capacity, workload.key_share, workload.key_share_percent) == (0, 0, 0)
    [problem] = check(workload, planned_days=9)  # one sentence: neither the share nor the capacity has more to say
    assert problem.message == "其他执法和非执法工作日合计 7994 天，比总法定工作日 5434 天多 2560 天，请核减"


def test_some_days_may_be_kept_in_reserve():
    assert check(city(general_days=300)) == []


def test_key_and_general_days_fit_into_the_inspection_days():
    [problem] = check(city(general_days=340))
    assert problem.message == "重点检查与一般检查合计 972 天，超过监督检查工作日 971 天，请核减"


def test_too_few_officers_among_the_staff():
    assert codes_of(check(city(staff_in_post=32))) == ["officer_share"]
    assert check(city(staff_in_post=31)) == []


def test_wrong_input_is_told_all_at_once():
    workload = Workload(0, 367, {"行政许可": -1}, {"机关值班": -2}, officers_per_inspection=1)
    problems = check(workload)
    assert [problem.field for problem in problems][:5] == [
        "officers",
        "workdays_per_officer",
        "行政许可",
        "机关值班",
        "officers_per_inspection",
    ]


def test_an_empty_plan_divides_by_nothing():
    workload = Workload(0, 0, {}, {}, days_per_inspection=0)
    assert workload.shares == {"other": 0, "non_enforcement": 0, "inspection": 0}
    assert workload.capacity == 0


@given(
    st.integers(1, 500),
    st.integers(200, 260),
    st.lists(st.integers(0, 3000), max_size=10),
    st.lists(st.integers(0, 3000), max_size=7),
)
def test_the_three_parts_always_sum_to_the_total(officers, days, other, non):
    workload = Workload(officers, days, numbered(other), numbered(non))
    assert workload.other + workload.non_enforcement + workload.inspection == workload.total == officers * days
    assert abs(sum(workload.shares.values()) - 100) <= Decimal("0.2")


@given(st.integers(0, 3000))
def test_the_capacity_is_the_limit_of_the_check(planned):
    workload = city()
    assert (codes_of(check(workload, planned_inspections=planned)) == []) == (planned <= workload.capacity)


def test_a_unit_stands_in_one_list_once():
    assert check_lists(["甲", "乙"], ["丙"]) == []
    problems = check_lists(["甲", "乙", "乙"], ["甲"])
    assert [problem.field for problem in problems] == ["甲", "乙"]
    assert "甲 在检查名单中出现 2 次" in problems[0].message


def test_no_unit_is_planned_above_its_ceiling():
    [problem] = check_ceilings({"甲": 2, "乙": 3, "丙": 9}, {"甲": 2, "乙": 2})
    assert problem.message == "乙 计划检查 3 次，超过年度上限 2 次，请减少次数"


def test_no_officer_is_booked_beyond_the_year():
    [problem] = check_bookings({"101": 248, "102": Decimal("248.5")}, 248)
    assert problem.field == "102"


def test_approval_comes_before_the_first_execution():
    assert check_dates(dt.date(2026, 1, 19), dt.date(2026, 1, 20)) == []
    assert check_dates(dt.date(2026, 1, 20), dt.date(2026, 1, 20)) == []
    assert codes_of(check_dates(dt.date(2026, 1, 20), dt.date(2026, 1, 19))) == ["approval"]
