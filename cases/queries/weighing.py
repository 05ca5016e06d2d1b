"""A charge weighed: the governing row, what is known of the facts and from where, the tier and the range."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Charge, DecidedCharge, Decision, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.decision import Discretion, discretion_of
from cases.queries.investigation import evidence_in_force
from cases.states import Outcome
from enforcement.discretion import Question
from enforcement.rulebook.benchmark_terms import ASKED, SOURCES
from enforcement.rulebook.benchmark_words import answer_words
from enforcement.rulebook.benchmarks import (
    Assessed,
    Charged,
    asked,
    assess,
    clean_facts,
    double_fine_warnings,
    rules_for,
)
from enforcement.rulebook.models import Violation

Answers = Sequence[Mapping[str, Any]]  # {key, value, evidence: [code]}
PENALISED = (Outcome.FINE, Outcome.WARNING)
DOUBLE_FINE_YEARS = 2


@dataclass(frozen=True)
class Known:
    """A fact nobody is asked for: where it comes from, and the earlier cases it was counted from."""

    question: Question
    value: Any
    cases: tuple[DecidedCharge, ...] = ()

    @property
    def source(self) -> str:
        return str(SOURCES[self.question.source])

    @property
    def words(self) -> str:
        return answer_words(self.question, self.value)


@dataclass(frozen=True)
class Weighing:
    """`assessed` is none where no row governs. `asked`: what the officer answers; `known`: what is answered already."""

    charge: Charge
    law: Discretion
    slot: str
    assessed: Assessed | None
    asked: tuple[Question, ...]
    known: tuple[Known, ...]
    answers: tuple[Mapping[str, Any], ...]

    @property
    def row(self) -> Violation | None:
        return self.law.row

    @property
    def lines(self) -> list[str]:
        """The law of both days, then the steps from the facts to the range."""
        return [*self.law.lines, *(self.assessed.words if self.assessed else [])]

    @property
    def arithmetic(self) -> list[dict[str, Any]]:
        law = [{"code": "law", "values": {}, "text": line} for line in self.law.lines]
        return [*law, *(self.assessed.arithmetic if self.assessed else [])]

    @property
    def basis(self) -> str:
        """Empty where no benchmark holds."""
        held = self.assessed
        return f"{held.basis} {held.mark}".strip() if held else ""

    @property
    def facts(self) -> list[dict[str, Any]]:
        """For the record: every fact that was weighed, with its evidence or its source."""
        known = [
            {"key": one.question.key, "label": one.question.label, "value": plain(one.value), "words": one.words,
             "evidence": [], "source": one.question.source, "cases": [earlier.decision_id for earlier in one.cases]}
            for one in self.known
        ]  # fmt: skip
        asked = {one.key: one for one in self.asked}
        given = [
            {**one, "label": asked[one["key"]].label, "words": self.answer_words(asked[one["key"]], one["value"]),
             "source": ASKED}
            for one in self.answers if one["key"] in asked
        ]  # fmt: skip
        return [*known, *given]

    def answer_words(self, question: Question, raw: Any) -> str:
        return answer_words(question, clean_facts({question.key: question}, {question.key: raw})[question.key])


def weighing_of(charge: Charge, on: dt.date, answers: Answers | None = None) -> Weighing:
    """By the answers given, or else by those kept with the charge. A value of the wrong kind is refused by its key."""
    law = discretion_of(charge, on)
    given = tuple(charge.facts if answers is None else answers)
    if law.row is None:
        return Weighing(charge, law, law.slot, None, (), (), given)
    case = charge.penalty
    rules = rules_for(case.bureau, law.row, law.slot, on)
    known, wanted = divided(charge, asked(rules, law.row, law.slot))
    facts = {one.question.key: one.value for one in known}
    facts |= {one["key"]: one["value"] for one in given if one["key"] not in facts}
    assessed = assess(rules, law.row, law.slot, facts, on=on)
    return Weighing(charge, replace(law, span=assessed.weighed.statutory), law.slot, assessed, wanted, known, given)


def weighings(case: PenaltyCase, on: dt.date) -> list[Weighing]:
    return [weighing_of(one, on) for one in charges_of(case)]


def divided(charge: Charge, questions: Iterable[Question]) -> tuple[tuple[Known, ...], tuple[Question, ...]]:
    """What the register and our own record say is not asked; what they do not know is."""
    earlier = Earlier(charge)
    known, unknown = [], []
    for question in questions:
        held = None if question.source == ASKED else looked_up(question, earlier)
        if held is None:
            unknown.append(question)
        else:
            known.append(held)
    return tuple(known), tuple(unknown)


@dataclass
class Earlier:
    """What our own record holds of the party, read once and only if a question needs it."""

    charge: Charge

    @cached_property
    def penalised(self) -> tuple[DecidedCharge, ...]:
        return tuple(penalised(self.charge))

    def repeated(self, days: int) -> tuple[DecidedCharge, ...]:
        """The same violation, penalised within so many days before the act."""
        since, key = self.charge.act_on - dt.timedelta(days=days), self.charge.violation.rule_key
        return tuple(one for one in self.penalised if one.rule_key == key and one.decided_on >= since)


def looked_up(question: Question, earlier: Earlier) -> Known | None:
    match question.source.split(":"):
        case ["register", "scale"]:
            scale = earlier.charge.penalty.enterprise.scale
            return Known(question, scale) if scale else None
        case ["record", "repetition_180"]:
            return counted(question, earlier.repeated(180))
        case ["record", "repetition_365"]:
            return counted(question, earlier.repeated(365))
        case ["record", "first_offence"]:
            return Known(question, not earlier.penalised, earlier.penalised)
    return None


def counted(question: Question, earlier: tuple[DecidedCharge, ...]) -> Known:
    return Known(question, len(earlier), earlier)


def penalised(charge: Charge) -> Iterable[DecidedCharge]:
    """What this bureau penalised the same party for before the act, newest first."""
    case = charge.penalty
    found = DecidedCharge.objects.filter(
        bureau=case.bureau_id, decision__penalty__enterprise=case.enterprise_id, outcome__in=PENALISED,
        decision__penalty__party_kind=case.party_kind, decided_on__lte=charge.act_on,
    )  # fmt: skip
    if case.is_person:
        found = found.filter(decision__penalty__party=case.party, decision__penalty__party_id=case.party_id)
    related = found.exclude(decision__penalty=case).select_related("decision__penalty", "violation", "charge")
    return related.order_by("-decided_on", "-pk")


def warnings(case: PenaltyCase, on: dt.date) -> list[str]:
    """What may be one act fined twice, in this case or together with an earlier one of the party."""
    held = charges_of(case)
    acts = [
        Charged(label(one), one.violation, frozenset(finding.pk for finding in one.findings.all()), one.act_on)
        for one in held
    ]
    since = on.replace(year=on.year - DOUBLE_FINE_YEARS, day=min(on.day, 28))
    earlier = {one.pk: one for charge in held[:1] for one in fined_since(charge, since)}
    acts += [
        Charged(f"{one.violation.name_zh}（{one.decision.penalty}）", one.violation,
                frozenset(finding.pk for finding in one.charge.findings.all()), one.charge.act_on, decided=True)
        for one in earlier.values()
    ]  # fmt: skip
    return double_fine_warnings(case.bureau, acts, on)


def fined_since(charge: Charge, since: dt.date) -> Iterable[DecidedCharge]:
    """Decided in another case of the enterprise, before or after this act."""
    case = charge.penalty
    found = DecidedCharge.objects.filter(
        decision__penalty__enterprise=case.enterprise_id, decision__penalty__party_kind=case.party_kind,
        decision__penalty__party=case.party, outcome=Outcome.FINE, decided_on__gte=since,
    )  # fmt: skip
    related = found.exclude(decision__penalty=case).select_related("decision__penalty", "violation__law", "charge")
    return related.prefetch_related("charge__findings")


def day_weighed(case: PenaltyCase) -> dt.date:
    """Today until the decision; then the day it was taken."""
    decided = Decision.objects.filter(penalty=case).values_list("decided_on", flat=True).first()
    return decided or timezone.localdate()


def label(charge: Charge) -> str:
    return _("第 %(number)s 项 %(name)s") % {"number": charge.number, "name": charge.violation.name_zh}


def evidence_codes(case: PenaltyCase) -> dict[str, str]:
    """Code and name of what may prove a fact: the evidence of the case that was not made void."""
    return {one.code: one.name for one in evidence_in_force(case)}


def unproved(weighing: Weighing, codes: Iterable[str]) -> list[Question]:
    """Answered facts that need evidence and have none that is still in force."""
    held, asked = set(codes), {one.key: one for one in weighing.asked}
    return [
        asked[one["key"]]
        for one in weighing.answers
        if one["key"] in asked and asked[one["key"]].needs_evidence and not held.intersection(one.get("evidence") or ())
    ]


def plain(value: Any) -> Any:
    """As JSON keeps it and the same question reads it again."""
    return value if isinstance(value, bool | int | str) else str(value)
