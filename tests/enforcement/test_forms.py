"""The shared fields: what they accept, what they answer, how they are rendered."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from enforcement.errors import StaleVersion
from enforcement.web.attempts import attempt
from enforcement.web.forms import (
    BaseForm,
    CodeField,
    DayField,
    FilesField,
    LongTextField,
    MomentField,
    MoneyField,
    Opinion,
    OpinionChoice,
    OpinionField,
    TextField,
)


def clean(field: forms.Field, value: Any) -> Any:
    return field.clean(value)


@pytest.mark.parametrize("typed", ["50000", "50,000.00", "５００００", "¥50000", " 50，000 元"])
def test_money_is_read_in_every_usual_way(typed: str) -> None:
    assert clean(MoneyField(label="罚款金额"), typed) == Decimal(50000)


@pytest.mark.parametrize("typed", ["五万", "-1", "1.234", "1e99", "NaN", "9" * 20])
def test_money_that_is_none_is_refused_in_words(typed: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        clean(MoneyField(label="罚款金额"), typed)
    assert "非法" not in "".join(refused.value.messages)


@pytest.mark.parametrize(
    "typed", ["2026-11-20", "2026/11/20", "20261120", "２０２６－１１－２０", "2026年11月20日", " 2026.11.20 "]
)
def test_a_day_is_read_in_every_usual_way(typed: str) -> None:
    assert clean(DayField(label="检查日期"), typed) == dt.date(2026, 11, 20)


def test_an_unreadable_day_says_how_to_write_it() -> None:
    with pytest.raises(forms.ValidationError, match="2026-11-20"):
        clean(DayField(label="检查日期"), "2026-13-45")


def test_a_moment_from_the_browser_is_read() -> None:
    assert clean(MomentField(label="检查时间"), "2026-11-20T09:30").strftime("%H:%M") == "09:30"


def test_codes_lose_blanks_and_become_upper_case() -> None:
    assert clean(CodeField(label="统一社会信用代码"), " 91530100 ｍａ6k2x9x0q ") == "91530100MA6K2X9X0Q"


def test_chinese_punctuation_is_left_as_typed() -> None:
    assert clean(TextField(label="名称"), "　青禾建材（云岭）有限公司，１号厂 ") == "青禾建材（云岭）有限公司，1号厂"


class Approval(BaseForm):
    opinion = OpinionField()
    note = LongTextField(label="备注", required=False)


@pytest.mark.parametrize("choice", ["return", "refuse"])
def test_an_opinion_against_needs_its_reason(choice: str) -> None:
    form = Approval({"opinion_choice": choice, "opinion_text": " "})
    assert form.errors["opinion"] == ["请写明退回修改或不同意的理由"]


def test_agreement_needs_no_text() -> None:
    form = Approval({"opinion_choice": "agree", "opinion_text": ""})
    assert form.is_valid()
    assert form.cleaned_data["opinion"] == Opinion("agree", "")
    assert form.cleaned_data["opinion"].agrees


def test_no_opinion_and_an_unknown_one_are_errors() -> None:
    assert Approval({}).errors["opinion"]
    assert Approval({"opinion_choice": "maybe"}).errors["opinion"]


class Decision(BaseForm):
    amount = MoneyField(label="罚款金额", help_text="元")
    kind = forms.ChoiceField(label="种类", widget=forms.RadioSelect, choices=[("a", "警告"), ("b", "罚款")])
    law = forms.ChoiceField(label="依据", choices=[("", "--"), ("1", "甲")])
    sure = forms.BooleanField(label="没收违法所得", required=False)
    files = FilesField(label="附件", required=False)


def test_a_missing_field_is_named_with_what_to_do() -> None:
    form = Decision({})
    assert form.errors["amount"] == ["请输入罚款金额"]
    assert form.errors["law"] == ["请选择依据"]


def test_errors_are_linked_to_their_control() -> None:
    html = str(Decision({})["amount"].as_field_group())
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert 'id="id_amount_error"' in html
    assert 'aria-invalid="true"' in html


def test_groups_stand_in_a_fieldset_and_every_control_has_its_label() -> None:
    html = str(Decision())
    assert "<legend" in html
    for control in ("id_amount", "id_kind_0", "id_kind_1", "id_law", "id_sure", "id_files"):
        assert f'for="{control}"' in html


def test_only_optional_fields_are_marked() -> None:
    assert "选填" in str(Decision()["files"].as_field_group())
    assert "选填" not in str(Decision()["amount"].as_field_group())


def upload(*files: SimpleUploadedFile) -> Decision:
    typed = {"amount": "1", "kind": "a", "law": "1"}
    return Decision(typed, MultiValueDict({"files": list(files)}))


def test_several_files_arrive_as_a_list() -> None:
    form = upload(SimpleUploadedFile("a.jpg", b"a"), SimpleUploadedFile("b.jpg", b"b"))
    assert form.is_valid(), form.errors
    assert [one.name for one in form.cleaned_data["files"]] == ["a.jpg", "b.jpg"]


def test_no_file_is_an_empty_list() -> None:
    form = upload()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["files"] == []


def test_a_file_too_big_is_named() -> None:
    field = FilesField(label="附件", max_bytes=1024 * 1024)
    with pytest.raises(forms.ValidationError, match=r"b\.jpg 超过 1 MB"):
        field.clean([SimpleUploadedFile("a.jpg", b"a"), SimpleUploadedFile("b.jpg", b"b" * (1024 * 1024 + 1))])


def test_what_was_typed_comes_back_escaped() -> None:
    html = str(Decision({"amount": '"><script>'}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


class Limited(BaseForm):
    count = forms.IntegerField(label="预留（%）", min_value=0, max_value=9)
    words = forms.CharField(label="名称", max_length=3, required=False)
    money = forms.DecimalField(label="金额", max_digits=5, decimal_places=2, required=False)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"count": "-1"}, "count", "预留（%）不能小于 0"),
        ({"count": "1.5"}, "count", "预留（%）应填写整数"),
        ({"count": "1", "money": "许多"}, "money", "金额应填写数字"),
        ({"count": "10"}, "count", "预留（%）不能大于 9"),
        ({"words": "四个字了"}, "words", "名称不能超过 3 个字，现有 4 个字"),
        ({"money": "1.234"}, "money", "金额最多 2 位小数"),
        ({"money": "1234.5"}, "money", "金额的整数部分最多 3 位"),
    ],
)
def test_a_limit_names_its_field(typed: dict[str, str], field: str, said: str) -> None:
    assert Limited({"count": "1"} | typed).errors[field] == [said]


class Signed(BaseForm):
    opinion = OpinionField(label="意见")
    level = forms.ChoiceField(label="等级", choices=[("red", "红"), ("blue", "蓝")])
    months = forms.MultipleChoiceField(label="月份", choices=[(1, "1 月"), (2, "2 月")])
    scan = forms.FileField(label="扫描件")
    password = forms.CharField(label="口令", widget=forms.PasswordInput)
    empty = forms.CharField(label="备注", required=False)


@pytest.mark.django_db
def test_what_was_typed_is_told_by_labels_and_words_without_the_password() -> None:
    def stale() -> None:
        raise StaleVersion("计划")

    data = QueryDict("opinion_choice=refuse&opinion_text=no&level=red&months=1&months=2&password=hidden")
    form = Signed(data, {"scan": SimpleUploadedFile("批复.pdf", b"%PDF")})
    with pytest.raises(StaleVersion) as refused:
        attempt(form, stale)
    told = dict(refused.value.typed or ())
    opinion = f"{OpinionChoice.REFUSE.label}、no"
    assert told == {"意见": opinion, "等级": "红", "月份": "1 月、2 月", "扫描件": "批复.pdf"}
