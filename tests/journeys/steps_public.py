"""Steps 8 and 9: what the public sees, the desk of each role, the figures of the quarter."""

import re

from playwright.sync_api import expect

from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from tests.factories.clock import clock_at
from tests.journeys.person import Person
from tests.journeys.story import Story, at

PRIVATE = ("测丙", "测丁")  # who was met and who saw it
TABS = ("在办", "已办", "待阅", "待办")


def publish(story: Story) -> None:
    with clock_at(at(10, 22)):
        post("supervision.publish_due", key="publish-2026-10-22")
        post("supervision.publish_plans_and_draws", key="draws-2026-10-22")
        run_due()
        open_publication(story, "editor").shot("publication-drafted").act("复核遮蔽").sees("待公示").leave()
        open_publication(story, "leader").act("公示").sees("已公示").shot("publication-published").leave()


def open_publication(story: Story, username: str) -> Person:
    return story.person(username).go_to("公示").follow(re.compile("应急罚"))


def read_as_public(story: Story) -> None:
    with clock_at(at(10, 23)):
        reader = story.visitor().open("/public/")
        reader.fill({"单位名称中的两个字，或完整的决定书文号": story.company[3:5]}).press("查询").shot("public-found")
        reader.follow(story.company).sees("罚款120,000.00元").shot("public-decision")
        words, address = reader.page.get_by_role("main").inner_text(), reader.page.url
        assert not [name for name in PRIVATE if name in words]
        reader.leave()
        again = story.visitor().open(address)
        again.sees(story.company).leave()


def desks(story: Story) -> None:
    with clock_at(at(10, 23)):
        for username in ("inspector", "chief", "leader", "legal", "editor", "archivist", "statistician", "supervisor"):
            someone = story.person(username)
            for tab in TABS:
                someone.follow(tab)
                expect(someone.link(tab)).to_have_attribute("aria-current", "page")
            someone.shot(f"desk-{username}").follow("已办").shot(f"desk-{username}-done").leave()


def figures(story: Story) -> None:
    with clock_at(at(10, 23)):
        post("supervision.quarterly_statistics", key="quarter-2026-3", year=2026, number=3)
        run_due()
        someone = story.person("statistician").go_to("统计").follow(re.compile("2026"))
        someone.shot("quarter")
        number = someone.page.get_by_role("main").get_by_role("link", name=re.compile(r"^[1-9]\d*$")).first
        expected = int(number.inner_text())
        number.click()
        rows = someone.page.get_by_role("main").locator("tbody tr")
        expect(rows).to_have_count(expected)
        someone.shot("quarter-rows")
        rows.first.get_by_role("link").first.click()
        expect(someone.page.get_by_role("heading", level=1)).to_be_visible()
        someone.leave()
