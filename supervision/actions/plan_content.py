"""What the public page of a plan holds: codes, figures and names of our own; it is put into words for each reader."""

from typing import Any

from django.utils.translation import override

from plans.models import Plan
from plans.queries.adjustment import adjustment_of, changes
from plans.queries.differences import ITEMS, TEXTS, Change, named_counts
from plans.queries.editions import edition_before
from plans.queries.plan import gauges, key_items
from plans.queries.plan_contents import other_items, register_counts, schedule
from plans.queries.summary import approved_summary, editions
from supervision.models import PublicKeyItem, PublicPlan

CHUNK = 1_000


def plan_content(plan: Plan) -> dict[str, Any]:
    """Figures and items. Key enterprises are named beside it, because the plan names them; no visit has a date."""
    workload = gauges(plan).workload
    with override("zh-hans"):
        return {
            "edition": plan.edition,
            "officers": workload.officers,
            "staff_in_post": plan.staff_in_post,
            "workdays": workload.workdays_per_officer,
            "total": str(workload.total),
            "other": str(workload.other),
            "non_enforcement": str(workload.non_enforcement),
            "inspection": str(workload.inspection),
            "key_share": str(workload.key_share_percent),
            "text": lines(plan.text),
            "measures": lines(plan.measures),
            "register": register_counts(plan),
            "others": [{**one, "months": []} for one in other_items(plan)],
            **schedule(plan),
            "approval": plan.approval_number,
            "approval_body": plan.approval_body,
            "filed_with": plan.filed_with,
            "filed_on": plan.filed_on.isoformat() if plan.filed_on else "",
            "late_reason": plan.publishing_late_reason,
            "adjustment": adjustment_content(plan),
            "editions": edition_contents(plan),
            "last_year": last_year_content(plan),
        }


def copy_key_items(plan: Plan, public: PublicPlan) -> None:
    """Rows of their own, so that the page of a plan of thousands reads a screenful."""
    items = key_items(plan).iterator(chunk_size=CHUNK)
    rows = (
        PublicKeyItem(
            plan=public, name=str(one.enterprise), subject=one.subject, visits=one.visits, ceiling=one.ceiling
        )
        for one in items
    )
    PublicKeyItem.objects.bulk_create(rows, batch_size=CHUNK)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def adjustment_content(plan: Plan) -> dict[str, Any] | None:
    """Why this edition is, how large the change is, and each difference to the one before. A pool is told by what it is
    drawn from; of enterprises only how many were put in, changed or taken out."""
    old = edition_before(plan)
    if old is None:
        return None
    found = adjustment_of(plan)
    told = [one for one in changes(plan) if one.group != TEXTS]
    return {
        "reason": plan.adjust_reason,
        "minor": plan.minor,
        "major": found.is_major if found else None,
        "measures": found.frozen["measures"] if found else [],
        "changes": [
            [one.group, one.code, one.before, one.after] for one in map(without_dates, told) if one.before != one.after
        ],
        "named": named_counts(old, plan),
    }


def without_dates(one: Change) -> Change:
    """The months of visits would announce them."""
    if one.group != ITEMS:
        return one
    before, after = (values and {**values, "months": []} for values in (one.before, one.after))
    return Change(one.group, one.code, before, after)


def edition_contents(plan: Plan) -> list[list[Any]]:
    """Number, day, way and reason of each edition in force up to this one; the first has no way to tell."""
    told = [one for one in editions(plan) if one.edition <= plan.edition]
    return [
        [one.edition, one.published_on.isoformat() if one.published_on else "",
         "" if one == told[0] else "minor" if one.minor else "government", one.adjust_reason]
        for one in told
    ]  # fmt: skip


def last_year_content(plan: Plan) -> dict[str, Any] | None:
    """The result of the year before as the leader approved it."""
    summary = approved_summary(plan.bureau_id, plan.year - 1)
    if summary is None or summary.figures is None:
        return None
    kept = ("on", "kinds", "coverage", "drawn", "targets", "adjustments")
    words = {"reasons": lines(summary.reasons), "measures": lines(summary.measures),
             "edition": summary.edition, "correction": summary.correct_reason}  # fmt: skip
    return {"year": summary.year, **{name: summary.figures[name] for name in kept}, **words}
