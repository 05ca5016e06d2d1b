"""Which law governs each violation of a case, side by side, and how long it can be pursued."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.flows.penalty import FLOW
from cases.models import Charge, Decision, LawChoice, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.law import governing_of
from cases.queries.limitation import Limitation, limitations
from cases.views.like_cards import snapshot_rows
from enforcement.rulebook.queries import RowMissing
from enforcement.rulebook.side_by_side import choice, side_by_side
from enforcement.web.acts import buttons
from enforcement.web.law_compare import table_of

Rows = list[Any]


def law_part(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    steps = buttons(FLOW, case, request.user, lambda step: f"{case.get_absolute_url()}do/{step}/")
    return {
        "laws": [law_card(one, case) for one in charges_of(case)],
        "limitations": limitation_cards(case),
        "snapshots": snapshot_rows(case),
        "buttons": [one for one in steps if one["name"] == "settle_law" and not one["unmet"]],
    }


def law_card(charge: Charge, case: PenaltyCase) -> dict[str, Any]:
    """Of the day of the decision once there is one, until then of today."""
    decided = Decision.objects.filter(penalty=case).values_list("decided_on", flat=True).first()
    title = f"{charge.number}. {charge.violation.name_zh}"
    try:
        held = governing_of(charge, decided or timezone.localdate())
    except RowMissing as missing:
        return {"title": title, "why": str(missing)}
    return {
        "title": title,
        "choice": choice(held),
        "tone": "near" if held.unsettled or held.row is None else "ok",
        "why": held.why,
        "continued": held.continued,
        "table": table_of(held),
        "choices": [choice_words(one) for one in charge.law_choices.select_related("chosen_by")],
    }


def choice_words(one: LawChoice) -> str:
    words = {"on": f"{timezone.localtime(one.chosen_at):%Y-%m-%d %H:%M}", "who": one.chosen_by,
             "what": one.get_governs_display(), "reason": one.reason}  # fmt: skip
    return _t("%(on)s %(who)s 选定：%(what)s。理由：%(reason)s") % words


def limitation_cards(case: PenaltyCase) -> list[dict[str, Any]]:
    return [limitation_card(one) for one in limitations(case)]


def limitation_card(one: Limitation) -> dict[str, Any]:
    if one.clock is None:
        state = (_t("没有有效的规则行"), "near")
    else:
        state = (_t("已超过时效"), "over") if one.is_over else (_t("在时效之内"), "ok")
    return {"title": f"{one.number}. {one.name}", "word": state[0], "tone": state[1], "lines": one.lines,
            "steps": one.clock.steps if one.clock else []}  # fmt: skip


def to_settle(case: PenaltyCase) -> Rows:
    """What whoever settles the law has to see: both rows of every violation that waits for it."""
    rows: Rows = [(_("案件"), str(case)), (_("当事人"), case.party)]
    for charge in charges_of(case):
        try:
            held = governing_of(charge, timezone.localdate())
        except RowMissing:
            continue
        if held.unsettled:
            rows.append((_("违法行为"), f"{charge.number}. {charge.violation.name_zh}"))
            rows += [(one.label, compared_words(one)) for one in side_by_side(held)]
    return rows


def compared_words(one: Any) -> str:
    words = {"old": one.at_act, "new": one.at_decision, "verdict": one.verdict}
    return (_t("旧：%(old)s；新：%(new)s（%(verdict)s）") if one.verdict else _t("旧：%(old)s；新：%(new)s")) % words
