"""Last year's key enterprises, as they are today: the list from which this year's is renewed, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from plans.models import Assignment, Enterprise, Plan, PlanItem
from plans.queries.editions import last_year
from plans.queries.licence import beyond_licence
from plans.queries.plan_items import in_other_plans, why_not_named
from plans.states import AssignmentState, ItemKind

Counts = Callable[[list[int], int], dict[int, int]]
COUNTED: list[tuple[str | Promise, Counts]] = []


def register(label: str | Promise, counts: Counts) -> None:
    """Another app adds a column: numbers by enterprise for the year."""
    COUNTED.append((label, counts))


@dataclass(frozen=True)
class Row:
    """One enterprise of last year's list. `blocked`: why it cannot be taken over."""

    item: PlanItem
    visited: int
    counts: list[int]
    blocked: str
    listed: bool

    @property
    def enterprise(self) -> Enterprise:
        found: Enterprise | None = self.item.enterprise
        if found is None:
            raise ValueError("a key item without an enterprise")
        return found


@dataclass(frozen=True)
class Renewal:
    old: Plan
    rows: list[Row] = field(default_factory=list)


def renewal(plan: Plan, items: "QuerySet[PlanItem] | list[PlanItem] | None" = None) -> Renewal | None:
    """Of the given items of last year's list, or of all of them. Four queries, and one for each registered column."""
    old = last_year(plan)
    if old is None:
        return None
    rows = list(key_list(old) if items is None else items)
    pks = [item.enterprise_id for item in rows if item.enterprise_id]
    listed = set(plan.items.filter(enterprise__in=pks).values_list("enterprise_id", flat=True))
    visited, elsewhere = visits_of(pks, old.year), in_other_plans(pks, plan)
    columns = [counts(pks, old.year) for _label, counts in COUNTED]
    return Renewal(old, [
        Row(
            item,
            visited.get(pk, 0),
            [column.get(pk, 0) for column in columns],
            why_not_named(item.enterprise, plan, elsewhere) or ungraded(item.enterprise) or without_licence(item),
            pk in listed,
        )
        for item in rows
        if (pk := item.enterprise_id) and item.enterprise
    ])  # fmt: skip


def ungraded(enterprise: Enterprise) -> str:
    return "" if enterprise.grade else _("%(name)s 尚未分级，先完成分类分级") % {"name": enterprise.name}


def without_licence(item: PlanItem) -> str:
    """Another bureau supervises it since; what this one licenses there was not what it planned."""
    broken = beyond_licence(item)
    return str(broken.message) if broken else ""


def key_list(plan: Plan) -> QuerySet[PlanItem]:
    named = plan.items.filter(kind=ItemKind.KEY).select_related("enterprise__bureau", "unit")
    return named.order_by("id")


def visits_of(enterprises: list[int], year: int) -> dict[int, int]:
    done = Assignment.objects.filter(enterprise__in=enterprises, done_on__year=year, state=AssignmentState.DONE)
    return dict(done.order_by().values_list("enterprise").annotate(count=Count("pk")))


def dropped(plan: Plan) -> QuerySet[PlanItem]:
    """Of last year's key list, those this year's does not name."""
    old = last_year(plan)
    if old is None:
        return PlanItem.objects.none()
    return key_list(old).exclude(enterprise__in=plan.items.filter(kind=ItemKind.KEY).values("enterprise"))


def added(plan: Plan) -> QuerySet[PlanItem]:
    """Key enterprises that last year's list did not name."""
    old = last_year(plan)
    if old is None:
        return PlanItem.objects.none()
    return key_list(plan).exclude(enterprise__in=old.items.filter(kind=ItemKind.KEY).values("enterprise"))


def renewed(plan: Plan) -> dict[str, int] | None:
    """How many dropped out and how many are new; nothing where there is no list to compare with."""
    if last_year(plan) is None:
        return None
    return {"dropped": dropped(plan).count(), "added": added(plan).count()}
