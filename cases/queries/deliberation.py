"""Whether a case needs collective discussion, and for which reasons."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cases.models import PenaltyCase
from cases.queries.assessment import assessments_of
from cases.queries.decision import amount_words, discretion
from cases.queries.investigation import latest_report
from cases.queries.weighing import label
from enforcement.rulebook.models import Threshold
from enforcement.rulebook.queries import history, threshold

KEY = "collective_discussion"


@dataclass(frozen=True)
class Reason:
    text: str
    article: str
    mark: str


def amount_row(on: dt.date) -> Threshold | None:
    """The row with an amount: in force, or the last that was, which then is only a marked setting."""
    rows: list[Threshold] = [row for row in history(KEY) if "fine_min" in row.value]
    in_force = [row for row in rows if row.is_in_force(on)]
    lapsed = sorted((row for row in rows if row.effective_to), key=lambda row: row.effective_to or on)
    return next(iter(in_force or lapsed[-1:]), None)


def reasons(case: PenaltyCase, amount: Decimal, on: dt.date) -> list[Reason]:
    law = threshold(KEY, on)
    found = []
    report = latest_report(case)
    if report and report.grave:
        found.append(Reason(_("调查报告认定情节复杂或者重大违法行为"), law.citation, law.mark))
    if discretion(case, on).governing.unsettled:
        found.append(Reason(_("新旧规定轻重不能直接比较，法律适用需要讨论"), law.citation, law.mark))
    for one in assessments_of(report) if report else []:
        if one.outside_reason:
            words = {"charge": label(one.charge), "reason": one.outside_reason}
            text = _("%(charge)s：拟罚金额超出裁量阶次，理由：%(reason)s") % words
            found.append(Reason(text, law.citation, law.mark))
    row = amount_row(on)
    if row and amount >= Decimal(str(row.value["fine_min"])):
        words = {"amount": amount_words(amount), "least": amount_words(Decimal(str(row.value["fine_min"])))}
        mark = row.mark if row.is_in_force(on) else _("待核定")
        found.append(Reason(_("罚款 %(amount)s 元，达到 %(least)s 元") % words, row.citation, mark))
    return found
