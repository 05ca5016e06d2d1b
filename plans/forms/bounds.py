from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, TextField
from plans.queries.bounds import places


class TableForm(BaseForm):
    place = forms.ChoiceField(label=_("采用"), widget=forms.RadioSelect)
    note = TextField(label=_("依据或说明"), max_length=300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields["place"].choices = [(place, place) for place in places()]
        super().__init__(*args, **kwargs)
