"""What is known about an enterprise when it is graded."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import RoleGrant, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from enforcement.wording import in_chinese
from plans.models import Enterprise, Grading, GradingObjection, SchemeEdition, TaskGrading
from plans.queries.facts import PROVIDERS, Known, back, known_of
from plans.rules.prefill import differing, fact_key, proposed, windows
from plans.rules.regrading import Before, Renewal, overruled
from plans.rules.scheme import OF_TASKS

NAMED = 10


@dataclass(frozen=True)
class Prefill:
    """`known` by fact, `answers` by item."""

    edition: SchemeEdition
    known: Mapping[str, Known] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    today: dt.date = field(default_factory=timezone.localdate)

    def fact_of(self, code: str) -> str:
        return fact_key(self.edition.content["inputs"][code])

    def source_of(self, fact: str) -> Any:
        return PROVIDERS[windows(self.edition.content)[fact][0]].source

    def label_of(self, fact: str) -> Any:
        return PROVIDERS[windows(self.edition.content)[fact][0]].label

    def window_of(self, fact: str) -> str:
        return window(windows(self.edition.content)[fact][1], self.today)

    def overruled(self, answers: Mapping[str, Any]) -> dict[str, list[str]]:
        """Fact → the items answered otherwise than it says."""
        found: dict[str, list[str]] = {}
        for code in differing(self.edition.content, self.answers, answers):
            found.setdefault(self.fact_of(code), []).append(code)
        return found

    def as_json(self, answers: Mapping[str, Any], reasons: Mapping[str, str]) -> dict[str, Any]:
        """For keeping beside the answers: item → what was known, from where, what it proposed, why not so."""
        otherwise = {code: fact for fact, codes in self.overruled(answers).items() for code in codes}
        return {
            code: {
                "fact": (fact := self.fact_of(code)),
                "known": in_chinese(self.known[fact].words),
                "source": in_chinese(self.source_of(fact)),
                "proposed": value,
                **({"reason": reasons[fact]} if code in otherwise else {}),
            }
            for code, value in self.answers.items()
        }


def window(years: int | None, today: dt.date) -> str:
    """In words, where a scheme looks back so many years from the day."""
    if not years:
        return ""
    return _("近 %(years)s 年，%(day)s 起") % {"years": years, "day": back(today, years).isoformat()}


def prefill_of(enterprise: Enterprise, edition: SchemeEdition, today: dt.date | None = None) -> Prefill:
    """One query for each fact the scheme asks for. A task is not the unit: nothing is known about it."""
    if edition.kind == OF_TASKS:
        return Prefill(edition)
    today = today or timezone.localdate()
    known = known_of([enterprise.pk], windows(edition.content), today)[enterprise.pk]
    return Prefill(edition, known, proposed(edition.content, {key: one.value for key, one in known.items()}), today)


@dataclass(frozen=True)
class Again:
    """The grading in force by the same scheme, to grade anew from: its answers as far as they are still asked, and why
    the record was set aside. `objection`: the upheld one, if it is contested."""

    grading: Grading
    objection: GradingObjection | None
    answers: Mapping[str, Any]
    direct_red: list[str]
    reasons: Mapping[str, str]


def last_grading(enterprise: Enterprise) -> Grading | None:
    found = Grading.objects.filter(enterprise=enterprise, current=True).select_related("graded_by")
    return found.first()


def again_from(grading: Grading | None, prefill: Prefill) -> Again | None:
    """As a whole register is graded again: what is on record now comes before what was answered."""
    if grading is None or grading.scheme != prefill.edition.code:
        return None
    kept = grading.answers
    before = Before(grading.edition_id, kept["items"], kept["direct_red"], grading.inputs)
    reasons = overruled(before, {fact: in_chinese(one.words) for fact, one in prefill.known.items()})
    answers, direct = Renewal(prefill.edition.content, {}).carried(before, prefill.answers, reasons)
    objection = GradingObjection.objects.filter(grading=grading, upheld=True).first()
    return Again(grading, objection, answers, direct, reasons)


def may_answer(objection: GradingObjection) -> list[User]:
    """Who of the bureau may grade today, but for the one whose grade is contested; the first few."""
    roles = [role for role, rights in ROLES.items() if Permission.GRADE_ENTERPRISES in rights]
    held = RoleGrant.objects.in_force(timezone.localdate()).filter(role__in=roles).values("user")
    people = User.objects.filter(pk__in=held, bureau=objection.enterprise.bureau_id, is_active=True)
    return list(people.exclude(pk=objection.grading.graded_by_id).order_by("name", "pk")[:NAMED])


def task_gradings(enterprise: Enterprise) -> list[TaskGrading]:
    """Those in force, the gravest first."""
    rows = TaskGrading.objects.filter(enterprise=enterprise, current=True).select_related("graded_by")
    return list(rows.order_by("rank", "-score", "id"))
