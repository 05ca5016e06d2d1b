"""How a weighed charge is shown: where it is weighed, where an amount is set, and afterwards."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Charge, PenaltyCase
from cases.models.charge import Weighing as Kept
from cases.queries.charge import charges_of
from cases.queries.decision import amount_words, set_words, slot_words
from cases.queries.like import kind_of
from cases.queries.weighing import Known, Weighing, day_weighed, label, warnings, weighing_of
from cases.states import Outcome
from cases.views.like_cards import like_rows
from enforcement.discretion import EXEMPT, FINE, MAY_EXEMPT, NO_FINE
from enforcement.errors import RuleBroken
from enforcement.rulebook.benchmark_words import span_words
from enforcement.rulebook.benchmarks import Assessed, combined

Rows = list[Any]
ALLOWED = {
    FINE: _("应当处罚款"),
    MAY_EXEMPT: _("可以处罚款，也可以不予处罚"),
    EXEMPT: _("应当不予处罚"),
    NO_FINE: _("该条款对此情形没有规定罚款"),
}


def card_of(one: Weighing) -> dict[str, Any]:
    held = one.assessed
    return {
        "charge": one.charge,
        "title": label(one.charge),
        "law": one.law.lines,
        "slot": slot_words(one.slot),
        "known": [known_of(fact) for fact in one.known],
        "words": held.words if held else [],
        "rows": result_rows(one, held) if held else [],
        "contradictions": held.contradictions if held else [],
    }


def known_of(fact: Known) -> dict[str, Any]:
    earlier = [
        {"label": f"{one.decision.penalty} {one.decided_on}", "url": one.decision.penalty.get_absolute_url()}
        for one in fact.cases
    ]
    return {"label": fact.question.label, "words": fact.words, "source": fact.source, "cases": earlier}


def result_rows(one: Weighing, held: Assessed) -> Rows:
    weighed = held.weighed
    rows: Rows = [(_("裁量依据"), one.basis), (_("处理"), ALLOWED[held.outcome_allowed])]
    if weighed.statutory:
        rows.append((_("法定幅度"), span_words(weighed.statutory)))
    if held.tier_name:
        rows.append((_("裁量阶次"), held.tier_name))
    if weighed.span:
        rows.append((_("本案幅度"), span_words(weighed.span)))
    if weighed.below_minimum:
        rows.append((_("减轻处罚"), _t("低于法定最低数额，须有法定减轻情节的证据")))
    if held.unanswered:
        rows.append((_("尚未回答"), "；".join(question.label for question in held.unanswered)))
    elif held.suggested is not None:
        rows.append((_("计算得出的金额"), _t("%(amount)s 元") % {"amount": amount_words(held.suggested)}))
    return rows


def total_lines(held: Sequence[Weighing]) -> list[str]:
    """The sum, once every charge has its amount; a single charge needs none."""
    found = [(label(one.charge), one.assessed.suggested) for one in held if one.assessed]
    parts = [(name, amount) for name, amount in found if amount is not None]
    if len(held) < 2 or len(parts) < len(held):
        return []
    return combined(parts)[1]


def weighing_rows(case: PenaltyCase) -> Rows:
    """What whoever sets or checks an amount has to see of each charge."""
    rows: Rows = []
    held = charges_of(case)
    for charge in held:
        rows += rows_of_charge(charge, several=len(held) > 1)
    url = reverse("penalty_discretion", args=[case.pk])
    rows.append({"label": _("裁量事实和计算"), "value": _t("查看或补充"), "url": url})
    return [*rows, *((_("重复处罚提示"), one) for one in warnings(case, timezone.localdate()))]


def rows_of_charge(charge: Charge, *, several: bool) -> Rows:
    rows: Rows = [(_("违法行为"), label(charge))] if several else []
    try:
        one = weighing_of(charge, day_weighed(charge.penalty))
    except RuleBroken as missing:
        return [*rows, (_("法定幅度"), missing.message)]
    rows += [(_("法定幅度 %(n)s") % {"n": number}, line) for number, line in enumerate(one.law.lines, start=1)]
    return [*rows, *(result_rows(one, one.assessed) if one.assessed else []), *like_rows(charge, kind_of(one))]


def kept_rows(rows: Sequence[Kept]) -> Rows:
    """One line a charge: what is set, by which benchmark and tier, and why beyond it."""
    shown: Rows = []
    for one in rows:
        parts = [set_words(one.outcome, one.amount), one.basis]
        if one.outside_reason:
            text = _t("不予处罚的理由：%(reason)s") if one.outcome == Outcome.EXEMPT else _t("超出阶次：%(reason)s")
            parts.append(text % {"reason": one.outside_reason})
        shown.append((label(one.charge), "；".join(filter(None, parts))))
    return shown
