"""Step 5: the visit plan, the visit with a phone in the hand, the sealed record."""

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from enforcement.outbox.work import run_due
from tests.factories.clock import clock_at
from tests.factories.inspection import PNG
from tests.journeys.person import Person
from tests.journeys.story import Story, at

REFUSAL = "负责人外出，陪同人员无授权，拒绝签字"


def visit_plan(story: Story) -> None:
    with clock_at(at(9, 4)):
        task = story.person("chief").go_to("检查任务").shot("assignments")
        row = task.page.get_by_role("main").locator("tbody tr").first
        story.company = row.get_by_role("link").first.inner_text()
        task.follow(story.company).shot("assignment")
        words = task.page.get_by_role("main").inner_text()
        story.officers = [name for name in story.staff.inspectors if story.staff[name].name in words]
        assert len(story.officers) == 2
        task.leave()
        officer = story.person(story.officers[0]).go_to("检查任务").follow(story.company, "编制检查方案")
        officer.fill({"计划检查日期": "2026-09-08", "检查表": "安全生产法一般检查清单（2021）"}).shot(
            "visit-plan"
        ).press("编制检查方案")
        officer.act("提交检查方案").leave()
        chief = story.person("chief").go_to("检查").follow(story.company)
        chief.act("批准检查方案", {"审批意见": "同意"}).shot("visit-plan-approved").leave()
        run_due()


def visit(story: Story, folder: Path) -> None:
    with clock_at(at(9, 8)):
        officer = story.person(story.officers[0], phone=True).go_to("检查").follow(story.company)
        officer.act("开始检查", {"已向被检查单位出示执法证件": True, "陪同人员": "测丙", "职务": "安全总监"})
        officer.page.wait_for_selector("[data-field-record][data-ready=yes]")
        record_on_site(officer, folder)
        officer.page.get_by_role("link", name="结束检查").click()
        officer.fill({"检查情况": "检查了安全管理和一号车间"}).press("结束检查").shot("phone-visit-finished")
        officer.sees("没有强制性依据，仅作记录").leave()


def record_on_site(officer: Person, folder: Path) -> None:
    photo = folder / "现场.png"
    photo.write_bytes(PNG)
    cards = officer.page.locator("[data-item]")
    bad, good = cards.nth(0), cards.nth(1)
    bad.get_by_text("不合格", exact=True).tap()
    good.get_by_text("合格", exact=True).tap()
    open_details(bad)
    bad.locator("textarea").fill("未见签收表")
    bad.locator("input[type=file]").set_input_files(photo)
    expect(bad.locator("[data-photos] img")).to_have_count(1)
    officer.shot("phone-record")
    describe(officer, "责任制没有签收表", item=bad.get_attribute("data-item"))
    describe(officer, "一号车间动火区未设置安全警示标志", violation="没挂警示牌", place="一号车间")
    describe(officer, "办公区绿植遮挡通道，建议移走")
    expect(officer.page.locator("[data-save-words]")).to_contain_text("已上传")
    officer.shot("phone-record-sent")


def open_details(card: Locator) -> None:
    if card.locator("details").get_attribute("open") is None:
        card.locator("details summary").tap()


def describe(
    officer: Person, words: str, *, item: str | None = "", violation: str | None = "", place: str = ""
) -> None:
    page = officer.page
    page.fill("#finding-description", words)
    page.select_option("#finding-item", item)
    if violation:
        page.fill("#finding-violation", violation)
        page.get_by_role("button", name="未设置明显的安全警示标志").tap()
        expect(page.locator("#finding-violation")).to_have_value("未设置明显的安全警示标志")
    page.fill("#finding-place", place)
    page.locator("form[data-finding]").get_by_role("button", name="记录问题").tap()
    expect(page.locator("#finding-description")).to_have_value("")


def sign(officer: Person) -> None:
    """A line drawn on the canvas."""
    canvas = officer.page.locator("[data-signature] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    officer.page.mouse.move(box["x"] + 20, box["y"] + 20)
    officer.page.mouse.down()
    for step in range(1, 16):
        officer.page.mouse.move(box["x"] + 20 + step * 10, box["y"] + 20 + (step % 4) * 12)
    officer.page.mouse.up()


def sealed_record(story: Story) -> None:
    with clock_at(at(9, 8, 11)):
        for username in story.officers:
            officer = story.person(username, phone=True).go_to("检查").follow(story.company)
            officer.follow("检查人员签名").press("检查人员签名").sees("尚未签名")
            sign(officer)
            officer.shot("phone-signature").press("检查人员签名").sees("检查人员签名")
            officer.leave()
        officer = story.person(story.officers[0], phone=True).go_to("检查").follow(story.company)
        officer.follow("被检查单位签名").fill(
            {"签名人姓名": "测丙", "拒签": True, "拒签原因": REFUSAL, "见证人": "测丁"}
        )
        officer.shot("phone-refusal").press("被检查单位签名").sees(REFUSAL)
        officer.act("封存检查记录").sees("已封存").shot("phone-sealed").leave()
        run_due()
        officer = story.person(story.officers[1]).go_to("检查").follow(story.company, re.compile("现场检查记录"))
        officer.shot("sealed-record-document").leave()
