"""Tables into a plan: what is read of them, what the preview says, what confirming writes."""

import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import get_language, override
from openpyxl import Workbook, load_workbook

from enforcement.accounts.models import Unit
from enforcement.accounts.roles import Role
from enforcement.ledger.queries import history
from plans.actions import plan as actions
from plans.actions.plan_items import apply_lines
from plans.models import Enterprise, Plan, PlanItem
from plans.rules.plan_table import (
    MOST_ROWS,
    mended,
    read_count,
    read_lines,
    read_months,
    within_rows,
    written_months,
)
from plans.sheets.plan import rest_rows, template_header, unit_rows
from tests.factories.accounts import user_with
from tests.factories.plan import ITEM, graded, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def plan(who):
    return actions.create_plan(by=who.drafter, year=2027)


@pytest.fixture
def drafter(client, who):
    client.force_login(who.drafter)
    return client


def paste(client, plan, text, **more):
    return client.post(reverse("plan_paste", args=[plan.pk]), {"text": text, **more})


def book(rows, **sheets):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return SimpleUploadedFile("计划.xlsx", kept.getvalue())


def words_of(answer):
    return [[cell.text for cell in row.cells] for row in answer.context["table"].rows]


# Reading, without a database


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3、9", [3, 9]),
        ("3月,9月", [3, 9]),
        ("３－５", [3, 4, 5]),
        ("3月-5月", [3, 4, 5]),
        ("第一季度", [1, 2, 3]),
        ("一季度、四季度", [1, 2, 3, 10, 11, 12]),
        ("上半年", [1, 2, 3, 4, 5, 6]),
        ("12", [12]),
        ("全年", []),
        ("", []),
    ],
)
def test_months_are_read_as_people_write_them(text, months):
    assert read_lines([(1, ["某公司", "1", text])]).rows[0].values.get("months", []) == months


@pytest.mark.parametrize("text", ["0", "13", "9-3", "三月", "3..5", "1000", "3-5-7"])
def test_what_is_no_month_is_said(text):
    with pytest.raises(ValueError, match="不是月份"):
        read_months(text)


def test_every_set_of_months_is_read_back_as_written():
    for bits in range(4096):
        months = [month for month in range(1, 13) if bits >> (month - 1) & 1]
        assert read_months(written_months(months)) == months


def test_headings_decide_where_they_are_and_the_order_of_pasting_where_not():
    with_heading = read_lines([(1, ["名单"]), (2, ["计划次数", "单位名称", "备注"]), (3, ["2", "甲公司", "x"])])
    assert [(line.number, line.name, line.values) for line in with_heading.rows] == [(3, "甲公司", {"visits": 2})]
    assert with_heading.unread == [(2, 2, "备注")]
    without = read_lines([(1, ["甲公司", "2", "3", "一科", "1.5", "4"]), (2, []), (3, ["", " "])])
    assert len(without.rows) == 1
    assert without.rows[0].values == {"visits": 2, "months": [3], "days_per_visit": Decimal("1.5"), "ceiling": 4}
    assert without.rows[0].unit == "一科"


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("计划次数", "两次", "不是 1 至 999 的整数"),
        ("计划次数", "0", "不是 1 至 999 的整数"),
        ("每次天数", "0", "大于 0"),
        ("每次天数", "一天半", "不是天数"),
        ("每次天数", "1.55", "一位小数"),
        ("每次天数", "NaN", "大于 0"),
        ("每次人数", "1", "不能少于 2"),
        ("检查类别", "一般", "双随机抽取产生"),
        ("检查类别", "其他", "只能填"),
        ("职业健康", "也许", "只能填：是、否"),
        ("统一社会信用代码", "123", "18 位"),
    ],
)
def test_a_wrong_cell_names_its_column(column, cell, words):
    line = read_lines([(1, ["单位名称", column]), (2, ["甲公司", cell])]).rows[0]
    [(place, message)] = line.problems
    assert place == 1
    assert words in message


# Paste


