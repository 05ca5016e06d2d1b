"""What became of a year's plan, in figures; and whether a leader approved them."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from enforcement.once import once
from plans.models import Plan, PlanSummary
from plans.queries.adjustment import adjustment_of, plain, verdict
from plans.queries.indicators import indicators
from plans.queries.progress import Progress, progress
from plans.rules.feasibility import MONTHS
from plans.rules.progress import Count
from plans.states import ItemKind, PlanState, SummaryState
from plans.words import source_word


def summaries_of(bureau: int, year: int) -> QuerySet[PlanSummary]:
    """All editions, the newest first; corrections that were discarded, too."""
    return PlanSummary.objects.filter(bureau=bureau, year=year).order_by("-edition")


def first_day(year: int) -> dt.date:
    """From when the summary of a year is handed in: the year is over."""
    return dt.date(year + 1, 1, 1)


def next_edition(bureau: int, year: int) -> int:
    """A number is used once, that of a discarded correction as well."""
    newest = summaries_of(bureau, year).first()
    return newest.edition + 1 if newest else 1


def standing_summaries(bureau: int, year: int) -> QuerySet[PlanSummary]:
    return summaries_of(bureau, year).exclude(state=SummaryState.DISCARDED)


def newest_summary(bureau: int, year: int) -> PlanSummary | None:
    return standing_summaries(bureau, year).first()


def approved_summary(bureau: int, year: int) -> PlanSummary | None:
    """The newest approved edition: one under way changes nothing yet."""
    return summaries_of(bureau, year).filter(state=SummaryState.APPROVED).first()


@once
def summary_of(plan: Plan) -> PlanSummary | None:
    return newest_summary(plan.bureau_id, plan.year)


@once
def summary_and_correction(plan: Plan) -> tuple[PlanSummary | None, PlanSummary | None]:
    """The one that holds, or the first under way; and the correction under way after it, one at most."""
    newest = list(standing_summaries(plan.bureau_id, plan.year)[:2])
    if len(newest) == 2 and newest[0].state != SummaryState.APPROVED:
        return newest[1], newest[0]
    return (newest[0] if newest else None), None


def editions(plan: Plan) -> list[Plan]:
    """Of the year, published, the first one first."""
    published = Plan.objects.filter(bureau=plan.bureau_id, year=plan.year, state=PlanState.PUBLISHED)
    return list(published.order_by("edition"))


def figures_of_year(plan: Plan, on: dt.date) -> dict[str, Any]:
    """Plain JSON, words in Chinese: it is frozen, printed and published."""
    with override("zh-hans"):
        found = progress(plan, on)
        return {
            "on": on.isoformat(),
            "kinds": [_count("合计", found.whole), *_kinds(found)],
            "units": [_count(unit or "未指定科室", count) for unit, count in found.units.items()],
            "months": [_month(found, month) for month in MONTHS],
            "coverage": [found.key_seen, found.key_enterprises, str(found.coverage)],
            "drawn": [found.drawn, found.tasks, str(found.drawn_share)],
            "targets": [
                {
                    "name": str(one.label), "value": "" if one.value is None else f"{plain(one.value)}{one.unit}",
                    "counted": one.counted, "target": f"{plain(one.target)}{one.unit}",
                    "source": source_word(one.source),
                }
                for one in indicators(plan, found)
            ],
            "adjustments": [_adjustment(one) for one in editions(plan)[1:]],
        }  # fmt: skip


def _kinds(found: Progress) -> list[dict[str, Any]]:
    """Key and general checks always, the other parts where there is something of them."""
    always = (ItemKind.KEY, ItemKind.GENERAL)
    return [
        _count(str(ItemKind(kind).label), count)
        for kind, count in found.kinds.items()
        if kind in always or count.planned or count.done
    ]


def _count(name: str, count: Count) -> dict[str, Any]:
    left = max(count.planned - count.done, 0)
    return {"name": name, "planned": count.planned, "done": count.done, "left": left, "percent": str(count.percent)}


def _month(found: Progress, month: int) -> dict[str, Any]:
    return {"month": month, "planned": plain(found.planned_months[month]), "done": found.done_months[month]}


def _adjustment(plan: Plan) -> dict[str, Any]:
    weighed = adjustment_of(plan)
    how = "一般调整" if plan.minor else "重大调整" if weighed and weighed.is_major else "调整（经政府批准）"
    return {
        "edition": plan.edition,
        "on": plan.published_on.isoformat() if plan.published_on else "",
        "reason": plan.adjust_reason,
        "how": how,
        "verdict": verdict(weighed) if weighed else "",
    }


def falls_short(figures: dict[str, Any]) -> bool:
    """Something planned was not done, in the whole or in a kind or unit."""
    return any(row["left"] for row in (*figures["kinds"], *figures["units"]))
