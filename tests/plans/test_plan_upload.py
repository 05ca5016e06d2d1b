"""A file into a plan: which sheet is read, what an export gives back, what the page is called."""

import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from enforcement.accounts.models import Unit
from plans.actions import plan as actions
from plans.models import Plan
from plans.rules.plan_table import MOST_ROWS
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


def upload(client, plan, file):
    content = io.BytesIO()
    if isinstance(file, Workbook):
        file.save(content)
    named = SimpleUploadedFile("计划.xlsx", file if isinstance(file, bytes) else content.getvalue())
    return client.post(reverse("plan_upload", args=[plan.pk]), {"table": named})


def words_of(answer):
    return [[cell.text for cell in row.cells] for row in answer.context["table"].rows]


def facts_of(plan):
    """Of each item that names its enterprise, all that the unit list holds."""
    names = ("enterprise", "kind", "visits", "months", "unit", "officers_per_visit", "days_per_visit", "ceiling",
             "occupational_health", "subject", "licence")  # fmt: skip
    return list(plan.items.filter(enterprise__isnull=False).order_by("enterprise").values_list(*names))


def test_a_whole_export_comes_into_an_empty_draft_as_the_same_items(drafter, who, plan):
    unit = Unit.objects.create(bureau=who.bureau, name="监察（五）队")
    one, two, three = graded(who.bureau, 3)
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    given = {"visits": 1, "officers_per_visit": 3, "days_per_visit": Decimal("1.5"), "ceiling": 4, "months": [2, 5, 6]}
    more = {"unit": unit, "occupational_health": True, "subject": "有限空间、粉尘", "licence": "chem_use"}
    actions.add_key_item(Plan.objects.get(), by=who.drafter, enterprise=two, **given, **more)
    drill = {**ITEM, "subject": "应急演练"}
    actions.add_item(Plan.objects.get(), by=who.drafter, kind="emergency", enterprise=three, **drill)
    actions.add_general_item(Plan.objects.get(), by=who.drafter, sector="trade", subject="抽查")
    exported = b"".join(drafter.get(reverse("plan_export", args=[plan.pk])).streaming_content)
    empty = actions.create_plan(by=who.drafter, year=2028)
    answer = upload(drafter, empty, exported)
    assert [row[2] for row in words_of(answer)] == ["新增"] * 3
    text = answer.content.decode()
    assert "只读取了工作表“检查单位名单”，其他工作表没有读取：工作日测算、一般检查和专项、导出说明" in text
    applied = paste(drafter, empty, answer.context["text"], act="apply", version=answer.context["version"])
    assert applied.status_code == 302
    assert facts_of(empty) == facts_of(plan)
    assert len(facts_of(empty)) == 3


def test_a_file_without_the_unit_list_is_refused_with_the_name_of_the_sheet(drafter, who, plan):
    made = Workbook()
    made.active.title = "工作日测算"
    made.active.append(["项目", "工作内容", "测算依据", "人数", "天数"])
    made.create_sheet("其他").append(["甲", "乙"])
    answer = upload(drafter, plan, made)
    assert answer.status_code == 422
    [told] = answer.context["form"].errors["table"]
    assert "没有找到“检查单位名单”工作表" in told


def test_the_unit_list_is_found_behind_a_long_sheet_and_below_a_title(drafter, who, plan):
    one = graded(who.bureau, 1)[0]
    made = Workbook()
    for number in range(MOST_ROWS + 2):
        made.active.append([f"说明 {number}"])
    listed = made.create_sheet("重点单位")
    for row in (["名单"], [], ["单位名称", "计划次数"], [one.name, 1]):
        listed.append(row)
    answer = upload(drafter, plan, made)
    assert [row[0:3] for row in words_of(answer)] == [["第 4 行", one.name, "新增"]]


def test_the_page_is_named_after_what_was_done_also_when_it_is_checked_again(drafter, who, plan):
    one = graded(who.bureau, 1)[0]
    made = Workbook()
    for row in (["单位名称", "计划次数"], [one.name, "很多"]):
        made.active.append(row)
    page = upload(drafter, plan, made)
    sheet = re.search(r'name="sheet" value="([^"]+)"', page.content.decode())[1]
    again = paste(drafter, plan, page.context["text"], sheet=sheet)
    for answer in (page, again):
        assert "<h1>导入计划表</h1>" in answer.content.decode()
        assert words_of(answer)[0][0] == "B2"
    assert "<h1>粘贴表格</h1>" in paste(drafter, plan, one.name).content.decode()


def test_what_is_exported_comes_in_again_unchanged(drafter, who, plan):
    for one in graded(who.bureau, 3):
        actions.add_key_item(Plan.objects.get(), by=who.drafter, enterprise=one, **{**ITEM, "months": [2, 5]})
    exported = b"".join(drafter.get(reverse("plan_export", args=[plan.pk])).streaming_content)
    sheet = load_workbook(io.BytesIO(exported))["检查单位名单"]
    made = Workbook()
    for row in sheet.iter_rows(values_only=True):
        made.active.append(row)
    answer = upload(drafter, plan, made)
    assert [row[2] for row in words_of(answer)] == ["无变化"] * 3


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old"])
def test_a_file_that_is_no_table_is_refused_in_words(drafter, plan, content):
    assert upload(drafter, plan, content).status_code == 422
