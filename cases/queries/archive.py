"""The volume of a closed case: which papers, in which order, on which page, with which hash."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.models import PenaltyCase
from cases.queries.investigation import evidence_in_force
from cases.rules.archive import position
from enforcement.documents.models import Document, State
from enforcement.ledger.actions import reference
from enforcement.rulebook.models import Retention

RETENTION = "RT-3"


def documents_in_volume(case: PenaltyCase) -> list[Document]:
    """Of the case and of the visit it came from, void ones too: they say so themselves."""
    wanted = Q(subject=reference(case)) | Q(within=reference(case))
    if case.inspection:
        wanted |= Q(subject=reference(case.inspection)) | Q(within=reference(case.inspection))
    found = Document.objects.filter(wanted).exclude(state=State.SUPERSEDED).select_related("file")
    return sorted(found, key=lambda one: (position(one.kind), one.pk))


def catalogue(case: PenaltyCase) -> list[dict[str, Any]]:
    rows: list[tuple[int, dict[str, Any]]] = []
    for one in documents_in_volume(case):
        on = timezone.localdate(one.issued_at).isoformat()
        row = {"title": one.title, "number": one.number, "date": on, "sha256": one.sha256, "pages": one.pages or 1}
        rows.append((position(one.kind), row))
    for piece in evidence_in_force(case):
        on = timezone.localdate(piece.collected_at).isoformat()
        row = {
            "title": f"{piece.get_kind_display()}：{piece}",
            "number": "",
            "date": on,
            "sha256": piece.sha256,
            "pages": 1,
        }
        rows.append((position("EVIDENCE"), row))
    return numbered([row for _position, row in sorted(rows, key=lambda pair: pair[0])])


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Running number, and the page on which each paper begins."""
    page, done = 1, []
    for no, row in enumerate(rows, start=1):
        done.append({"no": no, **row, "page": page})
        page += row["pages"]
    return done


def retention() -> Retention:
    return Retention.objects.current().get(row_id=RETENTION)
