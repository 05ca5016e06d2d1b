"""One enterprise graded again without asking anybody: what was answered before, and what is on record now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plans.rules.grading import AnswerError, Result, Scheme, evaluate
from plans.rules.prefill import Answers, fact_key, plain, proposed
from plans.rules.scheme import direct_codes, questions

MISSING, CONTRADICTED, CONTESTED = "missing", "contradicted", "contested"  # why one is not graded again


@dataclass(frozen=True)
class Before:
    """The last grading by the same scheme, with the edition it was made by."""

    edition: int
    answers: Mapping[str, Any]
    direct_red: Sequence[str]
    inputs: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """`changes`: [item, answer before, answer now, fact]. Without a result `refused` says why, `codes` where."""

    result: Result | None = None
    answers: Answers = field(default_factory=dict)
    direct_red: list[str] = field(default_factory=list)
    proposals: Answers = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    changes: list[list[Any]] = field(default_factory=list)
    refused: str = ""
    codes: list[str] = field(default_factory=list)


class Renewal:
    """By one edition, for many enterprises. `earlier`: the editions that gradings before were made by."""

    def __init__(self, scheme: Scheme, earlier: Mapping[int, Scheme]) -> None:
        self.scheme = scheme
        self.codes = list(questions(scheme))
        self.direct = set(direct_codes(scheme))
        self.fact_of = {code: fact_key(one) for code, one in scheme.get("inputs", {}).items()}
        self.asked = {pk: set(questions(old)) & set(self.codes) for pk, old in earlier.items()}
        self.still = set(self.codes)

    def renew(self, before: Before | None, known: Mapping[str, Any], words: Mapping[str, str]) -> Verdict:
        """`known`: fact → value now; `words`: the same as it was kept, to see whether an overruled one has changed."""
        proposals = proposed(self.scheme, known)
        asked = self.asked[before.edition] if before else set()
        if lacking := [code for code in self.codes if code not in asked and code not in proposals]:
            return Verdict(refused=MISSING, codes=lacking)
        was, reasons = self._kept(before), overruled(before, words)
        answers, direct = self.carried(before, proposals, reasons)
        answers = plain(self.scheme, answers)
        try:
            result = evaluate(self.scheme, answers, direct)
        except AnswerError as error:
            return Verdict(refused=CONTRADICTED, codes=[error.code])
        changes = self._changes(plain(self.scheme, was), answers)
        return Verdict(result, answers, direct, proposals, reasons, changes)

    def carried(
        self, before: Before | None, proposals: Mapping[str, Any], reasons: Mapping[str, str]
    ) -> tuple[Answers, list[str]]:
        """What was answered before, but for what is on record now; unless a person set that aside, with a reason."""
        answers = self._kept(before)
        for code, value in proposals.items():
            if self.fact_of[code] not in reasons:
                answers[code] = value
        return answers, [code for code in before.direct_red if code in self.direct] if before else []

    def _kept(self, before: Before | None) -> Answers:
        return {code: value for code, value in before.answers.items() if code in self.still} if before else {}

    def _changes(self, was: Answers, now: Answers) -> list[list[Any]]:
        return [
            [code, was.get(code), now.get(code), self.fact_of.get(code, "")]
            for code in self.codes
            if was.get(code) != now.get(code)
        ]


def overruled(before: Before | None, words: Mapping[str, str]) -> dict[str, str]:
    """Fact → reason, where a person set the record aside and the record has not changed since."""
    kept = before.inputs.values() if before else ()
    return {one["fact"]: one["reason"] for one in kept if "reason" in one and words.get(one["fact"]) == one["known"]}
