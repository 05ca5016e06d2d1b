"""Whether a case needs collective discussion, and for which reasons."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cases.models import PenaltyCase
from cases.queries.assessment import assessments_of
from cases.queries.decision import amount_words
from cases.queries.investigation import latest_report
from cases.queries.law import unsettled_charges
from cases.queries.weighing import label
from cases.states import Outcome
from enforcement.rulebook.queries import amount_of, threshold

KEY, FIGURE = "collective_discussion", "fine_min"


@dataclass(frozen=True)
class Reason:
    """What does not bind is a placeholder that no bureau confirmed: it is told, and asks for nothing."""

    text: str
    article: str
    mark: str
    binds: bool = True

    @property
    def words(self) -> str:
        return f"{self.text}（{self.article}{f' {self.mark}' if self.mark else ''}）"


def reasons(case: PenaltyCase, amount: Decimal, on: dt.date) -> list[Reason]:
    law = threshold(KEY, on)
    found = []
    report = latest_report(case)
    if report and report.grave:
        found.append(Reason(_("调查报告认定情节复杂或者重大违法行为"), law.citation, law.mark))
    for charge in unsettled_charges(case, on):
        text = _("%(charge)s：新旧规定轻重不能直接比较，法律适用需要讨论") % {"charge": label(charge)}
        found.append(Reason(text, law.citation, law.mark))
    for one in assessments_of(report) if report else []:
        if one.outside_reason and one.outcome == Outcome.FINE:
            words = {"charge": label(one.charge), "reason": one.outside_reason}
            text = _("%(charge)s：拟罚金额超出裁量阶次，理由：%(reason)s") % words
            found.append(Reason(text, law.citation, law.mark))
    row = amount_of(KEY, FIGURE, on, bureau=case.bureau_id)
    if row and amount >= Decimal(str(row.value[FIGURE])):
        words = {"amount": amount_words(amount), "least": amount_words(Decimal(str(row.value[FIGURE])))}
        text = _("罚款 %(amount)s 元，达到 %(least)s 元") % words
        found.append(Reason(text, row.citation, row.mark, binds=row.set_by_bureau or row.is_law))
    return found
