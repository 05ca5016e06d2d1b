"""The page shell, the components and the template tags, rendered as pages render them."""

import datetime as dt
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context, engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone

from enforcement.errors import Unmet
from enforcement.web.forms import BaseForm, MoneyField
from enforcement.web.tables import Column, Table
from enforcement.web.templatetags import web

pytestmark = pytest.mark.urls("enforcement.web.urls")  # the shell stands without the apps above it
ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 20)


def a_request(path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.COOKIES.update(cookies)
    return request


def render(source: str, **context: Any) -> str:
    request = context.pop("request", None) or a_request()
    return engines["django"].from_string(source).template.render(Context({"request": request, **context}))


def page(name: str, **context: Any) -> str:
    request = context.pop("request", None) or a_request()
    common = {"request": request, "system_name": "执法系统", "unit_name": "云岭市应急管理局", "csrf_token": "x" * 64}
    return get_template(name).template.render(Context({**common, **context}))


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ v|money }}", Decimal("12345.6"), "12,345.60"),
        ("{{ v|money }}", None, "--"),
        ("{{ v|money }}", "abc", "--"),
        ("{{ v|capitals }}", Decimal(50000), "伍万元整"),
        ("{{ v|capitals }}", None, "--"),
        ("{{ v|day }}", TODAY, "2026-11-20"),
        ("{{ v|day }}", None, "--"),
        ("{{ v|weekday }}", TODAY, "2026-11-20 周五"),
        ("{{ v|moment }}", dt.datetime(2026, 11, 20, 2, 32, tzinfo=dt.UTC), "2026-11-20 10:32"),
        ("{{ v|day }}", dt.datetime(2026, 11, 19, 17, 0, tzinfo=dt.UTC), "2026-11-20"),
        ("{{ v|dash }}", "", "--"),
        ("{{ v|dash }}", 0, "0"),
        ("{{ v|count }}", 12345, "12,345"),
    ],
)
def test_values_read_as_people_read_them(source: str, value: Any, shown: str) -> None:
    assert render(source, v=value) == shown


def test_a_tag_has_its_word_and_an_unknown_tone_is_muted() -> None:
    assert render('{% tag w "purple" %}', w="<b>") == '<span class="tag tag--muted">&lt;b&gt;</span>'


@pytest.mark.parametrize(("days", "tone"), [(-1, "over"), (0, "due"), (3, "near"), (4, "ok")])
def test_the_clock_turns_from_calm_to_overdue(days: int, tone: str) -> None:
    assert web.clock_tone(TODAY + dt.timedelta(days=days), TODAY) == tone


class FakeClock(SimpleNamespace):
    def state_word(self, today: dt.date) -> str:
        return "已超期 3 日"


def test_the_clock_shows_its_arithmetic_and_what_is_not_certain() -> None:
    due = timezone.localdate() - dt.timedelta(days=3)
    first = {"date": TODAY, "what": "次日起算", "counted": False, "days": 0}
    rest = {"from": TODAY, "to": due, "what": "计入", "counted": True, "days": 3}
    clock = FakeClock(due=due, steps=[first, rest], provisional=True, basis="《某法》第一条", start=TODAY, rule=None)
    html = " ".join(render("{% clock c %}", c=clock).split())
    for words in (due.isoformat(), "已超期 3 日", "次日起算", "计入，计 3 日", "暂定", "《某法》第一条"):
        assert words in html
    assert "datetime" not in html


def test_no_clock_reads_as_empty() -> None:
    assert render("{% clock c %}", c=None).strip() == "--"


def test_act_fields_carry_token_key_and_version() -> None:
    html = render("{% act_fields %}", once="k1", version=3)
    assert 'name="once" value="k1"' in html
    assert 'name="version" value="3"' in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_each_form_gets_its_own_key_when_the_view_gives_none() -> None:
    keys = re.findall(r'name="once" value="([^"]+)"', render("{% act_fields %}{% act_fields %}"))
    assert len(set(keys)) == 2


