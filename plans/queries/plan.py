"""What the pages, guards and documents of the annual plan read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from enforcement.accounts.models import Bureau, CertificateKind, User
from enforcement.ledger.queries import history
from enforcement.once import once
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.models import HolidayYear
from plans.models import Assignment, Enterprise, Plan, PlanItem
from plans.models.enterprise import of_plans
from plans.rules import workload
from plans.states import AssignmentState, ItemKind, PlanState
from plans.words import COUNTED

FORMULA = settings.BASE_DIR / "fixtures" / "rulebook" / "plan-formula.yaml"
KEY_SHARE = "key_enterprise_share"
FREQUENCY_CAP = "inspection_frequency_cap"
OPEN_STATES = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.REVIEWED, PlanState.ENDORSED, PlanState.APPROVED)


@cache
def source() -> dict[str, Any]:
    with FORMULA.open(encoding="utf-8") as file:
        parts: dict[str, Any] = yaml.safe_load(file)
    return parts


def formula() -> dict[str, Any]:
    parts: dict[str, Any] = source()["formula"]
    return parts


def targets() -> dict[str, dict[str, Any]]:
    """What provinces ask of a plan's execution, by name; none of it is law."""
    return {str(row["name"]).removesuffix(" (annual)"): row for row in source()["targets"]}


def other_items() -> list[str]:
    return list(formula()["other_enforcement_workdays"]["items"])


def non_items() -> list[str]:
    return list(formula()["non_enforcement_workdays"]["items"])


@dataclass(frozen=True)
class Workdays:
    days: int
    source: str


def statutory_workdays(year: int) -> Workdays:
    """The figure of the calendar where one is recorded, else days less weekends less statutory holidays."""
    held = HolidayYear.objects.filter(year=year, official_workdays__isnull=False).first()
    if held and held.official_workdays:
        return Workdays(held.official_workdays, held.source)
    counted = workload.statutory_year(year, formula()["statutory_workdays"]["statutory_holidays"])
    return Workdays(counted.workdays, COUNTED % {"formula": counted.formula})


@once
def officers_of(plan: Plan) -> list[User]:
    """Certified today, with their units."""
    return list(certified_officers(plan.bureau, timezone.localdate()).select_related("unit"))


def certified_officers(bureau: Bureau, on: dt.date) -> QuerySet[User]:
    """In-post officers of the bureau holding an enforcement certificate valid on that day."""
    valid = Q(certificates__valid_to__isnull=True) | Q(certificates__valid_to__gte=on)
    held = Q(certificates__kind=CertificateKind.ENFORCEMENT, certificates__valid_from__lte=on) & valid
    return bureau.users.filter(held, is_active=True).distinct().order_by("name", "pk")


@dataclass(frozen=True)
class Gauges:
    """The plan's figures as pages and guards read them; all of them come from `rules.workload`."""

    workload: workload.Workload
    days_needed: Decimal
    key_share_basis: str
    key_share_mark: str

    @property
    def basis_with_mark(self) -> str:
        """As it must be cited where nothing else marks it."""
        return f"{self.key_share_basis} {self.key_share_mark}".strip()

    @property
    def holds_key_share(self) -> bool:
        return self.workload.key_share >= self.workload.key_share_min

    @property
    def key_share_min_percent(self) -> Decimal:
        return workload.percent(self.workload.key_share_min, Decimal(1))

    @property
    def holds_capacity(self) -> bool:
        return self.days_needed <= self.workload.inspection

    @property
    def general_needed(self) -> Decimal:
        return self.days_needed - Decimal(self.workload.key_days)


@dataclass(frozen=True)
class ItemGroup:
    """Items of one unit, the same months and effort, taken together: what sums need of a plan of any size."""

    kind: str
    unit: str
    months: list[int]
    visits: int
    officers_per_visit: int
    days_per_visit: Decimal
    items: int


@once
def item_groups(plan: Plan) -> list[ItemGroup]:
    """One query; as many rows as there are different efforts, not as there are items."""
    names = ("kind", "unit__name", "months", "officers_per_visit", "days_per_visit")
    rows = plan.items.order_by(*names).values_list(*names).annotate(total=Sum("visits"), items=Count("pk"))
    return [ItemGroup(kind, unit or "", months, total, officers, days, items)
            for kind, unit, months, officers, days, total, items in rows]  # fmt: skip


