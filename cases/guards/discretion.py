"""An amount follows from facts: all answered, none in contradiction, each proved."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.weighing import evidence_codes, label, unproved, weighing_of
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken, Unmet
from enforcement.rulebook.gates import enforces
from enforcement.wording import listed


@enforces("GT-DEC-010")
def facts_are_weighed(case: PenaltyCase, by: User) -> list[Unmet]:
    """Of every charge at once, with the place where to answer."""
    url, codes = reverse("penalty_discretion", args=[case.pk]), evidence_codes(case)
    found = [(charge, text) for charge in charges_of(case) for text in lacking(charge, codes)]
    return [unmet("GT-DEC-010", f"{label(charge)}：{text}", f"{url}#charge-{charge.number}") for charge, text in found]


def lacking(charge: Charge, codes: dict[str, str]) -> list[str]:
    try:
        weighing = weighing_of(charge, timezone.localdate())
    except RuleBroken as broken:
        return [str(broken.message)]
    held = weighing.assessed
    if held is None:
        return []  # no row governs: the check of the amount says so
    found = list(held.contradictions)
    if held.unanswered:
        labels = listed(question.label for question in held.unanswered)
        found.append(_("裁量事实尚未认定：%(facts)s") % {"facts": labels})
    if questions := unproved(weighing, codes):
        labels = listed(question.label for question in questions)
        found.append(_("裁量事实没有有效证据：%(facts)s") % {"facts": labels})
    return found
