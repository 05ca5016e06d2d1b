"""Step 7: the penalty case, from filing to the archive."""

import re
from pathlib import Path

from playwright.sync_api import expect

from enforcement.outbox.work import run_due
from tests.factories.clock import clock_at
from tests.journeys.person import Person
from tests.journeys.steps_order import delivery, open_order
from tests.journeys.story import Story, at

AMOUNT, TOO_MUCH = "120000", "900000"
REASONS = "逾期未改正，涉及一处动火区，已书面承诺改正"


def open_case(story: Story, username: str) -> Person:
    return story.person(username).go_to("案件").follow(re.compile(f"应急立|{story.company}"))


def filing(story: Story) -> None:
    with clock_at(at(9, 24, 15)):
        officer = open_order(story, story.officers[0]).follow("转立案")
        officer.shot("filing-form").press("申请立案").sees("立案待批").leave()
        leader = open_case(story, "leader").act("批准立案", {"审批意见": "同意立案"}).shot("case-filed")
        leader.leave()
        run_due()


def investigation(story: Story, folder: Path) -> None:
    photo = {
        "证据文件": folder / "现场.png",
        "证据种类": "现场照片",
        "证据名称": "动火区照片",
        "证明内容": "未设置警示标志",
    }
    with clock_at(at(9, 25)):
        officer = open_case(story, story.officers[0]).act("补充证据", photo)
        prove(officer)
        officer.act("提交调查报告", {"拟罚款金额（元）": AMOUNT, "裁量理由": REASONS}).shot("case-reported")
        officer.act("制发告知书").sees("已告知").shot("case-notified").leave()
        run_due()


def prove(officer: Person) -> None:
    """What the record already says stands there; the officer adds the rest."""
    officer.follow("要件与证据", "填写要件证据对照表")
    for cell in officer.page.locator("fieldset.sheet-cell").all():
        fact = cell.get_by_label("事实")
        if not fact.input_value():
            fact.fill("一号车间动火区有较大危险因素")
        if not cell.locator("input[name^=proof]:checked").count():
            cell.locator("input[name^=proof]").first.check()
    officer.shot("sheet-of-elements").press("填写要件证据对照表").sees("已填齐").shot("sheet-filled").follow("概览")


def hearing_the_party(story: Story, folder: Path) -> None:
    with clock_at(at(9, 28)):
        officer = open_case(story, story.officers[0])
        officer.act("登记告知书送达", delivery(folder, "2026-09-28")).shot("notice-delivered").leave()
    with clock_at(at(9, 29)):
        officer = open_case(story, story.officers[0]).follow("记录陈述申辩")
        officer.choose("复核结果", "采纳").fill(
            {
                "陈述申辩人": "测丙",
                "地点": "本局询问室",
                "陈述申辩内容": "已经订购警示标志，请求从轻",
                "复核意见": "情况属实，在幅度内从轻",
            }
        )
        officer.press("记录陈述申辩").sees("已听取意见").shot("case-statement").leave()
        run_due()


def review(story: Story) -> None:
    with clock_at(at(10, 15)):
        open_case(story, story.officers[0]).act("提交法制审核").leave()
        reviewer = open_case(story, "legal").follow("审核通过")
        for choice in reviewer.page.get_by_role("radio", name="符合", exact=True).all():
            choice.check()
        reviewer.fill({"审核意见": "事实清楚、程序合法、裁量适当"}).shot("legal-review").press("审核通过")
        reviewer.sees("审核通过").leave()
        run_due()


def decision(story: Story) -> None:
    with clock_at(at(10, 16)):
        head = open_case(story, "head")
        head.act("记录集体讨论", {
            "地点": "三楼会议室", "出席人员": "高演壬 局长\n何演辛 副局长", "讨论记录": "高演壬：同意\n何演辛：同意",
            "结论性意见": "一致同意",
        }).shot("case-deliberated").leave()  # fmt: skip
        leader = open_case(story, "leader").follow("作出处罚决定")
        leader.fill({"罚款金额（元）": TOO_MUCH, "责令改正的内容或已改正情况": "立即设置安全警示标志"}).press(
            "作出处罚决定"
        )
        leader.shot("decision-outside-the-range").sees("以下内容需要改正")
        expect(leader.control("责令改正的内容或已改正情况")).to_have_value("立即设置安全警示标志")
        leader.fill({"罚款金额（元）": AMOUNT}).press("作出处罚决定").sees("待送达").shot("case-decided").leave()
        run_due()


def decision_document(story: Story, folder: Path) -> None:
    with clock_at(at(10, 16, 15)):
        officer = open_case(story, story.officers[0]).follow("文书", re.compile("行政处罚决定书"))
        officer.shot("decision-document")
        assert officer.fetch(re.compile("下载")).startswith(b"%PDF")
        officer.leave()
        officer = open_case(story, story.officers[0])
        officer.act("登记决定书送达", delivery(folder, "2026-10-16")).shot("decision-delivered").leave()


def execution(story: Story) -> None:
    with clock_at(at(10, 20)):
        officer = open_case(story, story.officers[0])
        officer.act("登记缴款", {"缴款金额（元）": AMOUNT, "缴款日期": "2026-10-20", "缴款凭证号": "YL20261020001"})
        officer.act("确认执行完毕").sees("执行完毕").shot("case-paid").leave()
        run_due()
    with clock_at(at(10, 21)):
        open_case(story, "leader").act("批准结案", {"审批意见": "同意结案"}).leave()
        run_due()
        archivist = open_case(story, "archivist").act("归档").sees("已归档").shot("case-archived")
        archivist.leave()
        run_due()
