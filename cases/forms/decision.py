from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.charges import ChargeFields
from cases.models import AgreedCharge, Assessment, PenaltyCase
from cases.queries.assessment import agreed_in, assessments_of, told_of
from cases.queries.investigation import latest_report
from cases.queries.notice import latest_notice
from cases.states import Outcome
from enforcement.web.forms import BaseForm, LongTextField


class DecisionForm(ChargeFields, BaseForm):
    amount_label = _("罚款金额（元）")
    facts = LongTextField(label=_("认定的违法事实"), rows=6, max_length=8000)
    reasons = LongTextField(label=_("裁量依据和理由"), rows=4, max_length=4000)
    correction = LongTextField(label=_("责令改正的内容或已改正情况"), rows=3, max_length=2000)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report = latest_report(record)
        self.add_charges(record, begun(record))
        self.order_fields(["facts", "reasons", *self.charge_names()])
        self.suggest(facts=report.facts if report else "", reasons=report.reasons if report else "")

    def clean(self) -> dict[str, Any]:
        return self.take_charges(super().clean() or self.cleaned_data)


def begun(case: PenaltyCase) -> dict[int, dict[str, Any]]:
    """What the discussion agreed, or the party was told, or, where nothing had to be told, the report proposes."""
    notice, report = latest_notice(case), latest_report(case)
    told = told_of(notice) or ({one.charge_id: one for one in assessments_of(report)} if report else {})
    rows: dict[int, Assessment | AgreedCharge] = {**told, **agreed_in(case)}
    return {
        one.charge.number: {"outcome": one.outcome, "amount": one.amount if one.outcome == Outcome.FINE else None}
        for one in rows.values()
    }
