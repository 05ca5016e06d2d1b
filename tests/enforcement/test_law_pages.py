"""Reading the law: search, a law, an article, a row with its line in time, and links from every citation."""

import re

import pytest
from django.urls import reverse

from enforcement.accounts.roles import Role
from enforcement.rulebook.bands import band_words, value_words
from enforcement.rulebook.browse import index
from enforcement.rulebook.models import SLOTS, Threshold, Violation
from enforcement.web.law import LABELS
from tests.factories import user_with

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a href="(/law/[^"#]*)"')


@pytest.fixture
def reader(client):
    client.force_login(user_with(Role.INSPECTOR))
    return client


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def row(client, name):
    return page(client, reverse("law_row", args=[name]))


def test_one_search_finds_in_every_kind_at_once(reader):
    found = reader.get(reverse("law_list"), {"q": "听证"})
    kinds = {str(group["label"]) for group in found.context["groups"]}
    assert {"时限", "数额标准", "前置条件", "文书文本"} <= kinds
    assert {tab["label"] for tab in found.context["tabs"]} >= set(LABELS.values())
    assert "要求听证(2021)" in found.content.decode()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("送达 回证", None),
        ("安全生产法 第九十七条", "WSL2021/97"),
        ("直接送达", "SV-1"),
        ("永久", None),
        ("查封", "OT-08"),
        ("WSL2021", "WSL2021"),
        ("特种作业", "VI-WS-097-7"),
    ],
)
def test_words_find_rows_of_their_kind(words, name):
    names = [entry.name for entry in index().search(words)]
    assert name is None or name in names


def test_every_two_characters_in_a_row_are_enough_where_the_whole_is_nowhere():
    known = index()
    whole = [entry for entry in known.entries if "责令限期整改指令书整改复查" in entry.text]
    assert not whole
    assert known.search("限期整改指令书") != []
    assert known.search("整改整改指令") != known.entries


def test_nothing_found_says_so_and_odd_words_break_nothing(reader):
    assert "没有含有这些字词的条目" in page(reader, "/law/?q=%E9%BE%98%E9%BE%98%E9%BE%98")
    for words in ("%", "\\", "'", "(", "*", "x" * 500):
        assert reader.get(reverse("law_list"), {"q": words}).status_code == 200


def test_pages_of_a_kind_are_turned(reader):
    first = reader.get(reverse("law_list"), {"kind": "article"})
    assert len(first.context["table"].rows) == 50
    second = reader.get(reverse("law_list") + first.context["table"].page.next_url)
    assert first.context["table"].rows[0].cells != second.context["table"].rows[0].cells
    assert reader.get("/law/?kind=article&after=-1").status_code == 200
    assert reader.get("/law/?kind=nonsense&after=x").status_code == 200


def test_a_law_shows_its_dates_articles_and_what_stands_in_each(reader):
    text = page(reader, reverse("law_law", args=["WSL2021"]))
    assert all(words in text for words in ("2021-09-01", "现行有效", "第九十七条", "VI-WS-097-1"))
    assert reverse("law_law", args=["WSL2014"]) in text
    assert "<svg" in text


def test_an_article_leads_to_its_edition_and_bears_its_evidence(reader):
    text = page(reader, reverse("law_article", args=["WSL2021", "97"]))
    edition = index().edition
    assert edition.get_absolute_url() in text
    assert "全文" in text
    assert "原文未收录" in text
    assert all(words in text for words in ("VI-WS-097-1", "AQF-97"))


def test_a_row_shows_its_wordings_in_time_and_what_cites_it(reader):
    text = row(reader, "VI-WS-095")
    before = Violation.objects.current().get(row_id="VI-WS-095@WSL2014")
    shown = (before.row_id, f"{before.effective_from}", f"{before.effective_to}", "<svg", "line-in-time__bar")
    assert [words for words in shown if words not in text] == []
    assert "检查项" in text
    assert 'style="' not in text


def test_a_gate_says_which_steps_it_is_bound_to(reader):
    assert "绑定的步骤" in row(reader, "GT-DEC-004")


@pytest.mark.slow
def test_each_citation_on_the_pages_leads_somewhere(reader):
    """Every row's page, and every address it links to, within the law."""
    known = index()
    followed = set()
    for kind in LABELS:
        for entry in [one for one in known.entries if one.kind == kind][:4]:
            address = (
                reverse("law_law", args=[entry.name]) if kind == "law"
                else reverse("law_article", args=entry.name.split("/", 1)) if kind == "article"
                else reverse("law_row", args=[entry.name])
            )  # fmt: skip
            followed |= set(LINK.findall(page(reader, address)))
    for address in sorted(followed)[:80]:
        assert reader.get(address.replace("&amp;", "&")).status_code == 200, address


def test_every_article_a_row_cites_has_a_page():
    known = index()
    for entry in known.entries:
        for law, number in entry.places:
            assert not number or (law, number) in known.articles, (entry.name, law, number)


def test_ranges_that_are_no_span_of_yuan_are_said_in_words(reader):
    assert "上一年年收入的 40%" in row(reader, "VI-WS-095")
    assert "按日连续处罚" in row(reader, "VI-WS-112")
    assert "特别重大事故：处 10,000,000 元以上 20,000,000 元以下" in row(reader, "VI-WS-114")
    assert "10万以上处2-5倍" in row(reader, "VI-WS-092B")


def test_no_range_is_dropped():
    for violation in Violation.objects.current():
        for slot in SLOTS:
            band = getattr(violation, slot)
            if band:
                assert any(sign.isdigit() for sign in band_words(band)) or "按日连续" in band_words(band), (
                    violation.row_id
                )


def test_no_part_of_a_threshold_is_dropped():
    for threshold in Threshold.objects.current():
        lines = value_words(threshold.value)
        assert len(lines) == len(threshold.value)
        assert all(text for _label, text in lines), threshold.row_id


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ({"min": 0, "max": 50000, "mode": "may"}, "可以处 50,000 元以下"),
        ({"min": 50000, "max": 100000, "mode": "must"}, "处 50,000 元以上 100,000 元以下"),
        (
            {"unit": "percent_of_last_year_income", "min": 60, "max": 100, "mode": "must"},
            "处 上一年年收入的 60%以上 100%以下",
        ),
        ({"min": 1, "max": 2, "mode": "must", "who": "主要负责人"}, "对象：主要负责人；处 1 元以上 2 元以下"),
        ({"min": 5, "mode": "must", "new": "x"}, "处 5 元以上；new：x"),
        (None, ""),
    ],
)
def test_a_range_in_words(band, words):
    assert band_words(band) == words


def test_what_is_no_law_says_so(reader):
    assert "待核定" in row(reader, "TL-CAS-003")
    assert "政策文件" in row(reader, "RD-01")


@pytest.mark.parametrize(
    "address", ["/law/NOPE/", "/law/laws/NOPE/", "/law/laws/WSL2021/999/", "/law/editions/999999/"]
)
def test_what_is_not_there_is_404(reader, address):
    assert reader.get(address).status_code == 404


def test_a_page_of_law_costs_few_queries_once_the_edition_is_read(reader, django_assert_max_num_queries):
    row(reader, "VI-WS-097-7")
    with django_assert_max_num_queries(12):
        row(reader, "VI-WS-097-3")


def test_a_row_that_a_later_edition_dropped_is_still_there_to_be_checked(reader, changed):
    changed(lambda book: book["gates"].remove(next(one for one in book["gates"] if one["id"] == "GT-CMP-001")))
    text = row(reader, "GT-CMP-001")
    assert "不再载有" in text
    assert "GT-CMP-001" not in [entry.name for entry in index().entries]
