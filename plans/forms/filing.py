from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import FilterForm
from plans.forms.plan import narrow


class FilingYearForm(FilterForm):
    year = forms.IntegerField(label=_("年度"), required=False, min_value=2015, max_value=2100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        narrow(self)

    def year_chosen(self) -> int | None:
        return self.cleaned_data["year"] if self.is_bound and self.is_valid() else None
