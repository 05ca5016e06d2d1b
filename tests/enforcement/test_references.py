"""Citations: which articles a notation names, and which laws and articles free text names."""

import pytest

from enforcement.rulebook.citations import article_words, numbers_of, parts_of
from enforcement.rulebook.references import Name, Names, cited_in, numeral, segments

LAWS = Names(
    [
        Name("WSL2014", "中华人民共和国安全生产法(2014修正)", "2014-08-31修正", open_ended=False),
        Name("WSL2021", "中华人民共和国安全生产法(2021修正)", "2021-06-10修正", open_ended=True),
        Name("APL2021", "中华人民共和国行政处罚法(2021修订)", "2021-01-22修订", open_ended=True),
        Name("CPL2021", "中华人民共和国民事诉讼法(2021/2023修正)", "", open_ended=True),
        Name(
            "R15", "安全生产违法行为行政处罚办法(总局令第15号,第77号修正)", "国家安全监管总局令第15号", open_ended=False
        ),
        Name("INSP54", "关于严格规范涉企行政检查的意见", "国办发〔2024〕54号,2024-12-30", open_ended=True),
    ]
)


@pytest.mark.parametrize(
    ("article", "numbers"),
    [
        ("92(2)(3)", ["92"]),
        ("56, 85", ["56", "85"]),
        ("14-16", ["14", "15", "16"]),
        ("35(2); 38", ["35", "38"]),
        ("四(四)", ["四"]),
        ("13 (number from memory)", ["13"]),
        ("17 (16 in the 2007 text)", ["17"]),
        ("8-10 (各项)", ["8", "9", "10"]),
        ("46; Interpretation 64", ["46"]),
        ("国发〔2016〕33号 point 17", ["国发〔2016〕33号"]),
        ("not read", []),
        ("相应条款", []),
        ("", []),
    ],
)
def test_the_articles_a_notation_names(article, numbers):
    assert numbers_of(article) == numbers


@pytest.mark.parametrize(
    "article", ["92(2)(3)", "56, 85", "13 (number from memory)", "not read", "四(四)", "35(2); 38"]
)
def test_the_places_of_a_citation_are_its_words(article):
    assert "、".join(part.words for part in parts_of(article)) == article_words(article)


TEXTS = {
    "安全生产法(2021)第65条第一款第二、三项": {("WSL2021", "65")},
    "安全生产法(2014)第七十九条第二款": {("WSL2014", "79")},
    "安全生产法第二十一条(一)、第二十二条": {("WSL2021", "21"), ("WSL2021", "22")},
    "行政处罚法(2021)第9条;安全生产法(2021)第92、96、110条": {
        ("APL2021", "9"), ("WSL2021", "92"), ("WSL2021", "96"), ("WSL2021", "110"),
    },
    "民事诉讼法第92-94条": {("CPL2021", "92"), ("CPL2021", "93"), ("CPL2021", "94")},
    "行政处罚法 (2021) art 57, 59-61": {("APL2021", "57"), ("APL2021", "59"), ("APL2021", "60"), ("APL2021", "61")},
    "总局令第15号第14条": {("R15", "14")},
    "安全生产法 art 62, 65; 国办发〔2024〕54号: no inspection": {("WSL2021", "62"), ("WSL2021", "65")},
    "煤矿安全规程第六百七十六条": set(),
    "": set(),
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_free_text_is_read_for_what_it_cites_and_stays_as_it_is(text):
    assert {place for place in cited_in(text, LAWS) if place[1]} == TEXTS[text]
    assert "".join(one.text for one in segments(text, LAWS)) == text


def test_a_document_number_names_its_law():
    assert ("INSP54", "") in cited_in("国办发〔2024〕54号", LAWS)


@pytest.mark.parametrize(
    ("words", "number"), [("六十五", 65), ("十", 10), ("一百零一", 101), ("二十", 20), ("110", 110), ("三", 3)]
)
def test_numerals(words, number):
    assert numeral(words) == number
