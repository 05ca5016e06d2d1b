"""The page that sets the rows of two days side by side."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enforcement.accounts.roles import Role
from tests.factories import user_with

pytestmark = pytest.mark.django_db
DAYS = {"violation": "VI-WS-102", "act": "2020-01-01", "decided": "2022-01-01"}


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(user_with(Role.INSPECTOR))
    return client


def page(reader: Client, **changed: str) -> Any:
    return reader.get(reverse("law_compare"), {**DAYS, **changed})


def test_both_rows_stand_side_by_side_with_the_reason(reader: Client) -> None:
    text = page(reader, slot="entity_overdue").content.decode()
    for words in ("VI-WS-102@WSL2014", "第一百零二条", "不能直接比较", "须由承办人比较后选定", "行政处罚法"):
        assert words in text, words
    assert "个人：逾期：最高" not in text


def test_a_day_without_a_row_says_so(reader: Client) -> None:
    assert "不得处罚" in page(reader, violation="VI-WS-099-8").content.decode()
    gone = page(reader, violation="VI-R15-045", act="2026-03-01", decided="2026-11-20").content.decode()
    assert "没有有效的规则行" in gone


def test_an_act_that_lasted_is_told(reader: Client) -> None:
    text = page(reader, violation="VI-WS-099-1", began="2020-01-01", act="2021-10-01").content.decode()
    assert "持续至 2021-10-01" in text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"violation": "没有这种行为"}, "规则库中没有"),
        ({"violation": "安全"}, "不止一个"),
        ({"decided": "2019-12-31"}, "早于违法行为发生的日期"),
        ({"began": "2020-01-02"}, "早于开始的日期"),
        ({"act": "2020-02-30"}, "2020-02-30"),
        ({"slot": "nobody"}, "对照"),
        ({"violation": "\0"}, "违法行为"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(reader: Client, changed: dict[str, str], words: str) -> None:
    answer = page(reader, **changed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "held" not in answer.context
