"""A person at a browser: finds links, labels and buttons by their words, as users do, and complains of every fault."""

import itertools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

FOLDER = Path(settings.BASE_DIR) / "test-artifacts" / "journey"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}
TIMEOUT = 15_000
NARROW = {"viewport": {"width": 360, "height": 740}}
DESK = {"viewport": {"width": 1280, "height": 900}}
EXPECTED = re.compile(r"the server responded with a status of (409|422)")  # a form shown again is no fault
REPORT_POLICY = """document.addEventListener("securitypolicyviolation",
    (one) => console.error("CSP " + one.violatedDirective + " " + one.blockedURI + " " + one.sourceFile))"""


@dataclass
class Journey:
    """One site, its address, what went wrong on the way, and the pictures in order."""

    browser: Browser
    url: str
    faults: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def context(self, **options: Any) -> BrowserContext:
        window = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **(options or DESK))
        window.set_default_timeout(TIMEOUT)
        window.add_init_script(REPORT_POLICY)
        window.on("page", self.listen)
        return window

    def listen(self, page: Page) -> None:
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self.answered)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def answered(self, response: Response) -> None:
        if response.status >= 500 or response.status in (400, 403, 404, 405):
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def person(self, username: str, password: str, *, phone: bool = False) -> "Person":
        someone = Person(self, self.context(**(PHONE if phone else DESK)).new_page())
        someone.sign_in(username, password)
        return someone


class Person:
    def __init__(self, journey: Journey, page: Page) -> None:
        self.journey, self.page = journey, page

    def sign_in(self, username: str, password: str) -> None:
        self.open("/sign-in/")
        self.fill({"登录名": username, "密码": password})
        self.press("登录")
        expect(self.page).not_to_have_url(re.compile("sign-in"))

    def leave(self) -> None:
        self.page.context.close()

    def open(self, path: str) -> "Person":
        self.page.goto(path if path.startswith("http") else self.journey.url + path)
        return self

    def go_to(self, *names: str) -> "Person":
        """Through the navigation and then link by link."""
        self.page.wait_for_load_state()  # before the style sheet every link counts as visible
        bars = self.page.get_by_role("navigation")
        bars.get_by_role("link", name=names[0], exact=True).locator("visible=true").first.click()
        return self.follow(*names[1:])

    def follow(self, *names: str | re.Pattern[str]) -> "Person":
        for name in names:
            self.link(name).click()
        return self

    def link(self, name: str | re.Pattern[str]) -> Locator:
        main = self.page.get_by_role("main")
        exact = main.get_by_role("link", name=name, exact=True)
        return (exact.or_(main.get_by_role("link", name=name))).first

    def fill(self, values: dict[str, Any]) -> "Person":
        for label, value in values.items():
            self.fill_one(self.control(label), value)
        return self

    def control(self, label: str) -> Locator:
        words = re.compile(rf"^\s*{re.escape(label)}\s*(（选填）)?\s*$")
        return self.page.get_by_label(words).locator("visible=true").first

    def fill_one(self, control: Locator, value: Any) -> None:
        kind = control.evaluate("(it) => it.tagName === 'SELECT' ? 'select' : it.type")
        if kind == "select":
            control.select_option(label=value)
        elif kind in ("checkbox", "radio"):
            control.set_checked(value)
        elif kind == "file":
            control.set_input_files(value)
        else:
            control.fill(str(value))

    def choose(self, group: str, *options: str) -> "Person":
        """Tick options of the group with this legend."""
        box = self.page.get_by_role("group", name=re.compile(rf"^\s*{re.escape(group)}"))
        for option in options:
            box.get_by_label(option).first.check()
        return self

    def press(self, name: str | re.Pattern[str]) -> "Person":
        self.page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
        return self

    def act(self, step: str, values: dict[str, Any] | None = None) -> "Person":
        """The button of a record's page, the summary, what it asks for, the confirmation."""
        self.follow(step)
        expect(self.page.get_by_role("button", name=step, exact=True)).to_be_visible()
        self.fill(values or {})
        return self.press(step)

    def sees(self, *words: str | re.Pattern[str]) -> "Person":
        for one in words:
            expect(self.page.get_by_text(one).locator("visible=true").first).to_be_visible()
        return self

    def download(self, name: str | re.Pattern[str], suffix: str) -> Path:
        with self.page.expect_download() as started:
            self.follow(name)
        kept = FOLDER / f"download{suffix}"
        started.value.save_as(kept)
        return kept

    def fetch(self, name: str | re.Pattern[str]) -> bytes:
        """What the link leads to, for files that a browser shows instead of saving."""
        return self.page.request.get(f"{self.journey.url}{self.link(name).get_attribute('href')}").body()

    def title(self, words: str | re.Pattern[str]) -> "Person":
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)
        return self

    def shot(self, name: str) -> "Person":
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{next(self.journey.numbers):02}-{name}.png"
        self.page.screenshot(path=str(path), full_page=True)
        return self
