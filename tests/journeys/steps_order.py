"""Step 6: the correction order, its delivery, the reminder and the re-inspection."""

import re
from pathlib import Path

from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from tests.factories.clock import clock_at
from tests.journeys.person import Person
from tests.journeys.story import Story, at

TERMS = (("责任制没有签收表", 15, "自然日"), ("未设置安全警示标志", 10, "工作日"))


def order(story: Story) -> None:
    with clock_at(at(9, 8, 14)):
        officer = story.person(story.officers[0]).go_to("检查").follow(story.company, "拟制责令整改")
        officer.sees("仅作记录的问题", "办公区绿植").choose("责令种类", "责令限期改正")
        for words, term, unit in TERMS:
            box = officer.page.get_by_role("group", name=re.compile(words))
            box.get_by_label(re.compile("整改要求")).fill(f"改正：{words}")
            box.get_by_label(re.compile("^期限(?!单位)")).fill(str(term))
            box.get_by_label(re.compile("期限单位")).select_option(label=unit)
        officer.shot("order-terms").press("拟制责令整改").shot("order-draft").act("提交审批").leave()
        chief = open_order(story, "chief").act("批准").shot("order-approved")
        chief.leave()
        officer = open_order(story, story.officers[0]).act("下达").shot("order-issued")
        officer.leave()


def open_order(story: Story, username: str) -> Person:
    return story.person(username).go_to("整改复查").follow(re.compile(f"责改|{story.company}"))


def deliver_order(story: Story, folder: Path) -> None:
    with clock_at(at(9, 8, 16)):
        run_due()
        officer = open_order(story, story.officers[0]).act("登记送达", delivery(folder, "2026-09-08"))
        officer.page.get_by_text("计算过程").first.click()
        officer.sees("2026-09-23").shot("order-due-with-arithmetic").leave()


def delivery(folder: Path, on: str) -> dict[str, object]:
    proof = folder / "现场.png"
    return {"送达方式": "直接送达", "送出或公告日期": on, "收件人": "测丙", "送达地点": "企业办公室", "送达凭证": proof}


def remind(story: Story) -> None:
    with clock_at(at(9, 22, 8)):
        post("cases.remind_of_reinspections", key="reminders-2026-09-22")
        run_due()
        officer = story.person(story.officers[0])
        officer.page.get_by_role("link", name=re.compile("通知")).click()
        officer.sees(re.compile("整改期限 2026-09-21 已届满")).shot("desk-reminder").press("打开").sees(
            "整改中"
        ).leave()


def reinspect(story: Story) -> None:
    with clock_at(at(9, 24)):
        officer = open_order(story, story.officers[0]).act("开始复查")
        officer.follow("出具复查意见")
        passed, failed = (officer.page.get_by_role("group", name=re.compile(rf"\d\. .*{words}")) for words, *_ in TERMS)
        passed.get_by_label("合格", exact=True).check()
        failed.get_by_label("不合格", exact=True).check()
        officer.press("出具复查意见").sees("写明不合格的情况").shot("reinspection-note-missing")
        failed.get_by_label(re.compile("整改情况")).fill("动火区仍未设置")
        officer.fill({"复查意见": "一项合格，一项逾期未整改"}).press("出具复查意见").sees("不合格").shot("reinspection")
        officer.leave()
        run_due()
