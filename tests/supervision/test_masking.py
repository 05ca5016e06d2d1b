import pytest

from supervision.queries.disclosure import field_list, patterns
from supervision.rules.masking import leaks, mask, mask_name


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("欧阳某三", "欧***"), (" 王五 ", "王*"), ("李", "李*"), ("", "")]
)
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证 11010519491231002X。", "居民身份证"),
        ("手机13900000000", "手机号"),
        ("电话 0871-6000000。", "固定电话"),
        ("账号6222000011112222", "银行账号"),
    ],
)
def test_private_numbers_are_taken_out_and_named(text: str, kind: str) -> None:
    result = mask(text, list(patterns()))
    assert result.removed == (kind,)
    assert "××" in result.text


def test_a_credit_code_of_the_party_stays() -> None:
    code = "911000000000000018"
    assert mask(code, list(patterns()), keep=frozenset({code})).text == code
    assert leaks(code, list(patterns())) != []


def test_plain_text_is_left_alone() -> None:
    text = "2026年3月2日检查，罚款20,000元"
    assert mask(text, list(patterns())).text == text


def test_identity_numbers_are_not_published_fields() -> None:
    assert not {"CF_XDR_ZJHM", "CF_FR_ZJHM", "CF_XDR_ZJLX", "CF_SJLY"} & set(field_list())
