from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from cases.queries.hearing import possible_hosts
from enforcement.accounts.models import User
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField


class RequestForm(BaseForm):
    requested_on = DayField(label=_("申请日期"))
    requested_by = TextField(label=_("申请人"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requested_on"].initial = timezone.localdate()


class ScheduleForm(BaseForm):
    held_on = DayField(label=_("听证日期"), help_text=_("通知期限由系统从听证日期倒算"))
    place = TextField(label=_("听证地点"), max_length=200)
    host = forms.ModelChoiceField(label=_("主持人"), queryset=User.objects.none())

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [one.pk for one in possible_hosts(record, timezone.localdate())]
        self.fields["host"].queryset = User.objects.filter(pk__in=people).order_by("name")


class HearingForm(BaseForm):
    record = LongTextField(label=_("听证笔录"), rows=10, max_length=20000)
    conclusion = LongTextField(label=_("听证意见"), rows=4, max_length=4000)
