"""The one check of an amount against the law, for the report and the decision alike."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _t, override

from cases.models import PenaltyCase
from cases.queries.decision import amount_words, discretion, range_words, slot_words
from cases.rules.decision import NOTHING, problem
from enforcement.errors import RuleBroken
from enforcement.rulebook.models import Violation


def governing_row(case: PenaltyCase) -> tuple[Violation, list[str]]:
    """The row that governs today's decision, and the lines that say why, in the language of the record."""
    held = discretion(case, timezone.localdate())
    if held.row is None:
        raise RuleBroken(held.governing.why, field="amount")
    with override("zh-hans"):
        spoken = discretion(case, timezone.localdate())
        return held.row, list(spoken.lines)


def refuse_outside(case: PenaltyCase, amount: Decimal) -> None:
    held = discretion(case, timezone.localdate())
    row, band = held.row, held.band
    words = {"slot": slot_words(held.slot), "amount": amount_words(amount)}
    if row is None or band is None:
        words |= {"row": row.row_id if row else "--", "article": row.citation if row else "--"}
        message = _t("%(row)s（%(article)s）对“%(slot)s”没有以元表示的罚款幅度，不能在此确定罚款")
        raise RuleBroken(message % words, field="amount")
    found = problem(amount, band)
    if found == NOTHING:
        raise RuleBroken(_t("罚款金额应大于 0"), field="amount")
    if found:
        words |= {"row": row.row_id, "article": row.citation, "range": range_words(band)}
        message = _t("%(amount)s 元不在 %(row)s（%(article)s）“%(slot)s”的法定幅度内：%(range)s")
        raise RuleBroken(message % words, field="amount")
