from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import Bureau, User
from enforcement.web.forms import BaseForm, DayField, TextField
from plans.states import LeaveKind


class LeaveForm(BaseForm):
    user = forms.ModelChoiceField(label=_("人员"), queryset=User.objects.none())
    kind = forms.ChoiceField(label=_("事由"), choices=LeaveKind)
    first = DayField(label=_("自"))
    last = DayField(label=_("至"), help_text=_("含当日"))
    note = TextField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(bureau=bureau, is_active=True).order_by("name", "pk")
