from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.web.forms import DayField, FilterForm
from plans.queries.life import kinds_for


class LifeFilter(FilterForm):
    kind = forms.ChoiceField(label=_("类别"), required=False)
    since = DayField(label=_("自"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *kinds_for(user).items()]