def test_a_paste_is_shown_before_anything_is_saved(drafter, who, plan):
    one, two, three = graded(who.bureau, 3)
    Unit.objects.create(bureau=who.bureau, name="监察一队")
    actions.add_key_item(plan, by=who.drafter, enterprise=three, **ITEM)
    text = (
        f"{one.name}\t2\t3、9\t监察一队\t1.5\t2\n{two.credit_code.lower()}\t1\n{three.name}\t1\n没有的公司\n{one.name}"
    )
    answer = paste(drafter, plan, text)
    rows = {row[0]: row[2:] for row in words_of(answer)}
    assert rows["第 1 行"] == ["新增", "2 次，每次 2 人 1.5 天"]
    assert rows["第 2 行"][0] == "新增"
    assert rows["第 3 行"] == ["修改", "计划家次 2 → 1"]
    assert rows["第 4 行"] == ["不列入", "企业库中没有这个名称，写全称或统一社会信用代码"]
    assert rows["第 5 行"] == ["不列入", "表中已有这家企业，只按第一次出现的行办理"]
    assert plan.items.count() == 1


def test_confirming_writes_what_was_shown_with_an_entry_for_each_item(drafter, who, plan):
    one, three = graded(who.bureau, 2)
    held = actions.add_key_item(plan, by=who.drafter, enterprise=three, **ITEM)
    text = f"{one.name}\t2\t3、9\t\t1.5\t2\n{three.name}\t1\n没有的公司\t1"
    shown = paste(drafter, plan, text)
    answer = paste(drafter, plan, text, act="apply", version=shown.context["version"])
    assert answer.status_code == 302
    item = plan.items.get(enterprise=one)
    assert (item.visits, item.months, item.days_per_visit, item.added_by) == (2, [3, 9], Decimal("1.5"), who.drafter)
    held.refresh_from_db()
    assert (held.visits, held.version, held.changed_by) == (1, 2, who.drafter)
    entries = {entry.act: entry for entry in history(plan)[:2]}
    assert entries["plan.change_item"].before == {"item": three.name, "visits": 2}
    assert entries["plan.change_item"].after == {"item": three.name, "visits": 1}
    assert entries["plan.add_item"].after["item"] == one.name


def test_brackets_of_either_width_name_the_same_enterprise_and_unit(drafter, who, plan):
    one = graded(who.bureau, 1, name="云岭（示例）化工有限公司")[0]
    unit = Unit.objects.create(bureau=who.bureau, name="监察（五）队")
    assert paste(drafter, plan, "云岭(示例)化工有限公司\t1\t\t监察(五)队", act="apply").status_code == 302
    assert [(item.enterprise, item.unit) for item in plan.items.all()] == [(one, unit)]


def test_confirming_twice_adds_nothing_more(drafter, who, plan):
    one = graded(who.bureau, 1)[0]
    assert paste(drafter, plan, one.name, act="apply").status_code == 302
    again = paste(drafter, plan, one.name, act="apply")
    assert again.status_code == 422
    assert "没有可以新增或修改的项目" in again.content.decode()
    assert one.name in again.content.decode()
    assert plan.items.count() == 1


def test_a_preview_of_an_older_plan_is_not_applied(drafter, who, plan):
    one, two = graded(who.bureau, 2)
    version = paste(drafter, plan, one.name).context["version"]
    actions.add_key_item(Plan.objects.get(), by=who.second, enterprise=two, **ITEM)
    answer = paste(drafter, plan, one.name, act="apply", version=version)
    assert answer.status_code == 409
    assert one.name in answer.content.decode()
    assert plan.items.count() == 1


def test_who_cannot_draft_cannot_paste(client, who, plan):
    client.force_login(user_with(Role.STATISTICIAN, bureau=who.bureau))
    assert paste(client, plan, "x", act="apply").status_code == 403
    client.force_login(team().drafter)
    assert paste(client, plan, "x", act="apply").status_code == 404


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{own}\t3", "超过每户年度上限 2 次"),
        ("{own}\t1\t\t没有的科室", "没有承办机构"),
        ("{other}\t1", "不是本机关的监管对象"),
        ("91990000000000009X\t1", "企业库中没有代码"),
        ("单位名称\t检查类别\n{own}\t一般", "双随机抽取产生"),
    ],
)
def test_a_row_is_refused_with_the_reason(drafter, who, plan, text, words):
    own, other = graded(who.bureau, 1)[0], graded(team().bureau, 1, start=60)[0]
    answer = paste(drafter, plan, text.format(own=own.name, other=other.credit_code))
    assert words in answer.content.decode()
    assert "确认写入计划" not in answer.content.decode()


