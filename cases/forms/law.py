from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Charge, PenaltyCase
from cases.queries.law import unsettled_charges
from cases.states import Governs
from enforcement.web.forms import BaseForm, LongTextField


class SettleLawForm(BaseForm):
    charge = forms.ModelChoiceField(Charge.objects.none(), label=_("违法行为"), empty_label=None)
    governs = forms.ChoiceField(label=_("适用的规定"), choices=Governs, widget=forms.RadioSelect)
    reason = LongTextField(label=_("理由"), rows=4, max_length=2000, help_text=_("写明比较了哪些项目，为什么认为较轻"))

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = [one.pk for one in unsettled_charges(record, timezone.localdate())]
        rows = Charge.objects.filter(pk__in=open_ones).select_related("violation")
        self.fields["charge"].queryset = rows
