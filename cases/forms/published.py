from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.rulebook.models import Checklist
from enforcement.rulebook.queries import checklists_in_force
from enforcement.web.forms import BaseForm, DayField, TextField


class ItemField(forms.ModelChoiceField):
    def label_from_instance(self, row: Checklist) -> str:
        return f"{row.name_zh}（{row.version}）"


class PublishItemForm(BaseForm):
    checklist = ItemField(label=_("检查事项"), queryset=Checklist.objects.none(), empty_label=None)
    source = TextField(label=_("公布的网址或文号"), max_length=200)
    published_on = DayField(label=_("公布日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checklist"].queryset = checklists_in_force(timezone.localdate()).order_by("code")
        self.suggest(published_on=timezone.localdate())