def test_another_bureau_s_enterprise_is_refused_by_its_name_as_by_its_code(drafter, who, plan):
    elsewhere = team().bureau
    other, twin = graded(elsewhere, 2, start=60, name="云岭示例化工有限公司")
    both = graded(elsewhere, 1, start=70)[0]
    own = graded(who.bureau, 1, start=80, name=both.name)[0]
    answer = paste(drafter, plan, f"{other.name}\t1\n{other.credit_code}\t1\n{both.name}\t1\n没有的公司\t1")
    rows = {row[0]: row[1:] for row in words_of(answer)}
    assert rows["第 1 行"] == rows["第 2 行"]
    said = f"{other.name} 不是本机关的监管对象，选择其他企业"
    assert rows["第 1 行"] == [other.name, "不列入", said]
    assert rows["第 3 行"][:2] == [own.name, "新增"]  # its own one is meant
    assert "企业库中没有这个名称" in rows["第 4 行"][2]
    page = paste(drafter, plan, f"{other.name}\t1").content.decode()
    hidden = (other.credit_code, twin.credit_code, elsewhere.name)
    assert not any(word in page for word in hidden)


def test_a_kind_or_the_months_of_a_campaign_are_not_changed_by_a_table(drafter, who, plan):
    one = graded(who.bureau, 1)[0]
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    page = paste(drafter, plan, f"单位名称\t检查类别\n{one.name}\t应急管理").content.decode()
    assert "类别不能由表格改动" in page


def test_a_thousand_rows_cost_no_more_queries_than_ten(drafter, who, plan, django_assert_max_num_queries):
    many = graded(who.bureau, 1000)
    text = "\n".join(f"{one.name}\t1" for one in many)
    with django_assert_max_num_queries(40):
        assert paste(drafter, plan, text, act="apply").status_code == 302
    assert plan.items.count() == 1000


# Our own template


def test_the_template_has_the_columns_of_the_published_list_and_drop_downs(drafter, who, plan):
    Unit.objects.create(bureau=who.bureau, name="监察一队")
    answer = drafter.get(reverse("plan_template", args=[plan.pk]))
    made = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    head = [cell.value for cell in made.worksheets[0][1]]
    wanted = [
        "序号",
        "单位名称",
        "统一社会信用代码",
        "行业",
        "风险等级",
        "检查类别",
        "计划次数",
        "计划月份",
        "承办机构",
    ]
    assert head[:9] == wanted
    choices = {str(one.sqref)[0]: one.formula1 for one in made.worksheets[0].data_validations.dataValidation}
    assert choices["F"] == '"重点,应急管理"'
    assert head[-1] == "检查的许可"
    assert choices["O"].startswith('"无,危险化学品安全生产许可,')
    assert "监察一队" in choices["I"]
    assert made.worksheets[1].max_row >= 4


def test_a_filled_template_goes_in_and_its_errors_carry_cell_addresses(drafter, who, plan):
    one, two = graded(who.bureau, 2)
    rows = [
        template_header(),
        [
            1,
            one.name,
            one.credit_code,
            "",
            "",
            "重点",
            2,
            "一季度",
            "",
            2,
            1.5,
            2,
            "是",
            "粉尘涉爆",
            "危险化学品使用许可",
        ],
        [2, two.name, two.credit_code, "", "", "一般", "两次", "13", "", "", "", "", "", "", "驾驶许可"],
    ]
    url = reverse("plan_upload", args=[plan.pk])
    answer = drafter.post(url, {"table": book(rows)})
    shown = words_of(answer)
    assert shown[0][0] == "F3 G3 H3 O3"
    assert "没有“驾驶许可”这种许可，填：无、危险化学品安全生产许可" in shown[0][3]
    assert "G3 “两次”不是 1 至 999 的整数" in shown[0][3]
    assert not plan.items.exists()
    text = answer.context["text"]
    assert paste(drafter, plan, text, act="apply", version=answer.context["version"]).status_code == 302
    item = PlanItem.objects.get()
    assert (item.enterprise, item.months, item.subject) == (one, [1, 2, 3], "粉尘涉爆")
    assert (item.days_per_visit, item.occupational_health) == (Decimal("1.5"), True)
    assert item.licence == "chem_use"


# Tables of any length


def long_paste(rows):
    return "\n".join(f"没有的企业{number}\t1" for number in range(rows))


def test_a_table_of_more_rows_than_one_table_may_have_is_refused_before_a_line_is_looked_up(
    drafter, plan, django_assert_max_num_queries
):
    text = long_paste(MOST_ROWS + 1)
    with django_assert_max_num_queries(20):
        answer = paste(drafter, plan, text)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "表格超过 10,000 行，分成几张表分别导入" in page
    assert "没有的企业10000" in page  # nothing pasted is lost


