"""An amount follows from facts: all answered, none in contradiction, each proved."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.penalty import act_url
from cases.models import Assessment, PenaltyCase
from cases.queries.assessment import assessments_of
from cases.queries.charge import charges_of
from cases.queries.investigation import latest_report
from cases.queries.weighing import Weighing, evidence_codes, label, unproved, weighing_of
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken, Unmet
from enforcement.rulebook.benchmark_terms import ASKED
from enforcement.wording import listed

Answered = dict[str, tuple[str, tuple[str, ...]]]  # value and evidence by the key of the question


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


def report_rests_on_facts(case: PenaltyCase, by: User) -> Unmet | None:
    """The facts may be answered anew after the report; it is then revised before anything follows from it."""
    report = latest_report(case)
    changed = (
        [label(one.charge) for one in assessments_of(report) if asked_now(one) != told(one.facts)] if report else []
    )
    if not changed:
        return None
    message = _("调查报告提交后裁量事实已重新认定，先修改调查报告：%(charges)s") % {"charges": listed(changed)}
    return Unmet(message, url=act_url(case, "revise_report"))


def asked_now(assessment: Assessment) -> Answered | None:
    try:
        return told(weighing_of(assessment.charge, timezone.localdate()).facts)
    except RuleBroken:
        return None


def told(facts: Iterable[Mapping[str, Any]]) -> Answered:
    """What officers answered, with its evidence; not what the register or our own record said."""
    asked = [one for one in facts if one["source"] == ASKED]
    return {one["key"]: (str(one["value"]), tuple(sorted(one.get("evidence") or ()))) for one in asked}


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
