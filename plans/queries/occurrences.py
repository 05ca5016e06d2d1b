"""What the register says of accidents, complaints and lists, for the grading of enterprises. Registered by `desk`.

An enterprise without any entry of the sort is not known: nobody has said that nothing happened.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Accident, Complaint, CreditEntry, Enterprise, Occurrence
from plans.queries.facts import Ids, Known, among
from plans.states import AccidentGrade, ComplaintOutcome, CreditMark

Counts = Callable[[Any], bool]
FEW_DEATHS = (1, 2)


def roots(ids: Ids) -> dict[int, int]:
    """Each of them and all that were merged into it, by whatever way → the one. A query for each step."""
    found = {pk: pk for pk in ids}
    newest = list(ids)
    while newest:
        rows = Enterprise.objects.filter(merged_into__in=among(newest)).values_list("pk", "merged_into")
        steps = {pk: found[into] for pk, into in rows if into and pk not in found}
        found |= steps
        newest = list(steps)
    return found


def entries(model: type[Occurrence], ids: Ids) -> Iterable[tuple[int, Any]]:
    """Of the enterprises and those merged into them. What both registrations of one company say of one document is one
    entry, as it was entered last."""
    belongs = roots(ids)
    rows = model.objects.filter(enterprise__in=among(list(belongs))).order_by("pk")
    return {document_of(belongs[one.enterprise_id], one): (belongs[one.enterprise_id], one) for one in rows}.values()


def document_of(root: int, one: Occurrence) -> tuple[Any, ...]:
    """As the database knows it of one enterprise (`occurrence_number_once`); the entry itself where nobody can tell."""
    if one.ended_on or not one.number:
        return (one.pk,)
    return root, one.kind, one.office, one.number, one.mark


def each_document_once(rows: QuerySet[Any]) -> QuerySet[Any]:
    """As they count: of two live entries of one document the later one is left, both among `rows`: none makes way for
    one that the reader does not see. That it has a number is said twice, or `occurrence_number_once`, the index of
    those that have one, could not be used."""
    same = {name: OuterRef(name) for name in ("kind", "office", "number", "mark")}
    later = rows.filter(ended_on=None, pk__gt=OuterRef("pk"), **same).exclude(number="")
    return rows.filter(Q(number="") | Q(ended_on__isnull=False) | ~Exists(later))


def counted(model: type[Occurrence], ids: Ids, since: dt.date | None, *, day: str, counts: Counts) -> dict[int, Known]:
    """Of those that have an entry at all, how many lie in the window and count."""
    numbers: dict[int, int] = {}
    for pk, one in entries(model, ids):
        if one.ended_on is None:
            numbers.setdefault(pk, 0)
            numbers[pk] += (since is None or getattr(one, day) >= since) and counts(one)
    page = f"?kind={model._meta.model_name}" + (f"&since={since}" if since else "")
    return {pk: Known(number, str(number), f"/enterprises/{pk}/life/{page}") for pk, number in numbers.items()}


def listed_as(mark: CreditMark, ids: Ids, since: dt.date | None) -> dict[int, Known]:
    """Of those that were ever on the list, whether they are today. An entry without an end stands."""
    today = timezone.localdate()
    numbers: dict[int, int] = {}
    for pk, one in entries(CreditEntry, ids):
        if one.mark == mark:
            runs = one.ended_on is None and (one.valid_until is None or one.valid_until >= today)
            numbers[pk] = numbers.get(pk, 0) + runs
    url = "/enterprises/{}/life/?kind=creditentry"
    return {pk: Known(number, str(number), url.format(pk)) for pk, number in numbers.items()}


def upheld(one: Complaint) -> bool:
    return one.outcome in {ComplaintOutcome.UPHELD, ComplaintOutcome.PARTLY}


ACCIDENTS: tuple[tuple[str, Any, Counts], ...] = (
    ("accidents", _("事故起数"), lambda one: True),
    ("larger_accidents", _("较大事故起数"), lambda one: one.grade == AccidentGrade.LARGER),
    ("few_deaths", _("死亡 1–2 人的事故起数"), lambda one: one.deaths in FEW_DEATHS),
    ("fatal_accidents", _("死亡事故起数"), lambda one: one.deaths > 0),
)
COMPLAINTS: tuple[tuple[str, Any, Counts], ...] = (
    ("complaints", _("投诉举报件数"), lambda one: True),
    ("complaints_upheld", _("属实或部分属实的投诉举报件数"), upheld),
)
FACTS: tuple[tuple[str, Any, Callable[[Ids, dt.date | None], dict[int, Known]]], ...] = (
    *((name, label, partial(counted, Accident, day="happened_on", counts=of)) for name, label, of in ACCIDENTS),
    *((name, label, partial(counted, Complaint, day="known_on", counts=of)) for name, label, of in COMPLAINTS),
    ("dishonest", _("有效的失信名单记录数"), partial(listed_as, CreditMark.DISHONEST)),
    ("blacklisted", _("有效的黑名单记录数"), partial(listed_as, CreditMark.BLACKLISTED)),
)
