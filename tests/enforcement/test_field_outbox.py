"""The outbox of the inspection page in a real browser. The server's answers are laid down by each test."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from playwright.sync_api import Browser, BrowserContext, Page, Route

STATIC = Path(__file__).resolve().parents[2] / "static"
ORIGIN = "http://127.0.0.1:9"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
RECORD = """<!DOCTYPE html><html lang="zh-hans"><head><meta charset="utf-8"><title>现场检查</title>
<script type="module" src="/static/field/record.js"></script></head><body>
<div data-field-record data-inspection="12" data-user="%s"
     data-operations="/inspections/12/operations/" data-shell="/r/%s/">
{%% include "components/save_chip.html" %%}<b data-count="checked"></b>/<b data-count="total"></b>
<b data-count="bad"></b>
<section data-item="K-01" data-version="4"><label><input type="radio" name="a1" value="ok">合格</label>
<label><input type="radio" name="a1" value="bad">不合格</label><textarea data-note></textarea>
<input type="file" data-photo><ul data-photos></ul></section>
<form data-finding><input name="text" value="通道堵塞"><button>记录问题</button></form>
<ul data-outbox-list></ul></div></body></html>"""
SYNC = """<!DOCTYPE html><html lang="zh-hans"><head><meta charset="utf-8"><title>同步</title>
<script type="module" src="/static/field/record.js"></script></head><body>
<div data-field-sync data-user="3">{% include "components/save_chip.html" %}
<ul data-outbox-list></ul></div></body></html>"""
Answer = tuple[int, dict[str, Any]]


class Server:
    """Plays the operations address: keeps what arrives, answers what the test says."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.photos: list[bytes] = []
        self.answer: Callable[[dict[str, Any]], Answer] = self.accept
        self.online = True

    def accept(self, operation: dict[str, Any]) -> Answer:
        receipt = f"R{len(self.received)}"
        return 200, {"receipt": receipt, "sha256": operation["sha256"], "server_time": operation["device_time"]}

    def route(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path == "/sync/":
            route.fulfill(body=engines["django"].from_string(SYNC).render(), content_type="text/html")
        elif path.startswith("/r/"):
            user = path.split("/")[2]
            page = engines["django"].from_string(RECORD % (user, user)).render()
            route.fulfill(body=page, content_type="text/html")
        elif not self.online:
            route.abort()
        elif path == "/field-check/":
            route.fulfill(body="online-v1", content_type="text/plain")
        elif path == "/inspections/12/operations/":
            self.operations(route)
        else:
            route.fulfill(status=404)

    def operations(self, route: Route) -> None:
        body = route.request.post_data_buffer or b""
        if body.startswith(b"{"):
            operation = json.loads(body)
        else:
            operation = {"kind": "photo", "sha256": part(body, "sha256"), "device_time": part(body, "device_time")}
            self.photos.append(body)
        self.received.append(operation)
        status, answer = self.answer(operation)
        route.fulfill(status=status, json=answer)


def part(body: bytes, name: str) -> str:
    return body.split(f'name="{name}"\r\n\r\n'.encode())[1].split(b"\r\n")[0].decode()


@pytest.fixture
def device(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def server(device: BrowserContext) -> Server:
    server = Server()
    device.route("**/*", server.route)
    return server


def open_record(device: BrowserContext, user: str = "3") -> Page:
    page = device.new_page()
    page.goto(f"{ORIGIN}/r/{user}/")
    page.wait_for_selector("[data-ready=yes]", state="attached")
    return page


def wait_for_chip(page: Page, words: str) -> None:
    page.get_by_role("status").filter(has_text=words).wait_for()


def test_an_answer_is_sent_with_the_hash_of_its_canonical_text(device: BrowserContext, server: Server) -> None:
    page = open_record(device)
    page.get_by_label("不合格").check()
    wait_for_chip(page, "已上传（回执 R1）")
    (sent,) = server.received
    text = json.dumps(sent["payload"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sent["payload"] == {"answer": "bad", "item": "K-01", "version": 4}
    assert sent["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert page.locator("[data-count=bad]").inner_text() == "1"


def test_without_network_everything_stays_and_is_sent_later(device: BrowserContext, server: Server) -> None:
    server.online = False
    page = open_record(device)
    page.get_by_label("不合格").check()
    wait_for_chip(page, "待上传 1")
    page.close()
    server.online = True
    again = open_record(device)
    wait_for_chip(again, "已上传")
    assert [one["payload"]["answer"] for one in server.received] == ["bad"]


def test_a_reload_shows_what_only_the_device_knows(device: BrowserContext, server: Server) -> None:
    server.online = False
    page = open_record(device)
    page.get_by_label("不合格").check()
    page.locator("[data-note]").fill("灭火器压力不足")
    wait_for_chip(page, "待上传 2")
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.get_by_label("不合格").is_checked()
    assert page.locator("[data-note]").input_value() == "灭火器压力不足"


def test_text_goes_before_photos_and_photo_bytes_are_unchanged(device: BrowserContext, server: Server) -> None:
    server.online = False
    page = open_record(device)
    original = bytes(range(256)) * 40
    page.locator("[data-photo]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": original})
    wait_for_chip(page, "待上传 1")
    page.get_by_role("button", name="记录问题").click()
    wait_for_chip(page, "待上传 2")
    server.online = True
    page.locator("[data-save-chip]").click()
    wait_for_chip(page, "已上传")
    assert [one["kind"] for one in server.received] == ["finding", "photo"]
    assert server.received[1]["sha256"] == hashlib.sha256(original).hexdigest()
    assert original in server.photos[0]


def test_an_unclear_failure_is_tried_again_with_the_same_id(device: BrowserContext, server: Server) -> None:
    server.answer = lambda one: (503, {}) if len(server.received) == 1 else server.accept(one)
    page = open_record(device)
    page.get_by_label("不合格").check()
    wait_for_chip(page, "已上传")
    assert len({one["client_id"] for one in server.received}) == 1
    assert len(server.received) == 2


def test_a_conflict_shows_both_values_and_mine_can_be_sent_again(device: BrowserContext, server: Server) -> None:
    conflict = {"error": "conflict", "server": {"answer": "ok", "version": 7}, "yours": {"answer": "bad"}}
    server.answer = lambda one: (409, conflict) if len(server.received) == 1 else server.accept(one)
    page = open_record(device)
    page.get_by_label("不合格").check()
    wait_for_chip(page, "需要处理")
    box = page.locator(".conflict")
    assert "合格" in box.inner_text()
    assert "不合格" in box.inner_text()
    box.get_by_role("button", name="以本机内容再次提交").click()
    wait_for_chip(page, "已上传")
    assert server.received[0]["client_id"] != server.received[1]["client_id"]
    assert [one["payload"]["version"] for one in server.received] == [4, 7]


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (409, {"error": "sealed"}, "检查记录已封存"),
        (422, {"error": "没有这一项"}, "没有这一项"),
        (200, {"receipt": "R1", "sha256": "0" * 64}, "回执的摘要与本机不一致"),
    ],
)
def test_a_refusal_is_shown_and_the_content_is_kept(
    device: BrowserContext, server: Server, status: int, answer: dict[str, str], words: str
) -> None:
    server.answer = lambda one: (status, answer)
    page = open_record(device)
    page.get_by_label("不合格").check()
    wait_for_chip(page, "需要处理")
    assert words in page.locator(".conflict").inner_text()
    assert "不合格" in page.locator(".conflict").inner_text()
    assert len(server.received) == 1


def test_an_expired_session_keeps_everything(device: BrowserContext, server: Server) -> None:
    server.answer = lambda one: (403, {})
    page = open_record(device)
    page.get_by_label("不合格").check()
    wait_for_chip(page, "需要处理")
    server.answer = server.accept
    page.locator("[data-save-chip]").click()
    wait_for_chip(page, "已上传")


def test_another_user_of_the_device_neither_sees_nor_sends(device: BrowserContext, server: Server) -> None:
    server.online = False
    page = open_record(device, user="3")
    page.get_by_label("不合格").check()
    wait_for_chip(page, "待上传 1")
    page.close()
    server.online = True
    other = open_record(device, user="4")
    other.get_by_role("button", name="记录问题").click()
    wait_for_chip(other, "已上传")
    assert [one["kind"] for one in server.received] == ["finding"]
    assert not other.get_by_label("不合格").is_checked()


def test_a_copy_goes_seven_days_after_an_equal_receipt_only(device: BrowserContext, server: Server) -> None:
    page = open_record(device)
    page.get_by_label("不合格").check()
    wait_for_chip(page, "已上传")
    kept = page.evaluate(
        """async () => {
            const { openStore } = await import("/static/field/store.js");
            const store = await openStore("3");
            const day = 24 * 3600 * 1000, left = [];
            for (const days of [6, 8]) {
                await store.purge(Date.now() + days * day);
                left.push((await store.all()).length);
            }
            return left;
        }"""
    )
    assert kept == [1, 0]


def test_waits_grow_from_one_second_to_five_minutes(device: BrowserContext, server: Server) -> None:
    waits = open_record(device).evaluate(
        """async () => {
            const { nextWait } = await import("/static/field/sender.js");
            return [1, 2, 3, 20].map((failures) => nextWait(failures, 1));
        }"""
    )
    assert waits == [1_000, 2_000, 4_000, 300_000]


def test_the_sync_page_leads_to_what_waits_and_sends_it(device: BrowserContext, server: Server) -> None:
    server.online = False
    open_record(device).get_by_label("不合格").check()
    page = device.new_page()
    page.goto(f"{ORIGIN}/sync/")
    page.get_by_role("link", name="/r/3/ 待上传 1").wait_for()
    server.online = True
    page.locator("[data-save-chip]").click()
    wait_for_chip(page, "已上传")


def test_a_conflict_settled_on_the_sync_page_goes_to_its_own_inspection(device: BrowserContext, server: Server) -> None:
    conflict = {"error": "conflict", "server": {"answer": "ok"}}
    server.answer = lambda one: (409, conflict) if len(server.received) == 1 else server.accept(one)
    record = open_record(device)
    record.get_by_label("不合格").check()
    wait_for_chip(record, "需要处理")
    record.close()
    page = device.new_page()
    page.goto(f"{ORIGIN}/sync/")
    page.get_by_role("button", name="以本机内容再次提交").click()
    wait_for_chip(page, "已上传")
    assert len(server.received) == 2
