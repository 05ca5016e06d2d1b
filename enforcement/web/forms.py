"""Fields and widgets shared by all forms. Input is forgiving: spaces, full-width characters and commas are accepted."""

import datetime as dt
import re
import unicodedata
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from enforcement.web.fragments import kept

DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
FULL_WIDTH = re.compile("[\uff0d\uff0e\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000]")


def half_width(text: str) -> str:
    """Full-width digits, letters, hyphens, points and blanks become half-width; Chinese punctuation stays as typed."""
    return "".join(unicodedata.normalize("NFKC", c) if FULL_WIDTH.match(c) else c for c in text)


class Renderer(TemplatesSetting):
    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"


class FieldTemplates:
    """One template for every field of every form, and classes that fit it."""

    fields: dict[str, forms.Field]
    initial: MutableMapping[str, Any]
    use_required_attribute = False  # checked on submit, on the server, in the page's language

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            dress(field)

    def suggest(self, **values: Any) -> None:
        """Values to begin with, for fields the caller gave none."""
        self.initial = {**values, **self.initial}


class BaseForm(FieldTemplates, forms.Form):
    pass


class FilterForm(BaseForm):
    """Of a filter bar: everything is optional, so nothing says so."""

    filters = True

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Unless something was typed or an option comes from a table, the bar is the same for everyone."""
        plain = self.fields.values()
        if args or kwargs or self.errors or any(isinstance(field, forms.ModelChoiceField) for field in plain):
            return super().render(*args, **kwargs)
        if any(self.data.get(self.add_prefix(name)) for name, field in self.fields.items() if not chosen_from(field)):
            return super().render()
        bar = tuple((name, type(field), chosen_from(field), self[name].value()) for name, field in self.fields.items())
        return kept((type(self).__name__, *bar), super().render)

    __str__ = __html__ = render


def chosen_from(field: forms.Field) -> tuple[Any, ...]:
    return tuple(value for value, _label in getattr(field, "choices", ()))


class BaseModelForm(FieldTemplates, forms.ModelForm):
    pass


class SignInForm(FieldTemplates, AuthenticationForm):
    error_messages = {
        "invalid_login": _("登录名或密码不正确，请核对后重新输入"),
        "inactive": _("该账号已停用，请联系系统管理员"),
    }


CSS = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),  # Django derives it from RadioSelect
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.MultiWidget, ""),
    (forms.HiddenInput, ""),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "input-file"),
    (forms.Widget, "govuk-input"),
)


LIMITS = {  # what Django says of a limit does not name the field
    "min_value": _("%(label)s不能小于 %(limit_value)s"),
    "max_value": _("%(label)s不能大于 %(limit_value)s"),
    "max_length": _("%(label)s不能超过 %(limit_value)s 个字，现有 %(show_value)s 个字"),
    "max_decimal_places": _("%(label)s最多 %(max)s 位小数"),
    "max_whole_digits": _("%(label)s的整数部分最多 %(max)s 位"),
    "max_digits": _("%(label)s最多 %(max)s 位数字"),
}


WRONG = (  # Django's words for what is no number: neither the field nor an example
    (forms.IntegerField.default_error_messages["invalid"], _("%(label)s应填写整数")),
    (forms.DecimalField.default_error_messages["invalid"], _("%(label)s应填写数字")),
)


class Labelled(dict[str, Any]):
    """Puts the label into a message and leaves the rest to whoever knows it."""

    def __missing__(self, name: str) -> str:
        return f"%({name})s"


def dress(field: forms.Field) -> None:
    """The class its kind of control has, and messages that name the field instead of Django's general ones."""
    attrs = field.widget.attrs
    added = next(css for kind, css in CSS if isinstance(field.widget, kind))
    if added and added not in attrs.get("class", ""):
        attrs["class"] = f"{attrs.get('class', '')} {added}".strip()
    if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
        chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
        text = _("请选择%(label)s") if chosen else _("请输入%(label)s")
        field.error_messages["required"] = text % {"label": field.label or ""}
    if field.label:
        named = Labelled(label=str(field.label).replace("%", "%%"))
        limits: dict[str, Any] = {code: text % named for code, text in LIMITS.items()}
        field.error_messages = limits | field.error_messages
        for django_words, text in WRONG:
            if field.error_messages.get("invalid") is django_words:
                field.error_messages["invalid"] = text % {"label": field.label}


class TextField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return half_width(super().to_python(value)).strip()


