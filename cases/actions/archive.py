"""Closing and archiving. After that nothing in the case changes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.penalty import settle, update
from cases.documents import archive as documents
from cases.flows.penalty import FLOW
from cases.models import PenaltyCase, Volume
from cases.queries.archive import catalogue
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate


@transaction.atomic
def close(case: PenaltyCase, *, by: User, opinion: str = "", version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "close", by=by, version=version)
    today = timezone.localdate()
    document = issue(
        "JASPB", subject=locked, by=by, shares=locked.number, context=documents.closing(locked, by, opinion, today)
    )
    update(locked, closed_on=today)
    return settle(locked, "close", by=by, row=gate("GT-CLS-001"), document=document.number, note=opinion)


@transaction.atomic
def archive(case: PenaltyCase, *, by: User, number: str, retention: str, version: int | None = None) -> PenaltyCase:
    """Takes in the papers in the order of the rule, each with page and hash, and prints cover and catalogue."""
    locked = FLOW.take(case, "archive", by=by, version=version)
    if Volume.objects.filter(number=number).exists():
        raise RuleBroken(_t("档号 %(number)s 已使用") % {"number": number}, field="number")
    rows, today = catalogue(locked), timezone.localdate()
    pages = sum(row["pages"] for row in rows)
    content = documents.cover(locked, number=number, retention=retention, pages=pages, on=today)
    cover = issue("AJSY", subject=locked, by=by, shares=locked.number, context=content)
    contents = issue("JNML", subject=locked, by=by, context=documents.contents(locked, rows))
    Volume.objects.create(penalty=locked, number=number, catalogue=rows, retention=retention, document=contents,
                          cover=cover, archived_on=today, archived_by=by)  # fmt: skip
    return settle(locked, "archive", by=by, row=gate("GT-CLS-001"), document=cover.number,
                  after={"number": number, "papers": len(rows), "retention": retention})  # fmt: skip