def test_query_changes_one_parameter_and_forgets_the_page_token() -> None:
    request = a_request("/?state=open&after=abc&q=x")
    assert render("{% query q=None size=20 %}", request=request) == "?state=open&amp;size=20"


def table_of(*values: Any) -> Table:
    columns = (
        Column("名称", lambda row: row, href=lambda row: "/e/1/"),
        Column("金额（元）", lambda row: Decimal(5), numeric=True),
        Column("日期", lambda row: TODAY),
        Column("状态", lambda row: "正常", tag=lambda row: "ok"),
    )
    return Table("企业", columns, values, empty="没有企业")


def test_a_table_has_caption_scopes_links_and_escapes() -> None:
    html = render('{% include "components/table.html" %}', table=table_of("<甲>公司"))
    assert "<caption>" in html
    assert 'scope="col"' in html
    assert '<th scope="row"><a href="/e/1/">&lt;甲&gt;公司</a></th>' in html
    assert '<td class="num">5.00</td>' in html
    assert '<span class="tag tag--ok">正常</span>' in html


def test_a_cell_that_a_field_decides_is_made_once_for_each_value() -> None:
    made: list[str] = []
    column = Column("状态", lambda one: made.append(one.state) or f"<{one.state}>", tag=lambda one: "ok", by="state")
    source = [SimpleNamespace(state=state) for state in ("a", "b", "a", "a")]
    html = render("{% table_rows table %}", table=Table("表", (column,), source))
    assert made == ["a", "b"]
    assert html.count('<span class="tag tag--ok">&lt;a&gt;</span>') == 3
    assert html.count("&lt;b&gt;") == 1


def test_cells_made_while_they_are_written_do_not_borrow_from_each_other() -> None:
    rows = (
        {"cells": [{"text": f"第{n}行", "href": f"/{n}/?a=1&b=2"}, {"text": n, "numeric": True}]} for n in range(200)
    )
    html = render("{% table_rows table %}", table=SimpleNamespace(rows=rows))
    assert all(f'<th scope="row"><a href="/{n}/?a=1&amp;b=2">第{n}行</a></th>' in html for n in range(200))
    assert all(f'<td class="num">{n}</td>' in html for n in range(200))


def test_an_empty_table_says_why() -> None:
    html = render('{% include "components/table.html" %}', table=table_of())
    assert "没有企业" in html
    assert "<table" not in html