def test_as_many_rows_as_a_table_may_have_are_read(drafter, plan):
    answer = paste(drafter, plan, long_paste(MOST_ROWS))
    assert answer.status_code == 200
    assert len(answer.context["preview"].proposals) == MOST_ROWS


def test_of_a_long_file_no_more_is_read_than_decides(drafter, plan):
    read = []

    def rows():
        for number in range(1_000_000):
            read.append(number)
            yield number

    with pytest.raises(ValueError, match="超过 10,000 行"):
        within_rows(rows())
    assert len(read) == MOST_ROWS + 1
    lines = ["单位名称,计划次数", *(f"没有的企业{number},1" for number in range(MOST_ROWS))]
    file = SimpleUploadedFile("计划.csv", "\n".join(lines).encode())
    answer = drafter.post(reverse("plan_upload", args=[plan.pk]), {"table": file})
    assert answer.status_code == 422
    assert "表格超过 10,000 行" in answer.content.decode()


def test_a_thousand_lines_are_written_with_as_many_statements_as_ten(who, plan):
    graded(who.bureau, 1_010)
    names = list(Enterprise.objects.filter(bureau=who.bureau).order_by("id").values_list("name", flat=True))

    def statements(chosen):
        lines = read_lines([(number, [name, "1"]) for number, name in enumerate(chosen, start=1)]).rows
        with CaptureQueriesContext(connection) as held:
            apply_lines(Plan.objects.get(pk=plan.pk), lines, by=who.drafter)
        return len(held)

    few, many = statements(names[:10]), statements(names[10:])
    assert plan.items.count() == 1_010
    assert many <= few + 6  # a batch more of items and of entries


# Wrong cells are mended where they are


