"""How an adjusted edition is shown: whether its change is major, with the arithmetic, and what differs, in groups."""

from typing import Any

from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.web.tables import Column, Table
from plans.models import Plan
from plans.queries.adjustment import GROUPS, Change, adjustment_of, changes, measure_words, verdict
from plans.queries.editions import edition_before, editions_of
from plans.states import PlanState
from plans.words import kept_word


def adjustment_lines(plan: Plan) -> dict[str, Any] | None:
    found = adjustment_of(plan)
    if found is None:
        return None
    return {
        "major": found.is_major,
        "verdict": verdict(found),
        "against": _t("与政府批准的第 %(edition)s 版相比，超过任一比例为重大调整") % {"edition": found.base},
        "measures": [(measure_words(one), one.exceeds) for one in found.weighing.measures],
        "citation": found.citation,
        "marks": [kept_word(mark) for mark in found.marks],
    }


def grouped(plan: Plan) -> dict[str, list[Change]]:
    groups: dict[str, list[Change]] = {}
    for one in changes(plan):
        groups.setdefault(one.group, []).append(one)
    return groups


def change_lists(plan: Plan) -> list[tuple[Any, list[tuple[str, str]]]]:
    """For a phone: what was and what is to be, one under the other and not side by side."""
    return [
        (GROUPS[group], [(one.what, arrow(*one.in_words())) for one in rows]) for group, rows in grouped(plan).items()
    ]


def arrow(before: str, after: str) -> str:
    return f"{before or '--'} → {after or '--'}"


def changes_tables(plan: Plan) -> list[Table]:
    """One for each group that has a difference; an edition without an older one in force has none."""
    if edition_before(plan) is None:
        return []
    groups = grouped(plan)
    if not groups:
        return [change_table(_("与上一版的差别"), [])]
    return [change_table(_t("与上一版的差别：%(group)s") % {"group": GROUPS[group]}, rows)
            for group, rows in groups.items()]  # fmt: skip


def change_table(caption: Any, rows: list[Change]) -> Table:
    columns = (
        Column(_("内容"), lambda row: row[0]),
        Column(_("原版"), lambda row: row[1]),
        Column(_("本版"), lambda row: row[2]),
    )
    lines = [(one.what, *one.in_words()) for one in rows]
    return Table(caption, columns, lines, None, _("与上一版没有差别"))


def editions_table(plan: Plan) -> Table | None:
    """All editions of the year, refused ones too; none where there is but this one."""
    rows = editions_of(plan)
    if len(rows) < 2:
        return None
    published = [one for one in rows if one.state == PlanState.PUBLISHED]
    replaced = set(published[1:])  # the newest comes first
    columns = (
        Column(_("版次"), lambda one: _t("第 %(edition)s 版") % {"edition": one.edition},
               href=lambda one: one.get_absolute_url()),
        Column(_("调整原因"), lambda one: one.adjust_reason),
        Column(_("办理方式"), way),
        Column(_("公布日期"), lambda one: one.published_on),
        Column(_("状态"), lambda one: _t("已由新版代替") if one in replaced else one.get_state_display(),
               tag=lambda one: "muted" if one in replaced else TONES.get(one.state, "info")),
    )  # fmt: skip
    return Table(_("本年度各版次"), columns, rows)


TONES = {PlanState.PUBLISHED: "ok", PlanState.REFUSED: "over"}


def way(plan: Plan) -> str:
    if not plan.weighing:
        return ""
    return _t("一般调整") if plan.minor else _t("报政府批准")
