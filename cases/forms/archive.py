from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from enforcement.web.forms import BaseForm, TextField

TERMS = (("永久", _("永久")), ("30年", _("30 年")), ("10年", _("10 年")))


class ArchiveForm(BaseForm):
    number = TextField(label=_("档号"), max_length=60)
    retention = forms.ChoiceField(label=_("保管期限"), choices=TERMS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest(number=f"{timezone.localdate().year}-{record.pk:05d}", retention=TERMS[0][0])
