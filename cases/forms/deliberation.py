from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from cases.queries.notice import latest_notice
from enforcement.web.forms import BaseForm, DayField, LongTextField, MoneyField, TextField


class DeliberationForm(BaseForm):
    held_on = DayField(label=_("讨论日期"))
    place = TextField(label=_("地点"), max_length=200)
    attendees = LongTextField(label=_("出席人员"), rows=4, help_text=_("每行一人：姓名 职务"), max_length=2000)
    record = LongTextField(label=_("讨论记录"), rows=6, help_text=_("每行一人：姓名：发言"), max_length=8000)
    conclusion = LongTextField(label=_("结论性意见"), rows=3, max_length=2000)
    amount = MoneyField(label=_("讨论确定的罚款金额（元）"))

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice = latest_notice(record)
        self.suggest(held_on=timezone.localdate(), amount=notice.amount if notice else None)
