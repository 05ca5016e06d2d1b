"""Steps 1 to 4: the register, a grade, the annual plan, a draw."""

import datetime as dt
import json
import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from plans.rules.draw_proof import verify
from tests.factories.clock import clock_at
from tests.factories.enterprise import NATIONAL, csv_table, national_row
from tests.journeys.person import Person
from tests.journeys.steps_public import see_the_commitment
from tests.journeys.story import NAMES, Story, at

HEADER = (*NATIONAL, "监管行业", "企业规模")
BROKEN_CODE = "91990000000000000X"
SEED = "3 8 17 22 29 31\n7\n1 2 3 4 5\n6 7"
SEED_AT = dt.datetime(2026, 9, 3, 18, 0)


def register_table() -> bytes:
    """Six good rows and two that have to come back: a wrong check digit, a date that is none."""
    rows = [[*national_row(n, 企业名称=name), "化工", "小型"] for n, name in enumerate(NAMES, 1)]
    rows.append([*national_row(90, 统一社会信用代码=BROKEN_CODE), "化工", "小型"])
    rows.append([*national_row(91, 注册日期="去年三月"), "化工", "小型"])
    return csv_table(rows, HEADER)


def import_register(story: Story, folder: Path) -> None:
    table = folder / "企业登记表.csv"
    table.write_bytes(register_table())
    with clock_at(at(9, 1)):
        chief = story.person("chief").go_to("企业库", "导入企业", "上传企业表")
        chief.press("上传并校验").sees("请选择企业表").shot("import-nothing-chosen")
        chief.fill({"企业表": table}).press("上传并校验").sees("正在校验").shot("import-progress")
        run_due()
        chief.follow("查看结果").sees("确认导入", "校验码不符", "日期格式不正确").shot("import-checked")
        returned = load_workbook(chief.download("下载有误的行（含错误原因）", ".xlsx")).active
        assert [cell.value for cell in returned[1]][-1] == "错误原因"
        assert returned.max_row == 3
        chief.act("确认导入").sees("正在导入")
        run_due()
        chief.follow("查看结果").sees("已导入").shot("import-done")
        chief.leave()


def grade_one(story: Story) -> None:
    with clock_at(at(9, 1, 10)):
        chief = story.person("chief").go_to("企业库")
        chief.fill({"名称、曾用名、信用代码或拼音首字母": NAMES[0][3:5]}).press("筛选").follow(NAMES[0])
        chief.follow("开始分级")
        chief.page.get_by_role("main").get_by_role("radio").first.check()
        chief.press("选定方案")
        for item in ("7b", "8a"):
            chief.page.get_by_label(re.compile(rf"^\s*{item} ")).check()
        chief.shot("grading-form")
        chief.press("评定等级").sees("计算过程").shot("grade-with-arithmetic")
        chief.leave()


