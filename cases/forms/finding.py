from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.states import Severity
from enforcement.rulebook.models import ChecklistItem, Violation
from enforcement.web.forms import BaseForm, LongTextField, TextField


class ViolationField(forms.ModelChoiceField):
    def label_from_instance(self, row: Violation) -> str:
        return f"{row.name_zh}（{row.violated_citation}）"


class FindingForm(BaseForm):
    """`violations`: what the search found, or all in force."""

    description = LongTextField(label=_("问题描述"), rows=3, max_length=2000)
    place = TextField(label=_("部位"), max_length=100, required=False)
    severity = forms.ChoiceField(label=_("隐患级别"), choices=Severity.choices, widget=forms.RadioSelect)
    item = forms.ModelChoiceField(
        label=_("对应检查项"), queryset=ChecklistItem.objects.none(), required=False,
        empty_label="--",
    )  # fmt: skip
    violation = ViolationField(
        label=_("违法行为"), queryset=Violation.objects.none(), required=False, empty_label="--",
        help_text=_("按检查当日有效的条款列出，可先在上方按关键词查找"),
    )  # fmt: skip
    basis = LongTextField(
        label=_("强制性依据"), rows=2, required=False, max_length=1000,
        help_text=_("不填则引用所选违法行为或检查项的依据；没有强制性依据的只能记录，不能责令整改"),
    )  # fmt: skip

    def __init__(self, *args: Any, violations: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["violation"].queryset = violations
        self.fields["item"].queryset = items


class AmendFindingForm(FindingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["item"]
