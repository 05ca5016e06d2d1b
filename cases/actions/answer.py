"""Answers to the items of the checklist. Each change also stays as an `Operation`."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.finding import lock_for_recording
from cases.models import Answer, Inspection, Operation
from cases.rules.inspection import digest
from cases.states import AnswerResult
from enforcement.accounts.models import User
from enforcement.errors import DomainError, RuleBroken
from enforcement.rulebook.models import ChecklistItem


class AnswerConflict(DomainError):
    """Another answer was given since the device saw the item. Both values are shown; a person decides."""

    def __init__(self, held: Answer) -> None:
        self.held = held
        super().__init__(str(held.result))

    def values(self, yours: Mapping[str, Any]) -> dict[str, Any]:
        server = {
            "item": self.held.item.row_id,
            "answer": self.held.result,
            "version": self.held.version,
            "by": self.held.answered_by.name,
            "at": self.held.answered_at.isoformat(),
        }
        return {"error": "conflict", "server": server, "yours": dict(yours)}


def set_answer(
    inspection: Inspection, item: ChecklistItem, result: str, *, by: User, version: int | None = None
) -> Answer:
    """Call with the inspection locked. `version`: of the answer that was seen; 0 when there was none."""
    if result not in AnswerResult.values:
        raise RuleBroken(_t("检查情况格式不正确"), field="answer")
    held = Answer.objects.select_related("answered_by", "item").filter(inspection=inspection, item=item).first()
    if held is None:
        return Answer.objects.create(
            inspection=inspection, item=item, result=result, answered_by=by, answered_at=timezone.now()
        )
    seen_old = version is not None and version < held.version and held.answered_by_id != by.pk
    if held.result == result:
        return held
    if seen_old:
        raise AnswerConflict(held)
    held.result, held.answered_by, held.answered_at = result, by, timezone.now()
    held.version += 1
    held.save(update_fields=["result", "answered_by", "answered_at", "version"])
    return held


def set_note(inspection: Inspection, item: ChecklistItem, text: str, *, by: User) -> Answer:
    """Call with the inspection locked. What another officer wrote stays in front of it."""
    text = text.strip()
    held = Answer.objects.filter(inspection=inspection, item=item).first()
    if held is None:
        return Answer.objects.create(
            inspection=inspection, item=item, note=text, answered_by=by, answered_at=timezone.now()
        )
    others = held.note and held.answered_by_id != by.pk and held.note not in text
    held.note = f"{held.note}\n{by.name}：{text}" if others else text
    held.save(update_fields=["note"])
    return held


@transaction.atomic
def answer_items(inspection: Inspection, *, by: User, answers: Mapping[str, tuple[str, str]]) -> int:
    """From the plain form: item row id → (result, note). Returns how many changed."""
    locked = lock_for_recording(inspection, by)
    items = {item.row_id: item for item in locked.checklist.items.filter(row_id__in=answers)}
    held = {one.item.row_id: one for one in locked.answers.select_related("item").filter(item__in=items.values())}
    changed = 0
    for row_id, (result, note) in answers.items():
        if row_id not in items:
            raise RuleBroken(_t("检查项 %(item)s 不在本次检查表内") % {"item": row_id})
        before = held.get(row_id)
        if (before.result if before else AnswerResult.UNCHECKED) != result:
            set_answer(locked, items[row_id], result, by=by)
            log_change(locked, "answer", {"item": row_id, "answer": result}, by)
            changed += 1
        if (before.note if before else "") != note.strip():
            set_note(locked, items[row_id], note, by=by)
            log_change(locked, "note", {"item": row_id, "text": note.strip()}, by)
            changed += 1
    return changed


def log_change(inspection: Inspection, kind: str, payload: dict[str, Any], by: User) -> None:
    client_id = uuid.uuid4()
    Operation.objects.create(
        inspection=inspection, client_id=client_id, kind=kind, item=payload["item"], payload=payload,
        sha256=digest(payload), sent_by=by, receipt=client_id.hex[:16],
    )  # fmt: skip
