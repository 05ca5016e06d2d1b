"""How the charges of a case are shown."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.flows.penalty import FLOW
from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of, dropped_charges

CHANGES = ("amend_charge", "drop_charge")


def charge_label(charge: Charge) -> str:
    return _t("第 %(number)s 项违法行为") % {"number": charge.number}


def charge_words(charge: Charge) -> str:
    return f"{charge.violation.name_zh}（{charge.violation.citation} {charge.violation.mark}".rstrip() + "）"


def days_of(charge: Charge) -> str:
    return f"{charge.began_on} — {charge.act_on}" if charge.began_on else str(charge.act_on)


def charge_cards(case: PenaltyCase, user: Any) -> dict[str, Any]:
    """Each charge with its rows and, while it may be changed, the links to do so."""
    shown = charges_of(case)
    open_steps = {one.name: one.label for one, unmet in FLOW.open_steps(case, user) if not unmet}
    offered = [name for name in CHANGES if name in open_steps and (name != "drop_charge" or len(shown) > 1)]
    cards = []
    for one in shown:
        links = [
            {"label": open_steps[name], "url": f"{reverse('penalty_act', args=[case.pk, name])}?charge={one.pk}"}
            for name in offered
        ]
        cards.append({"title": f"{one.number}. {one.violation.name_zh}", "rows": charge_rows(one), "links": links})
    dropped = [(f"{one.number}. {one.violation.name_zh}", one.dropped_reason) for one in dropped_charges(case)]
    return {"cards": cards, "dropped": dropped}


def charge_rows(charge: Charge) -> list[Any]:
    row = charge.violation
    flags = [_t("责令限期改正后逾期未改正")] if charge.overdue else []
    flags += [_t("涉及公民生命健康安全且有危害后果")] if charge.harm else []
    findings = [str(one) for one in charge.findings.all()]
    return [
        (_("违反的规定"), row.violated_citation),
        (_("处罚依据"), f"{row.citation} {row.mark}".strip()),
        (_("违法行为发生日期"), days_of(charge)),
        (_("违法行为线索"), "；".join(findings)),
        *([(_("认定"), "；".join(flags))] if flags else []),
    ]
