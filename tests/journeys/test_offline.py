"""On site without a network, on a phone: what was recorded arrives once and whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from cases.actions.inspection import finish
from cases.models import Inspection
from cases.rules.inspection import digest_of_bytes
from cases.states import InspectionState
from enforcement.accounts.models import User
from tests.factories.inspection import PNG, inspection_at, team_of
from tests.programs import launched

KEPT = """async ([user, path]) => {
    for (let turn = 0; turn < 150; turn += 1) {
        const kept = await (await caches.open(`field-pack-${user}`)).match(path);
        if (kept && navigator.serviceWorker.controller) return true;
        await new Promise((done) => setTimeout(done, 100));
    }
    return false;
}"""
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings(
        "ignore:No directory at"
    ),  # nothing is collected in tests; the live server finds files itself
]


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = launched(playwright)
        context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN")
        context.set_default_timeout(15_000)
        yield context
        browser.close()


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])


def open_record(context: BrowserContext, server: Any, held: Inspection, user: User) -> Page:
    """The record, kept on the device by the service worker."""
    sign_in(context, user, server.url)
    page = context.new_page()
    page.goto(f"{server.url}/inspections/{held.pk}/record/")
    page.wait_for_selector("[data-field-record][data-ready=yes]")
    assert page.evaluate(KEPT, [str(user.pk), f"/inspections/{held.pk}/record/"])
    return page


def card(page: Page, item: str) -> Any:
    return page.locator(f'[data-item="{item}"]')


def record_something(page: Page, tmp_path: Path) -> None:
    photo = tmp_path / "现场.png"
    photo.write_bytes(PNG)
    card(page, "GEN-01").get_by_text("不合格", exact=True).click()
    card(page, "GEN-02").get_by_text("合格", exact=True).click()
    details = card(page, "GEN-01").locator("details")
    details.locator("summary").click()
    details.locator("[data-photo]").set_input_files(photo)
    expect(details.locator("[data-photos] img")).to_have_count(1)
    page.fill("#finding-description", "责任制没有签收表")
    page.select_option("#finding-item", "GEN-01")
    page.click("form[data-finding] button")
    expect(page.locator("#finding-description")).to_have_value("")


def test_what_was_recorded_offline_arrives_once(phone: BrowserContext, live_server: Any, tmp_path: Path) -> None:
    held = inspection_at(InspectionState.UNDER_WAY)
    user = team_of(held)[0]
    page = open_record(phone, live_server, held, user)
    phone.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-field-record][data-ready=yes]")
    record_something(page, tmp_path)
    expect(page.locator("[data-save-words]")).to_contain_text("待上传 4")
    assert not held.operations.exists()
    page.reload()
    page.wait_for_selector("[data-field-record][data-ready=yes]")
    assert card(page, "GEN-01").locator("input:checked").get_attribute("value") == "bad"
    page.screenshot(path=str(artefact("offline-360.png")), full_page=False)
    phone.set_offline(False)
    page.locator("[data-save-chip]").click()
    expect(page.locator("[data-save-words]")).to_contain_text("已上传")
    page.reload()
    page.wait_for_selector("[data-field-record][data-ready=yes]")
    assert sorted(held.operations.values_list("kind", "refused")) == [
        ("answer", ""), ("answer", ""), ("finding", ""), ("photo", ""),
    ]  # fmt: skip
    assert dict(held.answers.values_list("item__row_id", "result")) == {"GEN-01": "bad", "GEN-02": "ok"}
    evidence = held.evidence.get()
    assert (evidence.sha256, evidence.finding) == (digest_of_bytes(PNG), held.findings.get())


def test_what_comes_too_late_is_shown_and_kept(phone: BrowserContext, live_server: Any, tmp_path: Path) -> None:
    held = inspection_at(InspectionState.UNDER_WAY)
    first, second = team_of(held)
    page = open_record(phone, live_server, held, first)
    phone.set_offline(True)
    card(page, "GEN-03").get_by_text("合格", exact=True).click()
    expect(page.locator("[data-save-words]")).to_contain_text("待上传 1")
    other = Client()
    other.force_login(second)
    other.post(f"/inspections/{held.pk}/record/", {"answer-GEN-01": "ok"})
    finish(Inspection.objects.get(pk=held.pk), by=second)
    phone.set_offline(False)
    page.locator("[data-save-chip]").click()
    expect(page.locator("[data-save-words]")).to_contain_text("需要处理")
    expect(page.locator("[data-outbox-list] .conflict")).to_have_count(1)
    assert held.operations.get(refused="sealed").payload["item"] == "GEN-03"


def test_two_officers_with_different_answers_see_both(phone: BrowserContext, live_server: Any) -> None:
    held = inspection_at(InspectionState.UNDER_WAY)
    first, second = team_of(held)
    page = open_record(phone, live_server, held, first)
    other = Client()
    other.force_login(second)
    other.post(f"/inspections/{held.pk}/record/", {"answer-GEN-01": "ok"})
    card(page, "GEN-01").get_by_text("不合格", exact=True).click()
    conflict = page.locator("[data-outbox-list] .conflict")
    expect(conflict).to_have_count(1)
    conflict.get_by_text("以本机内容再次提交").click()
    expect(page.locator("[data-save-words]")).to_contain_text("已上传")
    assert held.answers.get().result == "bad"


def artefact(name: str) -> Path:
    folder = Path(settings.RUN_DIR) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
