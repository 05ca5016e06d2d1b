"""Kept pages open without a network, for the person they were kept for and for nobody else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

STATIC = Path(__file__).resolve().parents[2] / "static"
RECORD = """<!DOCTYPE html><html><head><title>检查</title><link rel="stylesheet" href="/static/build/field.css"></head>
<body><h1>现场检查</h1></body></html>"""
PAGES = {
    "/inspections/12/record/": RECORD,
    "/inspections/13/record/": RECORD,
    "/offline/": "<!DOCTYPE html><title>没有网络</title><h1>没有网络</h1>",
}
TYPES = {".js": "text/javascript", ".css": "text/css"}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/field-sw.js":
            return self.answer((STATIC / "field/sw.js").read_bytes(), "text/javascript")
        if self.path.startswith("/static/"):
            file = STATIC / self.path.removeprefix("/static/")
            return self.answer(file.read_bytes(), TYPES[file.suffix])
        if self.path in PAGES:
            return self.answer(PAGES[self.path].encode(), "text/html; charset=utf-8")
        return self.send_error(404)

    def answer(self, body: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def device(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def page(device: BrowserContext, address: str) -> Page:
    """Inspection 12 is kept for user 3."""
    page = device.new_page()
    page.goto(f"{address}/inspections/12/record/")
    page.evaluate(
        """async () => {
            const { keepForOffline } = await import("/static/field/device.js");
            await keepForOffline("3", "/inspections/12/record/");
        }"""
    )
    page.wait_for_function(
        """async () => Boolean(await (await caches.open("field-pack-3")).match("/inspections/12/record/"))
            && navigator.serviceWorker.controller !== null"""
    )
    return page


def go_offline(device: BrowserContext) -> None:
    device.set_offline(True)


def heading(page: Page, url: str) -> str:
    page.goto(url)
    return page.locator("h1").inner_text()


def test_a_kept_page_and_its_style_open_without_network(page: Page, device: BrowserContext, address: str) -> None:
    go_offline(device)
    assert heading(page, f"{address}/inspections/12/record/") == "现场检查"
    assert page.evaluate("document.styleSheets.length") == 1


def test_a_page_that_was_not_kept_says_there_is_no_network(page: Page, device: BrowserContext, address: str) -> None:
    page.goto(f"{address}/inspections/13/record/")
    go_offline(device)
    assert heading(page, f"{address}/inspections/13/record/") == "没有网络"


@pytest.mark.parametrize("user", ["4", ""])
def test_another_person_or_nobody_opens_no_kept_page(
    page: Page, device: BrowserContext, address: str, user: str
) -> None:
    page.evaluate("(user) => navigator.serviceWorker.controller.postMessage({ type: 'user', user })", user)
    page.wait_for_function(
        "async (user) => (await (await (await caches.open('field-meta')).match('/user')).text()) === user", arg=user
    )
    go_offline(device)
    assert heading(page, f"{address}/inspections/12/record/") == "没有网络"


def test_a_kept_page_is_not_opened_after_its_fourteen_days(page: Page, device: BrowserContext, address: str) -> None:
    page.evaluate(
        """async () => {
            const pack = await caches.open("field-pack-3");
            const old = { "X-Kept-At": String(Date.now() - 15 * 24 * 3600 * 1000) };
            await pack.put("/inspections/12/record/", new Response("<h1>现场检查</h1>", { headers: old }));
        }"""
    )
    go_offline(device)
    assert heading(page, f"{address}/inspections/12/record/") == "没有网络"
