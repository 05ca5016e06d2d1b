"""The columns of the register: what a table may say, what comes of it, and that it comes back as it went in."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from plans.models import Enterprise, ImportRun
from plans.models.enterprise_import import COLUMNS
from plans.sheets.enterprise import EXPORTED, HEADINGS, TEMPLATE_WIDTHS
from plans.sheets.enterprise_words import SYNONYMS, hazards_reader
from plans.states import Affiliation, Hazard, ImportState
from tests.factories.accounts import user_with
from tests.factories.enterprise import code, csv_table, enterprise, import_at

pytestmark = pytest.mark.django_db

FULL = {
    "企业名称": "云岭模板厂",
    "统一社会信用代码": code(7),
    "注册日期": "2015-03-02",
    "行业代码": "2614",
    "监管行业": "煤矿",
    "企业规模": "小型",
    "隶属关系": "民营",
    "从业人员数量": "12",
    "行政区划代码": "530102",
    "安全管理人员数量": "3",
    "危险因素": "受限空间，粉尘，危险化学品重大危险源",
    "重大危险源等级": "二级",
    "标准化等级": "二级",
    "经营状态": "停产停业",
    "状态起始日": "2026-01-05",
    "安全生产责任保险承保机构": "演示财产保险公司",
    "安全生产责任保险有效期至": "2099-12-31",
    "应急预案备案编号": "演备〔2025〕1号",
    "应急预案备案日期": "2025-06-01",
}


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def imported(chief: User, state: ImportState = ImportState.DONE, **changed: str) -> ImportRun:
    row = FULL | changed
    return import_at(state, by=chief, content=csv_table([list(row.values())], header=list(row)))


def problems(chief: User, **changed: str) -> list[tuple[str, str]]:
    run = imported(chief, ImportState.CHECKED, **changed)
    assert (run.bad, run.new) == (1, 0)
    return [(one["cell"], one["message"]) for one in run.problems]


def cell(heading: str) -> str:
    return f"{chr(65 + list(FULL).index(heading))}2"


def test_each_column_of_the_register_has_a_heading_a_width_and_an_export() -> None:
    assert {*HEADINGS, "initials"} == set(COLUMNS)
    assert EXPORTED == (*HEADINGS, "grade")
    assert len(TEMPLATE_WIDTHS) == len(HEADINGS)
    everyone = [heading for headings in HEADINGS.values() for heading in headings]
    assert len(everyone) == len(set(everyone))


def test_every_new_column_is_read(chief: User) -> None:
    imported(chief)
    one = Enterprise.objects.get()
    assert (one.sector, one.scale, one.affiliation, one.employees, one.safety_staff) == (
        "coal", "small", "private", 12, 3,
    )  # fmt: skip
    assert (one.industry_code, one.region_code, one.standardisation) == ("C2614", "530102", "二级")
    assert (one.hazards, one.source_level) == (["major_source", "dust", "confined_space"], "2")
    assert (one.status, one.status_on) == ("stopped", dt.date(2026, 1, 5))
    assert (one.insurer, one.insured_until) == ("演示财产保险公司", dt.date(2099, 12, 31))
    assert (one.emergency_plan_number, one.emergency_plan_on) == ("演备〔2025〕1号", dt.date(2025, 6, 1))


def test_what_is_exported_can_be_imported_again_and_changes_nothing(page: Client, chief: User) -> None:
    imported(chief)
    answer = page.get(reverse("enterprise_export", query={"format": "csv"}))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")
    row = dict(zip(*list(csv.reader(io.StringIO(lines)))[1:], strict=True))  # the first line says who and when
    assert row["危险因素"] == "重大危险源、粉尘涉爆、有限空间"
    assert (row["隶属关系"], row["重大危险源等级"], row["行业代码"]) == ("民营", "二级", "C2614")
    again = import_at(ImportState.CHECKED, by=chief, content=lines.encode())
    assert (again.same, again.changed, again.bad) == (1, 0, 0)


def test_the_template_has_lists_and_a_note_for_each_closed_column(page: Client, chief: User) -> None:
    answer = page.get(reverse("import_template"))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    header = [one.value for one in book.active[1]]
    lists = {
        header[next(iter(one.sqref.ranges)).min_col - 1]: one.formula1
        for one in book.active.data_validations.dataValidation
    }
    assert set(lists) == {"监管行业", "企业规模", "隶属关系", "重大危险源等级", "标准化等级", "经营状态"}
    assert lists["隶属关系"] == '"央属,省属,市属,县属及以下,民营"'
    assert all(len(formula) < 256 for formula in lists.values())  # more than a spreadsheet keeps
    notes = "".join(str(one.value) for one in book.worksheets[1]["A"])
    for words in ("尾矿库", "GB/T 2260", "GB/T 4754", "状态起始日", "重大危险源等级", "承保机构", "备案编号", "专职"):
        assert words in notes
    filled = FULL | {"注册资金（万元）": ""}
    book.active.append([filled.get(name, "") for name in header])
    content = io.BytesIO()
    book.save(content)
    import_at(ImportState.DONE, by=chief, content=content.getvalue(), name="t.xlsx")
    assert Enterprise.objects.get().source_level == "2"


@pytest.mark.parametrize(
    ("heading", "typed", "words"),
    [
        ("危险因素", "粉尘、妖怪", "没有危险因素“妖怪”，已有：重大危险源、涉氨制冷、粉尘涉爆"),
        ("危险因素", "危险化学品", "危险化学品生产"),
        ("重大危险源等级", "五级", "一级、二级、三级、四级"),
        ("重大危险源等级", "", "请填写重大危险源等级"),
        ("隶属关系", "外国", "央属、省属、市属、县属及以下、民营"),
        ("行政区划代码", "539999", "不在 GB/T 2260"),
        ("行政区划代码", "昆明", "6 位数字"),
        ("行业代码", "9914", "不在 GB/T 4754"),
        ("行业代码", "B2614", "属于门类 C"),
        ("行业代码", "C", "2 至 4 位"),
        ("安全管理人员数量", "三", "正整数"),
        ("安全生产责任保险有效期至", "", "请填写安全生产责任保险有效期至"),
        ("安全生产责任保险承保机构", "", "请填写安全生产责任保险承保机构"),
        ("应急预案备案编号", "", "请填写应急预案备案编号"),
        ("应急预案备案日期", "2099-01-01", "不能晚于今天"),
    ],
)
def test_a_wrong_cell_is_named_with_how_to_mend_it(chief: User, heading: str, typed: str, words: str) -> None:
    found = problems(chief, **{heading: typed})
    assert [one[0] for one in found] == [cell(heading)]
    assert words in found[0][1]


def test_a_level_without_the_source_is_said_at_its_column(chief: User) -> None:
    assert problems(chief, 危险因素="粉尘")[0][0] == cell("重大危险源等级")


@pytest.mark.parametrize("synonyms", SYNONYMS["hazards"].items())
def test_what_people_write_for_a_hazard_is_read(synonyms: tuple[str, tuple[str, ...]]) -> None:
    read = hazards_reader()
    for word in synonyms[1]:
        assert read(word) == [synonyms[0]]


def test_hazards_are_read_by_word_and_code_in_any_order_once() -> None:
    read = hazards_reader()
    assert read("尾矿库；涉氨制冷 / ammonia, 无") == ["ammonia", "tailings"]
    assert read("、".join(map(str, Hazard.labels))) == Hazard.values
    assert read("") == read("--") == []


def test_a_table_that_lists_other_hazards_takes_the_level_away(chief: User) -> None:
    enterprise(chief, 7, hazards=["major_source"], source_level="2")
    imported(chief, 危险因素="涉氨", 重大危险源等级="")
    one = Enterprise.objects.get()
    assert (one.hazards, one.source_level) == (["ammonia"], "")


def test_a_table_that_says_nothing_of_hazards_leaves_them(chief: User) -> None:
    enterprise(chief, 7, hazards=["major_source"], source_level="2")
    imported(chief, 危险因素="", 重大危险源等级="")
    one = Enterprise.objects.get()
    assert (one.hazards, one.source_level) == (["major_source"], "2")


def test_an_import_that_closes_an_enterprise_without_a_day_closes_it_today(chief: User) -> None:
    one = enterprise(chief, 7)
    imported(chief, 经营状态="注销", 状态起始日="")
    one.refresh_from_db()
    today = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=8))).date()
    assert (one.status, one.status_on, one.status_before) == ("closed", today, "operating")
    assert not Enterprise.objects.in_pool(today).exists()
    assert Enterprise.objects.in_pool(today - dt.timedelta(days=1)).exists()


@pytest.mark.parametrize(("word", "stored"), [(str(label), value) for value, label in Affiliation.choices])
def test_affiliations_are_those_of_the_dictionary(chief: User, word: str, stored: str) -> None:
    imported(chief, 隶属关系=word)
    assert Enterprise.objects.get().affiliation == stored


def test_a_place_of_a_bureau_that_the_national_list_does_not_have_is_taken(chief: User) -> None:
    chief.bureau.region_code = "539921"
    chief.bureau.save()
    imported(chief, 行政区划代码="539921")
    assert Enterprise.objects.get().region_code == "539921"
