"""The facts that `rules.feasibility` weighs for one plan, and what would be if a few of them were others."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.rulebook import clocks, queries as rulebook
from enforcement.wording import listed, parted
from plans.models import Plan
from plans.queries import plan as plans
from plans.queries.leave import away
from plans.rules.feasibility import (
    ANY,
    MONTHS,
    Away,
    Cell,
    Demand,
    Feasibility,
    feasibility,
    in_months_of_plan,
    share_left,
)
from plans.rules.workload import Workload, over_total

PAIR = 2
RESERVE = "plan_reserve"


@dataclass(frozen=True)
class Reserve:
    """What a new plan starts with, until the bureau sets its own."""

    travel_days: Decimal
    percent: Decimal
    mark: str


def reserve_for(bureau: int) -> Reserve:
    rule = rulebook.threshold(RESERVE, timezone.localdate(), lapsed_ok=True, bureau=bureau)
    travel, percent = (Decimal(str(rule.value[name])) for name in ("travel_days", "reserve_percent"))
    return Reserve(travel, percent, rule.mark or _("待核定"))


@dataclass(frozen=True)
class WhatIf:
    """Nothing of it is saved. `officers` and `visits` more or fewer in `unit` (its name; none: anywhere), visits of two
    officers and the plan's average days, `travel` days per visit, `reserve` percent kept for campaigns; the last two
    are the plan's own where not given."""

    officers: int = 0
    unit: str = ANY
    visits: int = 0
    travel: Decimal | None = None
    reserve: Decimal | None = None


@dataclass(frozen=True)
class Outlook:
    """`calendar`: workdays of each month; `workdays`: those the plan's year is reckoned with."""

    feasibility: Feasibility
    workload: Workload
    calendar: dict[int, int]
    workdays: dict[int, Decimal]
    officers: dict[str, Decimal]
    travel: Decimal = Decimal(0)
    reserve: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    away: Away = field(default_factory=Away)

    @property
    def over(self) -> str:
        """More days are entered than there are: then months and units say nothing."""
        return over_total(self.workload)

    @property
    def holds(self) -> bool:
        return not self.over and self.feasibility.holds


def workdays_by_month(year: int, bureau: int | None) -> dict[int, int]:
    ends = {month: date(year + month // 12, month % 12 + 1, 1) for month in MONTHS}
    return {
        month: clocks.workdays_between(date(year, month, 1), date.fromordinal(ends[month].toordinal() - 1), bureau)
        for month in MONTHS
    }


def officers_by_unit(plan: Plan) -> Counter[str]:
    """Certified today; whom the plan counts beyond them, or fewer, stands under no unit."""
    counted = Counter(str(one.unit) if one.unit else ANY for one in plans.officers_of(plan))
    counted[ANY] += plan.officers - counted.total()
    return counted


def outlook(plan: Plan, what_if: WhatIf = WhatIf()) -> Outlook:
    """Three queries, one of them a sum of the items. Other enforcement work stays as it is whoever does it;
    non-enforcement days go with the officers."""
    items = plans.item_groups(plan)
    workload = changed_workload(plans.gauges(plan, items).workload, what_if)
    officers = officers_by_unit(plan)
    officers[what_if.unit] += what_if.officers
    absent = away(plan)
    share = share_left(workload.total, workload.inspection, absent)
    calendar = workdays_by_month(plan.year, plan.bureau_id)
    workdays = in_months_of_plan(calendar, plan.workdays)
    counted = {unit: Decimal(count) for unit, count in officers.items()}
    travel = plan.travel_days if what_if.travel is None else what_if.travel
    reserve = plan.reserve_percent if what_if.reserve is None else what_if.reserve
    demands = [demand(item, travel) for item in items] + extra(items, what_if, travel)
    found = feasibility(counted, workdays, share=share, reserve=reserve / 100, demands=demands, away=absent)
    return Outlook(found, workload, calendar, workdays, counted, travel, reserve, share, absent)


def changed_workload(workload: Workload, what_if: WhatIf) -> Workload:
    officers = max(workload.officers + what_if.officers, 0)
    ratio = Decimal(officers) / workload.officers if workload.officers else Decimal(0)
    non = {name: Decimal(days) * ratio for name, days in workload.non_items.items()}
    return replace(workload, officers=officers, non_items=non)


def demand(item: plans.ItemGroup, travel: Decimal) -> Demand:
    return Demand(
        item.unit or ANY,
        item.months,
        item.visits,
        item.officers_per_visit,
        item.days_per_visit,
        travel,
    )


def extra(items: list[plans.ItemGroup], what_if: WhatIf, travel: Decimal) -> list[Demand]:
    if not what_if.visits:
        return []
    visits = sum(item.visits for item in items)
    days = sum((item.visits * item.days_per_visit for item in items), Decimal(0))
    average = days / visits if visits else Decimal(1)
    return [Demand(what_if.unit, (), what_if.visits, PAIR, average, travel)]


def days(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')).normalize() + 0:f}"  # no -0


def cell_words(unit: str, cell: Cell) -> dict[str, Any]:
    return {
        "unit": unit or _("全局合计"),
        "short": days(-cell.spare),
        "needed": days(cell.needed),
        "available": days(cell.available),
    }


def place_words(unit: str, month: int, cell: Cell) -> str:
    words = cell_words(unit, cell) | {"month": month}
    return _("%(unit)s %(month)s 月缺 %(short)s 工作日（需要 %(needed)s，可用 %(available)s）") % words


def unassigned_words(found: Outlook) -> str:
    """A note, no shortage: the bureau's sum holds these days, and no unit is weighed by them."""
    needed = found.feasibility.unassigned
    return _("%(days)s 工作日的项目还没有分到科室，只计入全局合计") % {"days": days(needed)} if needed else ""


def verdict(found: Outlook) -> str:
    """One line for the plan's page and for whoever approves it: the worst, all units that are short, what has no unit
    yet."""
    if found.over:
        return found.over
    unit, worst = worst_words(found)
    parts = [worst]
    units = found.feasibility.short_units
    if set(units) - {unit}:
        parts.append(_("不足的科室：%(units)s") % {"units": listed(units)})
    return parted([*parts, *filter(None, [unassigned_words(found)])])


def worst_words(found: Outlook) -> tuple[str, str]:
    """The unit it is about, and the words: a year short before a month."""
    short = found.feasibility.short
    if not short:
        return ANY, _("可以完成，全年余 %(days)s 工作日") % {"days": days(found.feasibility.year.spare)}
    years = [(unit, cell) for unit, cell in found.feasibility.years.items() if not cell.fits]
    if years:
        unit, cell = min(years, key=lambda one: one[1].spare)
        text = _("%(unit)s 全年缺 %(short)s 工作日（需要 %(needed)s，可用 %(available)s），逐月共 %(months)s 处不足")
        return unit, text % (cell_words(unit, cell) | {"months": len(short)})
    place = min(short, key=lambda place: place[2].spare)
    first, more = place_words(*place), len(short) - 1
    return place[0], _("%(first)s，另有 %(more)s 处") % {"first": first, "more": more} if more else first
