"""What stands below the clocks of a record: pauses, extensions, and how changes moved them."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Extension, Move, Order, Pause, PenaltyCase
from enforcement.web.tables import Column, Table

SHOWN = 20


def pauses_of(case: PenaltyCase) -> list[dict[str, Any]]:
    rows = case.pauses.select_related("document", "file", "end_file", "recorded_by")
    return [
        {
            "kind": one.get_kind_display(),
            "from": one.began_on,
            "to": one.ended_on,
            "reason": one.reason,
            "papers": papers_of(one),
            "who": one.recorded_by,
        }
        for one in rows
    ]


def papers_of(one: Pause) -> list[tuple[str, str]]:
    papers = [(one.document.number, one.document.get_absolute_url())] if one.document else []
    for kind, held in (("pause", one.file), ("pause-end", one.end_file)):
        if held:
            papers.append((held.name, reverse("penalty_clock_file", args=[one.penalty_id, kind, one.pk])))
    return papers


def extensions_of(record: PenaltyCase | Order) -> list[dict[str, Any]]:
    rows = record.extensions.select_related("file", "requested_by", "decided_by")
    return [
        {
            "asked": one.asked,
            "state": one.get_state_display(),
            "reason": one.reason,
            "late": one.late,
            "requested": f"{one.requested_by} {one.applied_on}",
            "decided": f"{one.decided_by} {timezone.localdate(one.decided_at)}" if one.decided_at else "",
            "opinion": one.opinion,
            "file": one.file,
            "url": file_url(one) if one.file_id else "",
        }
        for one in rows
    ]


def file_url(one: Extension) -> str:
    if one.penalty_id:
        return reverse("penalty_clock_file", args=[one.penalty_id, "extension", one.pk])
    return reverse("order_extension_file", args=[one.order_id, one.pk])


def moves_of(record: models.Model) -> Table | None:
    """How changes of the calendar, of values and of editions moved the clocks of this record, newest first."""
    rows = Move.objects.filter(kind=record._meta.model_name, record=record.pk).select_related("run").order_by("-id")
    found = list(rows[:SHOWN])
    return Table(_("因日历、取值或规则变动而变动的届满日"), MOVE_COLUMNS, found) if found else None


MOVE_COLUMNS = (
    Column(_("时限"), lambda one: one.clock),
    Column(_("原届满日"), lambda one: one.old),
    Column(_("新届满日"), lambda one: one.new),
    Column(_("原因"), lambda one: one.run.reason),
    Column(_("时间"), lambda one: one.run.asked_at),
)
