import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.violation import LooksUp, ViolationField
from cases.states import Severity
from enforcement.rulebook.models import ChecklistItem
from enforcement.web.forms import BaseForm, LongTextField, TextField


class FindingForm(LooksUp, BaseForm):
    """`on`: the day of the visit, by whose articles a violation is chosen."""

    description = LongTextField(label=_("问题描述"), rows=3, max_length=2000)
    place = TextField(label=_("部位"), max_length=100, required=False)
    severity = forms.ChoiceField(label=_("隐患级别"), choices=Severity.choices, widget=forms.RadioSelect)
    item = forms.ModelChoiceField(
        label=_("对应检查项"), queryset=ChecklistItem.objects.none(), required=False,
        empty_label="--",
    )  # fmt: skip
    violation = ViolationField(label=_("违法行为"), required=False)
    basis = LongTextField(
        label=_("强制性依据"), rows=2, required=False, max_length=1000,
        help_text=_("不填则引用所选违法行为或检查项的依据；没有强制性依据的只能记录，不能责令整改"),
    )  # fmt: skip

    def __init__(self, *args: Any, on: dt.date, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_on(on)
        self.fields["item"].queryset = items


class AmendFindingForm(FindingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["item"]
