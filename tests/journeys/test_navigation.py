"""Every role opens every link of its navigation; the public reads without signing in. Each page is looked at in both
languages and both widths by the first role that has it; the others must be answered."""

import pytest
from playwright.sync_api import expect

from supervision.demo.people import PEOPLE
from tests.journeys.person import DESK, NARROW, Person
from tests.journeys.story import Story

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected; the live server finds files itself
]
ONE_OF_EACH_ROLE = {roles[0]: username for username, _name, _unit, roles in reversed(PEOPLE)}
PUBLIC = ("/public/", "/public/plans/", "/public/draws/")


def fits(person: Person) -> None:
    """Nothing scrolls sideways but tables inside their own box."""
    over = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{person.page.url} is {over} px too wide"


def look_at(person: Person, address: str) -> None:
    person.open(address)
    expect(person.page.get_by_role("heading", level=1)).to_have_count(1)
    for size in (NARROW, DESK):
        person.page.set_viewport_size(size["viewport"])
        fits(person)


def links_of(person: Person) -> list[str]:
    person.page.wait_for_load_state()
    return sorted(set(person.page.locator("nav a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")))


def is_answered(person: Person, address: str) -> None:
    answer = person.page.request.get(person.journey.url + address)
    assert answer.ok, f"{address}: {answer.status}"
    assert answer.url.endswith(address), f"{address} went to {answer.url}"
    assert answer.text().count("<h1") == 1, address


def look_at_all(person: Person, links: list[str], name: str, *, seen: set[str]) -> None:
    for address in sorted({*links} & seen):
        is_answered(person, address)
    for language, other in (("zh-hans", "English"), ("en", "中文")):
        expect(person.page.locator("html")).to_have_attribute("lang", language)
        for address in sorted({*links} - seen):
            look_at(person, address)
        person.shot(f"{name}-{language}")
        person.page.get_by_role("button", name=other, exact=True).click()
        expect(person.page.locator("html")).not_to_have_attribute("lang", language)
    seen.update({*links} - {"/"})  # the desk is each role's own


def test_each_role_opens_its_navigation_and_the_public_its_pages(story: Story) -> None:
    seen: set[str] = set()
    for role, username in ONE_OF_EACH_ROLE.items():
        someone = story.person(username)
        links = links_of(someone)
        assert len(links) >= 2, f"{role} has nothing to open"
        look_at_all(someone, links, f"navigation-{username}", seen=seen)
        someone.leave()
    visitor = story.visitor().open("/sign-in/")
    assert links_of(visitor) == sorted(PUBLIC)
    look_at_all(visitor, list(PUBLIC), "public", seen=seen)