def marked(page, cell):
    """What is said at the cell, and what stands in it."""
    tag = re.search(rf'<input[^>]*id="{cell}"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in tag
    assert f'aria-describedby="{cell}-error"' in tag
    words = re.search(rf'id="{cell}-error">(.*?)</div>', page)[1]
    return words, re.search(r'value="([^"]*)"', tag)[1]


@pytest.mark.parametrize(
    ("text", "cell", "words", "said"),
    [
        ("{own}\t两次", "cell-1-1", "“两次”不是 1 至 999 的整数", "两次"),
        ("{own}\t3", "cell-1-1", "超过每户年度上限 2 次", "3"),
        ("{own}\t1\t\t没有的科室", "cell-1-3", "没有承办机构", "没有的科室"),
        ("没有的公司\t1", "cell-1-0", "企业库中没有这个名称", "没有的公司"),
        ("{own}\n\n{own}", "cell-3-0", "表中已有这家企业", "{own}"),
        ("计划次数\t单位名称\n1\t没有的公司", "cell-2-1", "企业库中没有这个名称", "没有的公司"),
        ("单位名称\t信用代码\n甲公司\t123", "cell-2-1", "应为 18 位", "123"),
        ("单位名称\t信用代码\n\t91990000000000009X", "cell-2-1", "企业库中没有代码", "91990000000000009X"),
        ("单位名称\t检查类别\t次数\n\t重点\t1", "cell-2-0", "没有写单位名称", ""),
    ],
)
def test_a_wrong_cell_is_marked_with_what_was_typed_and_how_to_mend_it(drafter, who, plan, text, cell, words, said):
    own = graded(who.bureau, 1)[0].name
    page = paste(drafter, plan, text.format(own=own)).content.decode()
    told, value = marked(page, cell)
    assert words in told
    assert value == said.format(own=own)


def test_all_that_is_wrong_with_a_row_is_told_at_once(drafter, who, plan):
    other = graded(team().bureau, 1, start=800)[0]
    lines = ("没有的公司\t两次\t13\t没有的科室", f"{other.credit_code}\t两次\t\t没有的科室")
    page = paste(drafter, plan, "\n".join(lines)).content.decode()
    said = ("没有这个名称", "不是 1 至 999 的整数", "不是月份", "没有承办机构")
    for place, words in enumerate(said):
        assert words in marked(page, f"cell-1-{place}")[0]
    for place, words in ((0, "不是本机关的监管对象"), (1, said[1]), (3, said[3])):
        assert words in marked(page, f"cell-2-{place}")[0]


def test_a_cell_typed_anew_goes_into_its_line_and_the_rest_stays_as_pasted(drafter, who, plan):
    one, two = graded(who.bureau, 2)
    text = f"单位名称\t计划次数\t计划月份\n{one.name}\t两次\n{two.name}\t1\t13"
    given = {"cell-2-1": "2", "cell-3-2": " 3、9 ", "cell-99-0": "x", "cell-2-99999": "x", "cell-0-0": "x"}
    answer = paste(drafter, plan, text, **given)
    assert [row[2] for row in words_of(answer)] == ["新增", "新增"]
    assert answer.context["text"] == f"单位名称\t计划次数\t计划月份\n{one.name}\t2\n{two.name}\t1\t3、9"
    assert not plan.items.exists()
    assert paste(drafter, plan, answer.context["text"], act="apply").status_code == 302
    assert sorted(plan.items.values_list("visits", "months")) == [(1, [3, 9]), (2, [])]


def test_a_cell_that_no_preview_has_shown_is_not_confirmed(drafter, who, plan):
    one, two = graded(who.bureau, 2)
    text = f"单位名称\t计划次数\n{one.name}\t1\n{two.name}\t两次"
    answer = paste(drafter, plan, text, act="apply", **{"cell-3-1": "1"})
    assert "还没有核对" in answer.content.decode()
    assert [row[2] for row in words_of(answer)] == ["新增", "新增"]
    assert not plan.items.exists()
    assert paste(drafter, plan, answer.context["text"], act="apply", **{"cell-3-1": "1"}).status_code == 302
    assert plan.items.count() == 2


def test_a_number_of_any_length_is_refused_in_our_words():
    for words in ("9" * 5000, "²", "0", "1000"):
        with pytest.raises(ValueError, match="不是 1 至 999 的整数"):
            read_count(words)
    assert read_count("12次") == 12


def test_a_cell_beyond_the_end_of_its_line_is_added():
    assert mended("甲公司\n乙公司\t1", {"cell-1-3": "一\t科"}) == "甲公司\t\t\t一 科\n乙公司\t1"


def test_a_wrong_cell_of_a_file_can_be_mended_on_the_page(drafter, who, plan):
    one = graded(who.bureau, 1)[0]
    rows = [["名单"], ["单位名称", "计划次数"], [one.name, "很多"]]
    answer = drafter.post(reverse("plan_upload", args=[plan.pk]), {"table": book(rows)})
    assert words_of(answer)[0][0] == "B3"
    assert marked(answer.content.decode(), "cell-3-1")[1] == "很多"
    again = paste(drafter, plan, answer.context["text"], **{"cell-3-1": "2"})
    assert [row[2] for row in words_of(again)] == ["新增"]


def test_an_exported_row_that_stands_twice_is_refused_at_its_cell_and_counted_once(drafter, who, plan):
    for one in graded(who.bureau, 2):
        actions.add_key_item(Plan.objects.get(), by=who.drafter, enterprise=one, **ITEM)
    exported = b"".join(drafter.get(reverse("plan_export", args=[plan.pk])).streaming_content)
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(exported))["检查单位名单"].iter_rows()]
    again = [*rows[1]]
    again[6] = 1  # the second time with another number of visits
    answer = drafter.post(reverse("plan_upload", args=[plan.pk]), {"table": book([*rows, again])})
    shown = words_of(answer)
    assert [row[2] for row in shown] == ["不列入", "无变化", "无变化"]
    assert shown[0][0] == "C4"
    assert "只按第一次出现的行办理" in shown[0][3]
    refused = paste(drafter, plan, answer.context["text"], act="apply", version=answer.context["version"])
    assert refused.status_code == 422
    assert {item.visits for item in plan.items.all()} == {2}


def test_an_export_speaks_chinese_and_leaves_the_reader_s_language_alone(who, plan):
    actions.add_key_item(plan, by=who.drafter, enterprise=graded(who.bureau, 1)[0], **ITEM)
    actions.add_general_item(Plan.objects.get(), by=who.drafter, sector="trade", subject="抽查")
    items = list(plan.items.select_related("enterprise", "unit", "plan").order_by("id"))
    with override("en"):
        for rows, word in ((unit_rows(items[:1]), "黄（一般风险）"), (rest_rows(items[1:]), "一般检查")):
            assert word in next(rows)
            assert get_language() == "en"  # between two rows
