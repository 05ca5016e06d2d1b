"""An amount follows from facts: all answered, none in contradiction, each proved."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.weighing import Weighing, evidence_codes, label, unproved, weighing_of
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken, Unmet
from enforcement.wording import listed


def facts_are_weighed(case: PenaltyCase, by: User) -> list[Unmet]:
    """Of every charge at once, with the place where to answer."""
    url, codes, found = reverse("penalty_discretion", args=[case.pk]), evidence_codes(case), []
    for charge in charges_of(case):
        try:
            weighing = weighing_of(charge, timezone.localdate())
        except RuleBroken as broken:
            found.append(Unmet(f"{label(charge)}：{broken.message}", url=url))
            continue
        basis = weighing.basis or (weighing.row.citation if weighing.row else "")
        place = f"{url}#charge-{charge.number}"
        found += [Unmet(f"{label(charge)}：{text}", article=basis, url=place) for text in lacking(weighing, codes)]
    return found


def lacking(weighing: Weighing, codes: dict[str, str]) -> list[str]:
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
