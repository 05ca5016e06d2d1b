"""What the page shell does with JavaScript: keeps typed text, sends once, obeys the content policy, passes axe."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route

from enforcement.errors import Unmet
from enforcement.web.forms import BaseForm, DayField, LongTextField, MoneyField, OpinionField

pytestmark = pytest.mark.urls("enforcement.web.urls")  # the shell stands without the apps above it
ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "http://127.0.0.1:9"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
POLICY = "; ".join(f"{name} {' '.join(to)}" for name, to in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())
AXE = """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    .then((found) => found.violations.map((one) => one.id + " " + one.nodes[0].html))"""


class Decision(BaseForm):
    amount = MoneyField(label="罚款金额", help_text="元")
    on = DayField(label="决定日期")
    opinion = OpinionField()
    reason = LongTextField(label="理由", required=False)


def a_request(mode: str) -> HttpRequest:
    request = RequestFactory().get("/act/")
    request.user = SimpleNamespace(
        pk=3, is_authenticated=True, name="张某", display_mode="standard", last_login=timezone.now()
    )
    request.COOKIES["display"] = mode
    return request


def act_page(form: Any, mode: str = "standard", **more: Any) -> str:
    nav = [{"name": "penalty_list", "label": "案件", "url": "/cases/", "current": True, "icon_name": "case"}]
    context = {
        "request": a_request(mode),
        "csrf_token": "x" * 64,
        "system_name": "执法系统",
        "unit_name": "云岭市应急管理局",
        "nav": nav,
        "phone_nav": nav,
        "act": SimpleNamespace(label="作出处罚决定", danger=False),
        "record": "〔2026〕1 号",
        "summary": [("当事人", "云岭宏泰金属制品有限公司")],
        "form": form,
        "back_url": "/cases/1/",
        **more,
    }
    return get_template("web/act.html").template.render(Context(context))


class SignIn(BaseForm):
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


class Site:
    """The pages by path, and what was posted."""

    def __init__(self) -> None:
        self.pages = {"/act/": act_page(Decision()), "/done/": act_page(Decision(), unmet=[Unmet("已作出决定")])}
        self.after_post = "/done/"
        self.posts = 0

    def route(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        headers = {"Content-Security-Policy": POLICY}
        if path.startswith("/static/"):
            file = ROOT / path.removeprefix("/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif route.request.method == "POST":
            self.posts += 1
            route.fulfill(body=self.pages[self.after_post], content_type="text/html", headers=headers)
        else:
            route.fulfill(body=self.pages[path], content_type="text/html", headers=headers)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(5_000)
    context.route("**/*", site.route)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Page:
    page = window.new_page()
    page.goto(f"{ORIGIN}/act/")
    return page


def wait_for_draft(page: Page) -> None:
    page.get_by_text("草稿已保存在本机").wait_for()


@pytest.mark.parametrize("mode", ["standard", "elder", "contrast"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(window: BrowserContext, site: Site, mode: str, width: int) -> None:
    site.pages = {"/act/": act_page(Decision({"amount": "x"}), mode)}
    page = window.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{ORIGIN}/act/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
    assert page.evaluate(AXE) == []
    assert complaints == []


def test_the_error_summary_has_the_focus(window: BrowserContext, site: Site) -> None:
    site.pages["/act/"] = act_page(Decision({}))
    page = window.new_page()
    page.goto(f"{ORIGIN}/act/")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")


def test_the_amount_is_read_back_in_capitals(page: Page) -> None:
    page.get_by_label("罚款金额").fill("35000")
    page.get_by_text("叁万伍仟元整").wait_for()


def test_a_phrase_is_put_into_the_opinion(page: Page) -> None:
    page.get_by_role("button", name="情况属实，同意").click()
    assert page.get_by_label("意见内容").input_value() == "情况属实，同意"


def test_typed_text_comes_back_after_the_page_was_lost(page: Page, window: BrowserContext) -> None:
    page.get_by_label("理由").fill("情节较轻，主动改正")
    wait_for_draft(page)
    page.close()
    again = window.new_page()
    again.goto(f"{ORIGIN}/act/")
    assert again.get_by_label("理由").input_value() == "情节较轻，主动改正"
    again.get_by_role("button", name="清除恢复的文字").click()
    assert again.get_by_label("理由").input_value() == ""


def test_text_typed_for_one_object_does_not_come_up_for_another(page: Page, site: Site) -> None:
    """The same path, but of another company or plan item: the question mark says of which."""
    for item in ("1", "2"):
        site.pages[f"/act/?item={item}"] = act_page(Decision())
    page.goto(f"{ORIGIN}/act/?item=1")
    page.get_by_label("理由").fill("第一家的理由")
    wait_for_draft(page)
    for address, text in (("/act/?item=2", ""), ("/act/", ""), ("/act/?item=1", "第一家的理由")):
        page.goto(f"{ORIGIN}{address}")
        assert page.get_by_label("理由").input_value() == text


def test_typed_text_survives_an_expired_session(page: Page, site: Site) -> None:
    sign_in = get_template("web/sign_in.html").template
    request = RequestFactory().get("/sign-in/")
    request.user = AnonymousUser()
    site.pages["/sign-in/"] = sign_in.render(Context({"request": request, "form": SignIn(), "csrf_token": "x" * 64}))
    site.after_post = "/sign-in/"
    page.get_by_label("理由").fill("情节较轻")
    wait_for_draft(page)
    page.get_by_role("button", name="作出处罚决定").click()
    page.get_by_label("密码").wait_for()
    page.wait_for_load_state()  # the text is there before the script has run
    page.goto(f"{ORIGIN}/act/")
    assert page.get_by_label("理由").input_value() == "情节较轻"


def test_an_accepted_form_leaves_no_draft(page: Page) -> None:
    page.get_by_label("理由").fill("情节较轻")
    wait_for_draft(page)
    page.get_by_role("button", name="作出处罚决定").click()
    page.get_by_text("已作出决定").wait_for()
    page.wait_for_load_state()  # the text is there before the script has run
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


def test_two_clicks_send_one_form(page: Page, site: Site) -> None:
    page.evaluate("document.querySelector('main form').setAttribute('target', 'frame')")
    page.evaluate("""() => {
        const frame = document.createElement("iframe");
        frame.name = "frame";
        document.body.append(frame);
        const button = document.querySelector("main button.button[type=submit]");
        button.click();
        button.click();
    }""")
    page.get_by_role("button", name="正在提交").wait_for()
    page.evaluate("fetch('/done/').then((answer) => answer.text())")  # asked for after any second form
    assert site.posts == 1
    assert page.get_by_role("button", name="正在提交").is_disabled()


def leave_unsent(page: Page) -> None:
    page.evaluate("localStorage.setItem('field-unsent:3', JSON.stringify({ count: 2, url: '/act/' }))")
    page.reload()


def test_unsent_records_are_shown_in_the_header_of_every_page(page: Page) -> None:
    assert not page.locator("[data-sync-chip]").is_visible()
    leave_unsent(page)
    page.get_by_role("link", name="待上传 2").wait_for()


def test_sign_out_with_unsent_records_asks_first(page: Page, site: Site) -> None:
    leave_unsent(page)
    page.get_by_role("button", name="退出").click()
    dialog = page.get_by_role("dialog", name="本机有未上传的检查记录")
    dialog.get_by_role("button", name="取消").click()
    assert site.posts == 0
    page.get_by_role("button", name="退出").click()
    dialog.get_by_role("button", name="留在本机并退出").click()
    page.get_by_text("已作出决定").wait_for()
    assert site.posts == 1


def test_a_table_wider_than_the_page_says_so_and_only_then(window: BrowserContext, site: Site) -> None:
    cells = "".join(f"<td>第{number}列的内容不换行</td>" for number in range(8))
    table = f'<div class="table-scroll"><table class="table"><tbody><tr>{cells}</tr></tbody></table></div>'
    site.pages["/act/"] = act_page(Decision()).replace("</main>", f"{table}</main>")
    page = window.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{ORIGIN}/act/")
    hint = page.get_by_text("左右滑动可看全部列")
    assert not hint.is_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    hint.wait_for()
    page.set_viewport_size({"width": 1280, "height": 800})
    hint.wait_for(state="hidden")


def test_the_header_of_a_phone_is_two_rows_and_still_leads_to_the_search(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    header = page.get_by_role("banner")
    button = header.get_by_role("button", name="搜索")
    assert header.bounding_box()["height"] <= 112
    name, tools = (header.locator(one).bounding_box() for one in (".masthead__name", ".masthead__tools"))
    assert name["width"] >= 240
    assert tools["y"] >= name["y"] + name["height"]
    assert button.is_visible()
    assert not header.get_by_role("searchbox").is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert header.get_by_role("searchbox").is_visible()
