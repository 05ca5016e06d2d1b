from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField, dress
from plans.queries.grading import schemes

MOST = 999
DIRECT_RED = "direct_red"


class SchemeForm(BaseForm):
    scheme = forms.ChoiceField(label=_("分级方案"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields["scheme"].choices = [(code, f"{code} {one['name_zh']}") for code, one in schemes().items()]
        super().__init__(*args, **kwargs)


class GradingForm(BaseForm):
    """One field for each item of the scheme, grouped as the scheme groups them."""

    def __init__(self, scheme: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        self.scheme = scheme
        self.groups: list[tuple[str, str, list[str]]] = []
        super().__init__(*args, **kwargs)
        build = self._add_points if scheme["kind"] == "points" else self._add_matrix
        build()

    def _add_points(self) -> None:
        for project in self.scheme["projects"]:
            hint = _("扣分合计不超过 %(cap)s 分") % {"cap": project["max_deduct"]} if project["max_deduct"] else ""
            codes = []
            for item in project["items"]:
                self._add(item["code"], points_field(item))
                codes.append(item["code"])
            self.groups.append((project["project"], hint, codes))
        cases = [(case["code"], f"{case['code']} {case['text']}") for case in self.scheme["direct_red"]]
        field = forms.MultipleChoiceField(
            label=_("有以下情形之一的，直接判定为红"),
            choices=cases,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self._add(DIRECT_RED, field)
        self.groups.append((_("直接判定"), "", [DIRECT_RED]))

    def _add_matrix(self) -> None:
        for title, rows in ((_("可能性 L"), self.scheme["L_rows"]), (_("后果 S"), self.scheme["S_rows"])):
            for row in rows:
                values = [(n, f"{n}：{text}") for n, text in enumerate(row["values_1_to_4"], start=1)]
                label = f"{row['code']} {row['name']}"
                widget = forms.RadioSelect
                self._add(row["code"], forms.TypedChoiceField(label=label, choices=values, coerce=int, widget=widget))
            self.groups.append((title, "", [row["code"] for row in rows]))

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        dress(field)

    def sections(self) -> Iterator[tuple[str, str, list[BoundField]]]:
        for title, hint, names in self.groups:
            yield title, hint, [self[name] for name in names]

    def answers(self) -> dict[str, int]:
        """Codes with what was entered; an item that does not apply is left out."""
        given = {name: value for name, value in self.cleaned_data.items() if name != DIRECT_RED}
        return {name: int(value) for name, value in given.items() if value}

    def direct_red(self) -> list[str]:
        return list(self.cleaned_data.get(DIRECT_RED, []))


def points_field(item: Mapping[str, Any]) -> forms.Field:
    """A number where the scheme counts by piece, else a tick."""
    sign = "+" if item["effect"] == "+" else "−"
    if "per" not in item:
        return forms.BooleanField(label=f"{item['code']} {item['text']}（{sign}{item['points']}）", required=False)
    label = f"{item['code']} {item['text']}（{sign}{item['points']}/{item['per']}）"
    widget = forms.NumberInput(attrs={"class": "input-short num", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST, widget=widget)


class ObjectionForm(BaseForm):
    said_on = DayField(label=_("提出日期"))
    speaker = TextField(label=_("提出人"), max_length=60)
    text = LongTextField(label=_("异议内容"), rows=4, max_length=4000)


class AnswerForm(BaseForm):
    upheld = forms.TypedChoiceField(
        label=_("异议是否成立"),
        choices=[("yes", _("成立，重新分级")), ("no", _("不成立，维持原等级"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reply = LongTextField(label=_("答复"), rows=4, max_length=4000)
