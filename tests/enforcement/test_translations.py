from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from enforcement import translations

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
LABEL = _("企业")
TEXT = ngettext("%(n)s 家企业", "%(n)s 家企业（复数）", 2)
ORDER = pgettext("排列", "次序")
COMPUTED = _(LABEL)
"""
TEMPLATE = """
{% load i18n %}<p class="it's">{% trans "检查" %} {{ x|default:_("无") }} 'quote' `
{% blocktrans count n=n %}{{ n }} 项{% plural %}{{ n }} 项们{% endblocktrans %}
{% blocktrans trimmed with name=x %}
    由 {{ name }} 办理
{% endblocktrans %}</p>
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "plans/models.py": PYTHON,
        "plans/migrations/0001_a.py": "_('不收')",
        "templates/plans/a.html": TEMPLATE,
        "static/js/a.js": "const t = gettext('网络已断开'); // it's",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def translate(root: Path, **texts: str) -> None:
    catalog = translations.read(translations.catalog_file(root))
    for message in catalog:
        if translations.key_of(message) in texts:
            message.string = texts[translations.key_of(message)]
    with translations.catalog_file(root).open("wb") as file:
        translations.write_po(file, catalog)


def test_finds_texts_of_code_templates_and_scripts(root):
    found = set(translations.messages(translations.collect(root)))

    assert found == {
        ("企业", None), ("%(n)s 家企业", None), ("次序", "排列"), ("网络已断开", None),
        ("检查", None), ("无", None), ("%(n)s 项", None), ("由 %(name)s 办理", None),
    }  # fmt: skip


def test_finds_the_words_of_data_that_stand_on_pages_and_no_others(root):
    data = root / "fixtures/rulebook/grading.yaml"
    data.parent.mkdir(parents=True)
    data.write_text(
        "meta: {title: 不在页面上}\n"
        "schemes:\n"
        "- {code: G, note: 说明, levels: [{level: 蓝, name: 低风险}], projects: [{items: [{text: 一级, per: 项}]}],\n"
        "   values: {L: {10: 相当可能}}, L_rows: [{values_1_to_4: [甲类, A]}], inputs: {x: {table: {无: 1}}}}\n"
    )

    found = set(translations.messages(translations.collect(root)))

    assert {text for text, _context in found} >= {"蓝", "低风险", "一级", "项", "相当可能", "甲类"}
    assert not {text for text, _context in found} & {"不在页面上", "说明", "A", "G"}


def test_update_keeps_what_was_translated_and_drops_what_is_gone(root):
    translations.update(root)
    translate(root, 企业="Enterprise", 检查="Inspect")
    (root / "templates/plans/a.html").write_text("")

    translations.update(root)

    there = translations.messages(translations.read(translations.catalog_file(root)))
    assert there["企业", None].string == "Enterprise"
    assert ("检查", None) not in there


def test_update_twice_changes_nothing(root):
    translations.update(root)
    first = translations.catalog_file(root).read_text()

    translations.update(root)

    assert translations.catalog_file(root).read_text() == first


def test_gaps_are_named_with_their_place(root):
    translations.update(root)
    (root / "static/js/a.js").write_text("")

    gaps = translations.find_gaps(root)

    assert "企业 (plans/models.py)" in gaps.untranslated
    assert gaps.obsolete == ["网络已断开"]


def test_a_placeholder_lost_in_translation_is_a_gap(root):
    translations.update(root)
    translate(root, **{"由 %(name)s 办理": "done by %(nane)s"})

    assert translations.find_gaps(root).broken == ["由 %(name)s 办理"]


def test_check_fails_on_a_gap(root, settings):
    settings.BASE_DIR = root

    with pytest.raises(CommandError, match="untranslated: '企业"):
        call_command("translations", "--check")


def test_compiled_texts_are_read_back(root, settings):
    translations.update(root)
    translate(root, 企业="Enterprise")

    (made,) = translations.compile_all(root)

    assert b"Enterprise" in made.read_bytes()