def plan_of_the_year(story: Story) -> None:
    with clock_at(at(9, 1, 11)):
        draft_plan(story)
    decide(story, "chief", "测算属实")
    decide(story, "leader", "同意报政府", phone=True)
    for username, step, values in (
        (
            "inspector",
            "登记政府批准",
            {
                "批准机关": "云岭市人民政府",
                "政府批准文号": "云政复〔2026〕8号",
                "政府批准日期": "2026-09-01",
                "批准文件扫描件": {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 scan"},
            },
        ),
        ("inspector", "登记备案", {"备案机关": "云演省应急管理厅", "备案日期": "2026-09-01"}),
        ("editor", "公布计划", {}),
    ):
        with clock_at(at(9, 1, 12)):
            someone = open_plan(story, username).act(step, values).shot(f"plan-{username}")
            someone.leave()
            run_due()


def open_plan(story: Story, username: str, *, phone: bool = False) -> Person:
    someone = story.person(username, phone=phone)
    someone = someone.open("/plans/") if phone else someone.go_to("计划")
    return someone.follow(re.compile("2027"))


def decide(story: Story, username: str, opinion: str, *, phone: bool = False) -> None:
    """The approver's page: everything needed stands there, and three buttons."""
    with clock_at(at(9, 1, 12)):
        someone = open_plan(story, username, phone=phone).follow("审批")
        someone.sees("主要数字", "可行性").shot(f"plan-decided-by-{username}")
        someone.fill({"意见": opinion}).press("同意").sees("已签署意见“同意”")
        someone.leave()
        run_due()


def try_one_less(inspector: Person) -> None:
    """What if, without saving: the figures move, the plan does not."""
    inspector.follow("按月查看和试算").shot("plan-feasible")
    inspector.fill({"执法人员增减（人）": -1, "检查家次增减": 20}).press("试算，不保存")
    inspector.sees("按下面填写的变化试算，不保存").shot("plan-what-if")
    inspector.follow("恢复现计划")
    expect(inspector.page.get_by_text("按下面填写的变化试算，不保存")).to_have_count(0)
    inspector.follow("返回计划")


def draft_plan(story: Story) -> None:
    inspector = story.person("inspector").go_to("计划", "编制计划")
    inspector.fill({"年度": 2027}).press("编制计划").title("工作日测算")
    inspector.fill({"执法人员数": 6, "在岗人数": 7, "年法定工作日": 248})
    items = inspector.page.locator("section.panel").filter(has_text="其他执法工作日").get_by_role("textbox")
    items.first.fill("1000")
    days_off = inspector.page.locator("section.panel").filter(has_text="非执法工作日").get_by_role("textbox")
    days_off.first.fill("470")
    inspector.shot("plan-workdays").press("保存测算")
    inspector.sees("计划还没有检查项目").shot("plan-cannot-be-submitted").follow("编辑检查项目").fill(
        {"企业名称或统一社会信用代码": NAMES[0][3:5]}
    ).press("查找企业").follow(re.compile("^列入重点检查$"))
    inspector.fill({"计划家次": 2, "每次人数": 2, "每次天数": 3, "每户年度上限": 2}).press("列入重点检查")
    inspector.follow("添加一般检查项目")
    inspector.fill({"检查事项": "化工企业抽查", "抽取家数": 3, "每次人数": 2, "每次天数": 1}).press("添加一般检查项目")
    inspector.shot("plan-items").follow("返回计划")
    try_one_less(inspector)
    inspector.act("提交审核").shot("plan-submitted")
    inspector.leave()


def draw(story: Story) -> None:
    with clock_at(at(9, 2)):
        chief = story.person("chief").go_to("双随机抽取", "设定抽查任务")
        chief.fill({
            "任务名称": "化工企业双随机抽查", "抽取企业数": 2, "抽取人员数": 2,
            "检查期间自": "2026-09-07", "检查期间至": "2026-09-30",
            "第一来源": "双色球（24.1 比特）", "第二来源": "大乐透（24.4 比特，待核定）",
            "种子来源": "双色球 2026101 期、大乐透 2026101 期",
            "种子产生时间": f"{SEED_AT:%Y-%m-%dT%H:%M}",
        }).choose("行业领域", "化工（含危险化学品）").press("设定抽查任务")  # fmt: skip
        chief.shot("draw-conditions").act("冻结名单").sees("冻结的名单").shot("draw-frozen")
        chief.leave()
        post("supervision.publish_plans_and_draws", key="draws-2026-09-02")
        run_due()
    with clock_at(at(9, 3, 18, 5)):
        open_draw(story, "chief").act("录入种子", {"种子": SEED}).leave()
        open_draw(story, "supervisor").act("确认种子", {"种子": SEED}).shot("draw-seed-confirmed").leave()
        chief = open_draw(story, "chief").act("抽取").shot("draw-drawn")
        chief.act("公布结果").sees("检查任务").shot("draw-revealed")
        proof = json.loads(chief.download("下载核验文件", ".json").read_text("utf-8"))
        assert verify(proof) == []
        assert len(proof["picks"]["unit"]) == 2
        chief.leave()
        post("supervision.publish_plans_and_draws", key="draws-2026-09-03")
        run_due()
        see_the_commitment(story)


def open_draw(story: Story, username: str) -> Person:
    return story.person(username).go_to("双随机抽取").follow(re.compile("化工企业双随机抽查"))
