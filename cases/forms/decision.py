from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from cases.queries.investigation import latest_report
from cases.queries.notice import latest_notice
from enforcement.web.forms import BaseForm, LongTextField, MoneyField


class DecisionForm(BaseForm):
    facts = LongTextField(label=_("认定的违法事实"), rows=6, max_length=8000)
    reasons = LongTextField(label=_("裁量依据和理由"), rows=4, max_length=4000)
    amount = MoneyField(label=_("罚款金额（元）"), help_text=_("不能超出法定幅度，不能高于已告知的金额"))
    correction = LongTextField(label=_("责令改正的内容或已改正情况"), rows=3, max_length=2000)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report, notice, held = latest_report(record), latest_notice(record), record.deliberations.last()
        told = held or notice
        self.suggest(
            facts=report.facts if report else "",
            reasons=report.reasons if report else "",
            amount=told.amount if told else None,
        )