class LongTextField(forms.CharField):
    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class CodeField(TextField):
    """Codes: no blanks inside, upper case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "input-medium")
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def to_python(self, value: Any) -> str:
        return "".join(super().to_python(value).split()).upper()


class MoneyField(forms.DecimalField):
    """元, two decimals. `5,000.00`, `５０００` and `¥5000` are read; the page shows the capitals below."""

    default_error_messages = {"invalid": _("金额格式不正确，例如 50000 或 50000.00")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"max_digits": 14, "decimal_places": 2, "min_value": Decimal(0)} | kwargs
        attrs = {"class": "input-short num", "inputmode": "decimal", "autocomplete": "off", "data-money": ""}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = half_width(value)
            for mark in (",", "，", "¥", "￥", "元", " "):
                value = value.replace(mark, "")
        return super().to_python(value)


class DayField(forms.DateField):
    default_error_messages = {"invalid": _("日期格式不正确，例如 2026-11-20")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATE_FORMATS)
        kwargs.setdefault("widget", DayInput())
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(half_width(value).strip() if isinstance(value, str) else value)


class DayInput(forms.DateInput):
    """The browser's date picker wants ISO; without one it is a plain text field that accepts the same."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "input-short"} | (attrs or {}), format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    default_error_messages = {"invalid": _("时间格式不正确，例如 2026-11-20 09:30")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"class": "input-medium", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        kwargs.setdefault("widget", widget)
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"])
        super().__init__(**kwargs)


class OpinionChoice(models.TextChoices):
    AGREE = "agree", _("同意")
    RETURN = "return", _("退回修改")
    REFUSE = "refuse", _("不同意")


@dataclass(frozen=True)
class Opinion:
    choice: str
    text: str

    @property
    def agrees(self) -> bool:
        return self.choice == OpinionChoice.AGREE


class OpinionInput(forms.MultiWidget):
    template_name = "components/forms/opinion.html"
    use_fieldset = True

    def __init__(self, choices: Sequence[tuple[str, Any]], phrases: Sequence[Any]) -> None:
        text = forms.Textarea(attrs={"rows": 3, "class": "govuk-textarea"})
        radios = forms.RadioSelect(attrs={"class": "govuk-radios__input"}, choices=choices)
        super().__init__({"choice": radios, "text": text})
        self.phrases = phrases

    def decompress(self, value: Opinion | None) -> list[Any]:
        return [value.choice, value.text] if value else [None, ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"phrases": self.phrases}


class OpinionField(forms.MultiValueField):
    """同意 / 退回修改 / 不同意; the last two need a text. Gives an `Opinion`."""

    default_error_messages = {"why": _("请写明退回修改或不同意的理由"), "required": _("请选择意见")}

    def __init__(
        self, *, choices: Sequence[str] = OpinionChoice.values, phrases: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        offered = [pair for pair in OpinionChoice.choices if pair[0] in choices]
        fields = (forms.ChoiceField(choices=offered, required=False), forms.CharField(required=False, max_length=2000))
        kwargs.setdefault("label", _("意见"))
        kwargs.setdefault("widget", OpinionInput(offered, phrases or (_("情况属实，同意"), _("同意，按程序办理"))))
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> Opinion | None:
        choice, text = (values + ["", ""])[:2]
        if not choice and not text and not self.required:
            return None
        if not choice:
            raise ValidationError(self.error_messages["required"], code="required")
        if choice != OpinionChoice.AGREE and not text.strip():
            raise ValidationError(self.error_messages["why"], code="why")
        return Opinion(choice, text.strip())


class FilesInput(forms.ClearableFileInput):
    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field. Gives a list; `max_bytes` is for each file."""

    default_error_messages = {"too_big": _("文件 %(name)s 超过 %(limit)s MB，请压缩后上传")}

    def __init__(self, *, max_bytes: int = 20 * 1024 * 1024, accept: str = "", **kwargs: Any) -> None:
        self.max_bytes = max_bytes
        attrs = {"data-upload": "", **({"accept": accept} if accept else {})}
        kwargs.setdefault("widget", FilesInput(attrs=attrs))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            super().clean(None, initial)
            return []
        return [self.clean_one(one) for one in files]

    def clean_one(self, file: UploadedFile) -> UploadedFile:
        cleaned = super().clean(file)
        if file.size and file.size > self.max_bytes:
            limit = self.max_bytes // (1024 * 1024)
            raise ValidationError(self.error_messages["too_big"], params={"name": file.name, "limit": limit})
        return cleaned