COMPONENTS = {
    "identity_bar": (
        {"bar": {"number": "〔2026〕1 号", "party": "甲公司", "officers": ["张", "李"]}},
        "张、李",
    ),
    "subnav": ({"tabs": [{"label": "证据", "url": "#", "current": True, "count": 6}]}, 'aria-current="page"'),
    "task_list": ({"tasks": [{"label": "报告", "url": "/x/", "state": "done"}]}, "已完成"),
    "tracker": ({"steps": [{"label": "立案", "state": "current"}]}, 'aria-current="step"'),
    "timeline": ({"entries": [{"who": "张某", "when": TODAY, "act": "立案"}]}, "张某"),
    "summary_list": ({"rows": [("金额", None)]}, "--"),
    "banner": ({"title": "注意", "tone": "warning"}, "banner--warning"),
    "unmet": ({"unmet": [Unmet("缺少报告", "某条", "/fix/")]}, 'href="/fix/"'),
    "empty": ({"text": "没有", "next_url": "/n/", "next_label": "新建"}, "新建"),
    "figures": ({"figures": [{"label": "已超期", "value": 0, "url": "/f/"}]}, "0"),
    "progress": ({"progress": {"percent": 40, "done": 4, "total": 10, "url": "/p/"}}, 'hx-get="/p/"'),
    "upload": ({"files": [{"name": "a.jpg", "sha256": "ab", "void": True}]}, "已作废"),
    "breadcrumb": ({"trail": [("案件", "/c/"), ("本案", None)]}, 'aria-current="page"'),
    "signature": ({"name": "sign", "digest": "ab12"}, "ab12"),
    "save_chip": ({}, "已保存到本机"),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_each_component_shows_what_it_is_given(name: str) -> None:
    context, words = COMPONENTS[name]
    assert words in render(f'{{% include "components/{name}.html" %}}', **context)


def test_a_blocked_task_is_no_link() -> None:
    task = {"label": "送审", "url": "/x/", "state": "blocked"}
    html = render('{% include "components/task_list.html" %}', tasks=[task])
    assert "暂不能开始" in html
    assert "<a " not in html


def test_finished_progress_stops_asking() -> None:
    html = render('{% include "components/progress.html" %}', progress={"url": "/p/", "finished": True})
    assert "hx-get" not in html


class Fine(BaseForm):
    amount = MoneyField(label="罚款金额")


def act_page(**context: Any) -> str:
    act = SimpleNamespace(label="作出处罚决定", danger=False)
    return page("web/act.html", act=act, record="〔2026〕1 号", back_url="/c/1/", once="k", version=2, **context)


def test_the_act_page_says_what_will_happen_and_has_one_button() -> None:
    html = act_page(form=Fine(), unmet=[], summary=[("罚款", "50,000.00 元")])
    assert "50,000.00 元" in html
    main = html[html.index("<main") : html.index("</main>")]
    assert re.findall(r'<button class="button"[^>]*>([^<]+)', main) == ["作出处罚决定"]


def test_a_blocked_act_has_no_form_but_the_reasons() -> None:
    html = act_page(form=Fine(), unmet=[Unmet("尚未审核", url="/review/")], summary=[])
    main = html[html.index("<main") : html.index("</main>")]
    assert "<form" not in main
    assert '<a href="/review/">尚未审核</a>' in main


def test_errors_come_first_in_the_title_and_in_a_summary_with_links() -> None:
    html = act_page(form=Fine({}), unmet=[], summary=[])
    assert "<title>错误：" in html
    assert '<a href="#id_amount">请输入罚款金额</a>' in html


def test_the_shell_has_landmarks_skip_link_and_title() -> None:
    html = page("web/act.html", act=SimpleNamespace(label="立案"), record="甲", form=forms.Form(), nav=[])
    for part in ('lang="zh-hans"', 'href="#content"', '<main class="page__content" id="content"', "<nav", "<header"):
        assert part in html
    assert "<title>立案 - 甲 - 执法系统</title>" in html


@pytest.mark.parametrize(("cookie", "shown"), [("elder", "elder"), ("contrast", "contrast"), ("<x>", "standard")])
def test_the_device_chooses_the_display_mode(cookie: str, shown: str) -> None:
    html = page("web/sign_in.html", form=forms.Form(), request=a_request(display=cookie))
    assert f'data-display="{shown}"' in html


@pytest.mark.parametrize("name", ["403", "404", "409", "422", "stale", "csrf", "offline", "500"])
def test_error_pages_say_what_to_do_next(name: str) -> None:
    html = page(
        f"errors/{name}.html", message="金额超出幅度", unmet=[Unmet("缺")], record="甲", typed=[("理由", "情节较轻")]
    )
    assert "<h1>" in html
    if name in {"409", "422", "stale"}:
        assert "情节较轻" in html


def test_the_page_for_a_crash_needs_no_context_at_all() -> None:
    assert "系统出现问题" in get_template("500.html").template.render(Context())


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    "rule", [r"<script(?![^>]*\bsrc=)", r"\sstyle=", r"<style", r"\son[a-z]+=", r"hx-on", r"\|safe\b"]
)
def test_no_template_has_inline_code(rule: str) -> None:
    pages = [one for one in TEMPLATES if "documents" not in one.parts]
    assert [one.name for one in pages if re.search(rule, one.read_text())] == []


def test_no_third_party_address_is_loaded() -> None:
    outside = re.compile(r"""(?:src|href)=["']https?://""")
    assert [one.name for one in TEMPLATES if outside.search(one.read_text())] == []


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = {name for one in TEMPLATES for name in re.findall(r'{% icon "(\w+)" %}', one.read_text())}
    assert named <= drawn


def test_pages_stay_within_their_weight() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the set-up's own copy runs the same script")
    done = subprocess.run([node, "scripts/check_budgets.mjs"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
