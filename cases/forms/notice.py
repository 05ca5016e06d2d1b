from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField

OBJECTS = (("no", _("没有提出")), ("yes", _("提出异议")))
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

    objects_to_discretion = forms.TypedChoiceField(
        label=_("是否对裁量提出异议"), choices=OBJECTS, coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        initial="no", required=False, empty_value=False,
    )  # fmt: skip
    objection = LongTextField(
        label=_("对裁量的异议"), rows=3, required=False, max_length=4000, help_text=_("提出异议的，写明当事人的说法")
    )
    explanation = LongTextField(
        label=_("对裁量的解释说明"), rows=4, required=False, max_length=4000,
        help_text=_("提出异议的必须解释说明：适用的裁量基准、阶次、情节和计算"),
    )  # fmt: skip


class WaiverForm(HeardForm):
    text = LongTextField(
        label=_("说明"), rows=3, required=False, max_length=2000, help_text=_("书面放弃陈述申辩和听证的经过")
    )
