import re

import pytest

from enforcement.rulebook.citations import article_words, chinese, cite
from enforcement.rulebook.models import Gate, Threshold, TimeLimit, Violation


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (112, "一百一十二"),
    ],
)
def test_chinese_numerals(number, words):
    assert chinese(number) == words


def test_numerals_outside_the_law_are_refused():
    for number in (0, 1000):
        with pytest.raises(ValueError, match=str(number)):
            chinese(number)


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("60", "第六十条"),
        ("36(2)", "第三十六条第二款"),
        ("101(1)(12)", "第一百零一条第一款第十二项"),
        ("78(1)(十一)", "第七十八条第一款第十一项"),
        ("99(3)", "第九十九条第三项"),
        ("92(2)(3)", "第九十二条第二款、第三款"),
        ("56, 85", "第五十六条、第八十五条"),
        ("28; 44(1)", "第二十八条、第四十四条第一款"),
        ("67-70", "第六十七条至第七十条"),
        ("12-36 (各项)", "第十二条至第三十六条各项"),
        ("63-65 (62-64 in the 2007 text)", "第六十三条至第六十五条"),
        ("32 (2007 numbering)", "第三十二条"),
        ("15(number from memory)", "第十五条（条号待核）"),
        ("四(四)", "第四部分第（四）项"),
        ("(十三)", "第（十三）项"),
        ("三", "第三部分"),
        ("not read", "（条文未核）"),
        ("国办发〔2015〕51号 point 18", "国办发〔2015〕51号第18点"),
        ("相应条款", "相应条款"),
    ],
)
def test_article_words(article, words):
    assert article_words(article, ["99", "92*"]) == words


def test_a_title_inside_a_title():
    assert cite("关于适用《行政诉讼法》的解释", "64") == "《关于适用〈行政诉讼法〉的解释》第六十四条"


@pytest.mark.django_db
@pytest.mark.parametrize("model", [TimeLimit, Threshold, Gate, Violation])
def test_every_row_has_a_citation_a_chinese_reader_can_read(model):
    for row in model.objects.current().select_related("law"):
        assert row.citation.startswith("《")
        assert not re.search(r"[A-Za-z(]", row.citation.split("》", 1)[1]), row.citation
