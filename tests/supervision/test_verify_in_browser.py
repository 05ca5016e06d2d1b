"""The public page of a draw recomputes it in the visitor's browser, and finds a wrong byte."""

import copy
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from plans.rules.draw_frozen_facts import seal_of
from plans.rules.draw_proof import verify
from supervision.models import PublicDraw
from tests.factories.draw import draw_at
from tests.factories.plan import team
from tests.factories.proof import make_full_proof, make_proof
from tests.supervision.test_open_draws import call_off, publish

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "http://127.0.0.1:9"
POLICY = "; ".join(f"{name} {' '.join(to)}" for name, to in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())
VERDICTS = """async (texts) => {
    const { read, verify } = await import("/static/js/verify_draw.js");
    const places = [];
    for (const text of texts) {
        try { await verify(read(text)); places.push(""); } catch (error) { places.push(error.place ?? "unreadable"); }
    }
    return places;
}"""


class Site:
    """Bodies by path; the browser sees the pages as the server made them, under the product's content policy."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {"/": b"<!doctype html><title>x</title>"}

    def route(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        headers = {"Content-Security-Policy": POLICY}
        if path.startswith("/static/") and (file := ROOT / path[1:]).is_file():
            kind = {".js": "text/javascript", ".css": "text/css"}.get(file.suffix, "application/octet-stream")
            route.fulfill(body=file.read_bytes(), content_type=kind, headers=headers)
        elif path in self.bodies:
            kind = "application/json" if path.endswith(".json") else "text/html; charset=utf-8"
            route.fulfill(body=self.bodies[path], content_type=kind, headers=headers)
        else:
            route.fulfill(status=404, body="")


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(service_workers="block")
    context.route("**/*", site.route)
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


def with_leaf_changed(proof: dict[str, Any], path: tuple[Any, ...], to: Any) -> dict[str, Any]:
    changed = copy.deepcopy(proof)
    part = changed
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return changed


def leaves(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(part, dict | list):
        for step, inner in part.items() if isinstance(part, dict) else enumerate(part):
            yield from leaves(inner, (*path, step))
    else:
        yield path, part


@pytest.mark.parametrize("form", ["agreed", "full"])
def test_browser_and_server_agree_on_every_changed_leaf(page: Page, form: str) -> None:
    """Each text one letter longer, each number one more: the browser refuses what the server refuses, and no more."""
    agreed = make_proof(weights=[1 + number % 4 for number in range(20)])
    proof = agreed if form == "agreed" else make_full_proof(skips={9: "执法证到期"})
    proofs = [proof, make_proof(units=700, counts=(90, 2), skips={})]
    for path, value in leaves(proof):
        to = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}甲"
        proofs.append(with_leaf_changed(proof, path, to))
    texts = [json.dumps(one, ensure_ascii=index % 2 == 0, indent=1) for index, one in enumerate(proofs)]
    in_browser = [place == "" for place in page.evaluate(VERDICTS, texts)]
    assert in_browser == [not verify(one) for one in proofs]
    assert in_browser[:2] == [True, True]
    assert in_browser.count(False) > 50
    assert form == "agreed" or in_browser[2:].count(True) == 0  # the seal binds every word of the file


def test_numbers_longer_than_a_browser_counts_stay_exact(page: Page) -> None:
    proof = make_proof()
    proof["sources"] = [[2**70 + 1]]
    exact = with_leaf_changed(proof, ("key",), f"{2**70 + 1}./")
    rounded = with_leaf_changed(proof, ("key",), f"{2**70}./")
    places = page.evaluate(VERDICTS, [json.dumps(exact), json.dumps(rounded)])
    assert places[0].startswith("picks.")
    assert places[1] == "key"


@pytest.mark.django_db
def test_a_visitor_recomputes_a_draw_and_a_wrong_byte_is_found(
    page: Page, site: Site, client: Client, tmp_path: Path
) -> None:
    who = team()
    task = draw_at("revealed", who)
    call_off(task, who)
    publish("over")
    public = PublicDraw.objects.get()
    url = public.get_absolute_url()
    for path in (url, f"{url}proof.json"):
        site.bodies[path] = client.get(path).getvalue()
    page.goto(f"{ORIGIN}{url}")
    page.get_by_role("button", name="重新计算本次抽取").click()
    page.get_by_text("全部相符").wait_for()
    assert page.locator("[data-verify-steps] li").count() == 8
    proof = json.loads(site.bodies[f"{url}proof.json"])
    wrong = with_leaf_changed(proof, ("picks", "unit", 0), proof["picks"]["unit"][0] % 3 + 1)
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(wrong), encoding="utf-8")
    page.get_by_label("或者选择已下载的核验文件").set_input_files(file)
    page.get_by_text("抽中序号 企业 0 (picks.unit.0)").wait_for()
    later = dt.datetime.fromisoformat(proof["commitment"]["published_at"]) + dt.timedelta(minutes=1)
    moved = with_leaf_changed(proof, ("commitment", "published_at"), later.isoformat())
    moved["seal"] = seal_of(moved)  # whole in itself: the seal of the page finds it
    assert verify(moved) == []
    file = tmp_path / "moved.json"
    file.write_text(json.dumps(moved), encoding="utf-8")
    page.get_by_label("或者选择已下载的核验文件").set_input_files(file)
    page.get_by_text(f"公布的是 {moved['seal']}; 应为 {public.reveal['seal']}").wait_for()
