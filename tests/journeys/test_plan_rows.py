"""A row that the plan does not take: its cell is marked and takes the focus, nothing typed goes, mended it is saved."""

import re

import pytest
from playwright.sync_api import expect

from plans.actions import plan as plans
from plans.models import PlanItem
from tests.factories.plan import ITEM, graded
from tests.journeys.person import DESK, NARROW
from tests.journeys.story import Story

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected; the live server finds files itself
]


@pytest.fixture
def item(story: Story) -> PlanItem:
    drafter = story.staff["inspector"]
    plan = plans.create_plan(by=drafter, year=2027)
    return plans.add_key_item(plan, by=drafter, enterprise=graded(story.staff.bureau, 1)[0], **ITEM)


@pytest.mark.parametrize("size", [NARROW, DESK], ids=["phone", "desk"])
def test_a_wrong_cell_is_marked_takes_the_focus_and_is_mended(story: Story, item: PlanItem, size: dict) -> None:
    person = story.person("inspector")
    page = person.page
    page.set_viewport_size(size["viewport"])
    person.open(f"/plans/{item.plan_id}/items/")
    days, months = page.locator(f"#row-{item.pk}-days_per_visit"), page.locator(f"#row-{item.pk}-months")
    days.fill("0")
    months.focus()
    expect(days).to_have_attribute("aria-invalid", "true")
    expect(days).to_be_focused()
    expect(days).to_have_value("0")
    said = page.locator(f"#{days.get_attribute('aria-describedby')}")
    expect(said).to_have_text("每次天数应大于 0")
    if size is DESK:  # what saves and removes the row is in sight without scrolling, beside an error, too
        region = page.get_by_role("region", name="检查项目").bounding_box()
        for control in (page.get_by_role("button", name="保存", exact=True), person.link("移除")):
            box = control.bounding_box()
            assert region
            assert box
            assert box["x"] + box["width"] <= region["x"] + region["width"]
        assert page.get_by_role("region", name="检查项目").evaluate("it => it.scrollWidth - it.clientWidth") <= 0
    months.fill("3、9")
    days.fill("1.5")
    page.keyboard.press("Tab")
    expect(days).not_to_have_attribute("aria-invalid", "true")
    expect(said).to_have_count(0)
    person.sees(re.compile("^已保存"))
    item.refresh_from_db()
    assert (str(item.days_per_visit), item.months) == ("1.5", [3, 9])
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    if size is NARROW:
        box = months.bounding_box()
        assert box
        assert box["x"] + box["width"] <= size["viewport"]["width"]  # a card: nothing beyond the edge


def test_a_wrong_figure_of_the_workdays_is_marked_while_writing(story: Story, item: PlanItem) -> None:
    person = story.person("inspector").open(f"/plans/{item.plan_id}/workdays/")
    officers = person.control("执法人员数")
    officers.fill("0")
    person.page.keyboard.press("Tab")
    expect(officers).to_have_attribute("aria-invalid", "true")
    expect(officers).to_be_focused()
    person.sees("执法人员数至少为 1")
    officers.fill("6")
    person.page.keyboard.press("Tab")
    expect(officers).not_to_have_attribute("aria-invalid", "true")
    expect(person.page.get_by_text("执法人员数至少为 1")).to_have_count(0)
