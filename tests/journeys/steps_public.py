"""Steps 8 and 9: what the public sees, the desk of each role, the figures of the quarter."""

import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from playwright.sync_api import expect

from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from plans.models import Assignment
from plans.states import Origin
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


def check_the_draw(story: Story, folder: Path) -> None:
    """A stranger with nothing but the public page, once the days of the visits are over: the page recomputes in the
    browser, the independent script agrees, and one changed byte is found by both."""
    with clock_at(at(10, 24)):
        visitor = open_public_draw(story)
        visitor.press("重新计算本次抽取").sees("全部相符，抽取结果由公布的名单和种子得出").shot("public-draw-verified")
        kept = visitor.download("下载核验文件", ".json")
        proof = folder / "核验文件.json"
        proof.write_bytes(kept.read_bytes())
        assert verdict(proof).returncode == 0
        wrong = folder / "改动一字节.json"
        wrong.write_bytes(with_a_wrong_byte(proof.read_bytes()))
        assert verdict(wrong).returncode == 1
        visitor.page.get_by_label("或者选择已下载的核验文件").set_input_files(wrong)
        visitor.sees(re.compile("不符：")).shot("public-draw-wrong-byte").leave()


def see_the_commitment(story: Story) -> None:
    """Drawn and revealed inside; outside still nothing that would announce a visit."""
    visitor = open_public_draw(story).sees("名单承诺", "检查结束后公开名单、种子和抽取过程。").shot("public-commitment")
    drawn = Assignment.objects.filter(origin=Origin.DRAW).values_list("enterprise__name", flat=True)
    assert len(drawn) == 2
    assert not [name for name in drawn if name in visitor.page.content()]
    visitor.leave()


def with_a_wrong_byte(content: bytes) -> bytes:
    """The first digit of what was picked is another one."""
    place = content.index(b'"picks"')
    digit = next(at for at in range(place, len(content)) if content[at : at + 1].isdigit())
    return content[:digit] + (b"2" if content[digit : digit + 1] == b"1" else b"1") + content[digit + 1 :]


def open_public_draw(story: Story) -> Person:
    return story.visitor().open("/public/draws/").follow(re.compile("化工企业双随机抽查"))


def verdict(proof: Path) -> subprocess.CompletedProcess[bytes]:
    """The second verifier, as a stranger runs it: plain Python, without anything of ours."""
    script = Path(settings.BASE_DIR) / "docs" / "verify_draw.py"
    return subprocess.run([sys.executable, "-I", str(script), str(proof)], capture_output=True, check=False)


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
