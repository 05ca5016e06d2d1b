from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.charges import ChargeFields
from cases.forms.decision import begun
from cases.models import PenaltyCase
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField


class DeliberationForm(ChargeFields, BaseForm):
    amount_label = _("讨论确定的罚款金额（元）")
    held_on = DayField(label=_("讨论日期"))
    place = TextField(label=_("地点"), max_length=200)
    attendees = LongTextField(label=_("出席人员"), rows=4, help_text=_("每行一人：姓名 职务"), max_length=2000)
    record = LongTextField(label=_("讨论记录"), rows=6, help_text=_("每行一人：姓名：发言"), max_length=8000)
    conclusion = LongTextField(label=_("结论性意见"), rows=3, max_length=2000)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_charges(record, begun(record))
        self.suggest(held_on=timezone.localdate())

    def clean(self) -> dict[str, Any]:
        return self.take_charges(super().clean() or self.cleaned_data)
