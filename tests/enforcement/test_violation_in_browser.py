"""The page ranks as the server does: the same words lead to the same violations with and without network."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from enforcement.rulebook.guides import words_of
from enforcement.rulebook.plain_words import Index
from enforcement.rulebook.queries import violations_in_force
from tests.enforcement.test_violation_search import PHRASES, TODAY

pytestmark = pytest.mark.django_db
SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "violations.js"
ODD = ["", "   ", "，。", "没", "97(3)", "没有ＭＳＤＳ！", "通道 出口", "😀没证", "training", "VI-WS-099-1"]


def test_the_page_ranks_as_the_server_does(browser: Browser) -> None:
    rows = list(violations_in_force(TODAY))
    texts = {row.rule_key: [row.name_zh, *words_of(row.rule_key)] for row in rows}
    index = Index(texts)
    asked = [words for words, _key in PHRASES] + ODD
    page = browser.new_page()
    page.goto("about:blank")
    page.add_script_tag(content=f"{SCRIPT.read_text(encoding='utf-8')}\nwindow.ranks = Index;", type="module")
    page.wait_for_function("window.ranks !== undefined")
    entries = [{"key": key, "texts": held} for key, held in texts.items()]
    rank = "([entries, asked]) => { const index = new ranks(entries); return asked.map((one) => index.ranked(one)) }"
    found = page.evaluate(rank, [entries, asked])
    page.close()
    assert dict(zip(asked, found, strict=True)) == {words: index.ranked(words) for words in asked}
