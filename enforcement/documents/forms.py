from django import forms
from django.utils.translation import gettext_lazy as _


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("作废原因"),
        help_text=_("写明错在何处、以哪份文书替代；作废后文号不再使用"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "govuk-textarea"}),
    )
