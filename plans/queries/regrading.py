"""What a regrading reads: the enterprises of a batch, their last gradings by the scheme, what is on record."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from plans.models import Enterprise, Grading, GradingObjection, Regrading, RegradingMove, SchemeEdition
from plans.models.enterprise import EnterpriseQuerySet
from plans.queries.facts import among
from plans.rules.regrading import Before
from plans.rules.scheme import OF_TASKS
from plans.states import Outcome

UNGRADED = "none"  # as the register's filter says it
REASONS, FEW = 20, 5  # shown of what could not be graded: reasons, enterprises of each


@dataclass(frozen=True)
class Unit:
    """One enterprise of a batch; `before` and what follows are of its last grading by the scheme."""

    pk: int
    name: str
    grade: str
    before: Before | None = None
    score: Decimal | None = None
    current: bool = False


def pool_of(run: Regrading) -> EnterpriseQuerySet:
    found = Enterprise.objects.filter(bureau=run.bureau_id).in_pool()
    if run.sector:
        found = found.filter(sector=run.sector)
    return found.filter(grade="" if run.grade == UNGRADED else run.grade) if run.grade else found


def next_units(run: Regrading, size: int) -> list[Unit]:
    """The next ones in the order of their keys, locked; two queries."""
    rows = pool_of(run).filter(pk__gt=run.last_id).order_by("pk").select_for_update(of=("self",))
    found = list(rows.values_list("pk", "name", "grade")[:size])
    last = last_gradings(run.edition.code, [pk for pk, _name, _grade in found])
    return [unit_of(row, last.get(row[0])) for row in found]


LAST = ("enterprise_id", "edition_id", "answers", "inputs", "score", "current")


def last_gradings(code: str, ids: Sequence[int]) -> dict[int, Any]:
    rows = Grading.objects.filter(enterprise__in=among(ids), scheme=code)
    newest = rows.order_by("enterprise", "-id").distinct("enterprise").values_list(*LAST)
    return {row[0]: row for row in newest}


def unit_of(row: tuple[int, str, str], last: Any) -> Unit:
    if last is None:
        return Unit(*row)
    _pk, edition, answers, inputs, score, current = last
    return Unit(*row, Before(edition, answers["items"], answers["direct_red"], inputs), score, current)


def contested(ids: Sequence[int]) -> set[int]:
    """Whose grade in force waits for the answer to an objection, or, once it is upheld, for a person to grade again."""
    waiting = Q(grading__current=True, upheld__isnull=True) | Q(upheld=True, regraded__isnull=True)
    rows = GradingObjection.objects.filter(waiting, grading__enterprise__in=among(ids))
    return set(rows.values_list("grading__enterprise", flat=True))


def earlier_contents(code: str) -> Mapping[int, Any]:
    """Every edition that a grading by the scheme may rest on."""
    return dict(SchemeEdition.objects.filter(code=code).exclude(kind=OF_TASKS).values_list("pk", "content"))


def moves_of(run: Regrading, outcome: str = "") -> QuerySet[RegradingMove]:
    moves = RegradingMove.objects.filter(run=run).select_related("enterprise")
    return moves.filter(outcome=outcome) if outcome else moves


@dataclass(frozen=True)
class Refusal:
    """One reason for which enterprises could not be graded: how many, and the first of them."""

    first: list[RegradingMove]
    count: int


def refusals_of(run: Regrading) -> list[Refusal]:
    """The most frequent reasons first. Two queries."""
    moves = RegradingMove.objects.filter(run=run, outcome=Outcome.REFUSED)
    counted = list(moves.values_list("why").annotate(rows=Count("pk")).order_by("-rows", "why")[:REASONS])
    place = Window(RowNumber(), partition_by=F("why"), order_by="pk")
    few = moves.filter(why__in=[why for why, _rows in counted]).annotate(place=place).filter(place__lte=FEW)
    rows = list(few.select_related("enterprise").order_by("pk"))
    return [Refusal([one for one in rows if one.why == why], count) for why, count in counted]


def digest_of(run: Regrading) -> str:
    """SHA-256 over a line "enterprise:outcome:old:new" for each move, in the order of the enterprises."""
    total = hashlib.sha256()
    rows = RegradingMove.objects.filter(run=run).order_by("enterprise_id")
    for row in rows.values_list("enterprise_id", "outcome", "old", "new").iterator(chunk_size=10_000):
        total.update((":".join(map(str, row)) + "\n").encode())
    return total.hexdigest()
