from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from cases.queries.execution import account
from enforcement.web.forms import BaseForm, CodeField, DayField, MoneyField


class PaymentForm(BaseForm):
    amount = MoneyField(label=_("缴款金额（元）"))
    paid_on = DayField(label=_("缴款日期"))
    receipt = CodeField(label=_("缴款凭证号"), max_length=60, help_text=_("银行或非税收入票据上的编号"))

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        held = account(record, today)
        self.suggest(paid_on=today, amount=held.outstanding if held else None)
