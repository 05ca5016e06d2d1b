"""What the pages and the seal read of an inspection."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cases.models import Answer, Evidence, Finding, Inspection
from cases.rules.inspection import digest
from cases.states import AnswerResult, InspectionState
from enforcement.rulebook.models import ChecklistItem

BEFORE_VISIT = (InspectionState.PLANNING, InspectionState.SUBMITTED)


def day_of(inspection: Inspection) -> dt.date:
    """The day whose law and certificates count: planned, then today's until begun, then the day it was begun."""
    if inspection.started_at:
        return timezone.localdate(inspection.started_at)
    return inspection.planned_on if inspection.state in BEFORE_VISIT else timezone.localdate()


def failures_without_finding(inspection: Inspection) -> list[str]:
    """Row ids of failed items that no finding describes yet."""
    described = inspection.findings.filter(item__isnull=False).values("item")
    failed = inspection.answers.filter(result=AnswerResult.FAIL).exclude(item__in=described)
    return list(failed.order_by("item__position").values_list("item__row_id", flat=True))


@dataclass
class Card:
    """One item with what is recorded on it."""

    item: ChecklistItem
    answer: Answer | None
    findings: list[Finding] = field(default_factory=list)
    photos: list[Evidence] = field(default_factory=list)

    @property
    def result(self) -> str:
        return self.answer.result if self.answer else AnswerResult.UNCHECKED

    @property
    def result_word(self) -> str:
        return str(AnswerResult(self.result).label)


@dataclass
class Section:
    number: int
    name: str
    cards: list[Card]

    @property
    def checked(self) -> int:
        return sum(card.result != AnswerResult.UNCHECKED for card in self.cards)

    @property
    def failed(self) -> int:
        return sum(card.result == AnswerResult.FAIL for card in self.cards)

    @property
    def state(self) -> str:
        """Words of the task list; a failed item without a finding is a problem to mend."""
        if any(card.result == AnswerResult.FAIL and not card.findings for card in self.cards):
            return "problem"
        if not self.checked:
            return "not_started"
        return "done" if self.checked == len(self.cards) else "in_progress"


def sections(inspection: Inspection) -> list[Section]:
    """The checklist with its answers, by category. Four queries, whatever the length."""
    answers = {one.item_id: one for one in inspection.answers.select_related("answered_by")}
    cards = {one.pk: Card(one, answers.get(one.pk)) for one in inspection.checklist.items.order_by("position")}
    for finding in inspection.findings.filter(item__in=cards).order_by("id"):
        cards[finding.item_id or 0].findings.append(finding)
    for photo in inspection.evidence.filter(item__in=cards).order_by("number"):
        cards[photo.item_id or 0].photos.append(photo)
    grouped: dict[str, list[Card]] = {}
    for card in cards.values():
        grouped.setdefault(card.item.category, []).append(card)
    return [Section(number, name, members) for number, (name, members) in enumerate(grouped.items(), start=1)]


def counts(inspection: Inspection) -> dict[str, int]:
    """Two queries."""
    given = Counter(inspection.answers.values_list("result", flat=True))
    total = inspection.checklist.items.count()
    checked = sum(given.values()) - given[AnswerResult.UNCHECKED]
    return {"total": total, "checked": checked, "open": total - checked, "bad": given[AnswerResult.FAIL]}


def record_content(inspection: Inspection) -> dict[str, Any]:
    """Everything the signatures are bound to."""
    answers = inspection.answers.order_by("item__position").values_list("item__row_id", "result", "note")
    findings = inspection.findings.order_by("id").values_list(
        "id", "item__row_id", "description", "place", "severity", "violation__row_id", "basis"
    )
    evidence = inspection.evidence.order_by("number").values_list("number", "name", "sha256", "void_reason")
    return {
        "inspection": inspection.pk,
        "number": inspection.number,
        "enterprise": [inspection.enterprise.name, inspection.enterprise.credit_code],
        "place": inspection.place,
        "checklist": [inspection.checklist.code, inspection.checklist.version],
        "officers": [[one.pk, one.name] for one in inspection.officers.order_by("pk")],
        "started_at": moment(inspection.started_at),
        "ended_at": moment(inspection.ended_at),
        "host": [inspection.host_name, inspection.host_post],
        "no_photo_reason": inspection.no_photo_reason,
        "summary": inspection.summary,
        "answers": [list(row) for row in answers],
        "findings": [list(row) for row in findings],
        "evidence": [list(row) for row in evidence],
    }


def moment(value: dt.datetime | None) -> str:
    return value.astimezone(dt.UTC).isoformat() if value else ""


def record_digest(inspection: Inspection) -> str:
    return digest(record_content(inspection))