def gauges(plan: Plan, items: Iterable[PlanItem | ItemGroup] | None = None) -> Gauges:
    """One query when the items are not given. Days that no key item takes are left to the rest."""
    needed, key = _added_up(item_groups(plan) if items is None else items)
    minimum = rulebook.threshold(KEY_SHARE, timezone.localdate(), lapsed_ok=True)
    year = workload.Workload(
        plan.officers,
        plan.workdays,
        plan.other_days,
        plan.non_days,
        staff_in_post=plan.staff_in_post,
        key_share_min=Decimal(str(minimum.value["min_share"])),
    )
    year = replace(year, key_days=key, general_days=year.inspection - key)
    return Gauges(year, needed, minimum.citation, minimum.mark)


def _added_up(items: Iterable[PlanItem | ItemGroup]) -> tuple[Decimal, Decimal]:
    each = [(item.kind, item_days(item)) for item in items]
    needed = sum((days for _kind, days in each), Decimal(0))
    return needed, sum((days for kind, days in each if kind == ItemKind.KEY), Decimal(0))


def item_days(item: PlanItem | ItemGroup) -> Decimal:
    """Officer-days the item takes."""
    return workload.days_of(item.visits, item.officers_per_visit, item.days_per_visit)


def key_items(plan: Plan) -> QuerySet[PlanItem]:
    return plan.items.filter(kind=ItemKind.KEY).select_related("enterprise", "unit").order_by("id")


def general_items(plan: Plan) -> QuerySet[PlanItem]:
    return plan.items.filter(kind=ItemKind.GENERAL).select_related("unit").order_by("id")


def with_assigned(items: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Adds `assigned`: tasks not cancelled, made from the item or from the same one of another edition of the year. A
    named item is the same by its enterprise, a pool by what it is drawn from."""
    live = Assignment.objects.exclude(state=AssignmentState.CANCELLED).filter(
        plan_item__plan__bureau=OuterRef("plan__bureau"), plan_item__plan__year=OuterRef("plan__year")
    )
    of_enterprise = live.filter(plan_item__enterprise=OuterRef("enterprise"))
    place = {f"plan_item__{name}": OuterRef(name) for name in PLACE}
    of_pool = live.filter(plan_item__enterprise__isnull=True, **place)
    return items.annotate(
        assigned=Case(
            When(enterprise__isnull=False, then=_counted(of_enterprise)),
            default=_counted(of_pool),
        )
    )


PLACE = ("kind", "subject", "sector", "grades", "region", "campaign")


def _counted(tasks: QuerySet[Assignment]) -> Coalesce:
    number = tasks.order_by().values("plan_item__plan__year").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(number), 0)


EDITS = ("plan.edit", "plan.add_item", "plan.change_item", "plan.remove_item", "plan.renew")


@once
def edited_by(plan: Plan, user: User) -> bool:
    """Wrote to this edition, or took something out of it: the ledger knows, also of rows that are gone."""
    return history(plan).filter(actor=f"user:{user.pk}", act__in=EDITS).exists()


def plan_in_force(bureau: Bureau | int, year: int) -> Plan | None:
    """The newest published edition."""
    published = Plan.objects.filter(bureau=bureau, year=year, state=PlanState.PUBLISHED)
    return published.order_by("-edition").first()


def with_superseded(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """Adds `superseded`: published, and a later edition of the year is published, too."""
    published = Plan.objects.filter(bureau=OuterRef("bureau"), year=OuterRef("year"), state=PlanState.PUBLISHED)
    newer = Exists(published.filter(edition__gt=OuterRef("edition")))
    return rows.annotate(superseded=Case(When(state=PlanState.PUBLISHED, then=newer), default=Value(value=False)))


def next_edition(bureau: int, year: int) -> int:
    newest = Plan.objects.filter(bureau=bureau, year=year).aggregate(newest=Max("edition"))["newest"]
    return int(newest or 0) + 1


def find_enterprises(user: User, words: str, *, without: Plan | None = None) -> list[Enterprise]:
    """For the key list and for tasks by hand: two characters of the name, or the credit code. Own bureau only; for a
    plan (`without`) also what the bureau licensed."""
    words = "".join(words.split())
    if len(words) < 2:
        return []
    code = words.upper()
    is_code = len(code) == 18 and code.isalnum() and code.isascii()
    pool = Enterprise.objects.in_pool()
    found = pool.filter(credit_code=code) if is_code else pool.named_like(words)
    if without is not None:
        found = found.exclude(plan_items__plan=without)
    mine = Q(bureau=user.bureau_id) if without is None else of_plans(user.bureau_id)
    own = found.filter(mine).visible_to(user)
    return list(own.order_by("name", "id")[:20])
