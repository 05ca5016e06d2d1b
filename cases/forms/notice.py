from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField

ANSWERS = (("yes", _("采纳")), ("no", _("不采纳")))


class HeardForm(BaseForm):
    heard_on = DayField(label=_("记录日期"))
    speaker = TextField(label=_("陈述申辩人"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heard_on"].initial = timezone.localdate()


class StatementForm(HeardForm):
    place = TextField(label=_("地点"), max_length=200)
    phone = TextField(label=_("电话"), max_length=30, required=False)
    text = LongTextField(label=_("陈述申辩内容"), rows=6, max_length=8000)
    accepted = forms.TypedChoiceField(
        label=_("复核结果"), choices=ANSWERS, coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )
    reply = LongTextField(
        label=_("复核意见"), rows=4, required=False, max_length=4000, help_text=_("不采纳的必须写明理由")
    )


class WaiverForm(HeardForm):
    text = LongTextField(
        label=_("说明"), rows=3, required=False, max_length=2000, help_text=_("书面放弃陈述申辩和听证的经过")
    )
