"""What the pages of inspection tasks show: columns, facts, frequencies. No HTTP."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import cited, unmet
from enforcement.web.tables import Column, Table
from enforcement.wording import listed
from plans.guards.stacking import NO_STACKING
from plans.models import Assignment, Enterprise, PlanItem
from plans.queries import frequency
from plans.queries.assignment import Site
from plans.queries.jurisdiction import months_in_words, planned_elsewhere
from plans.queries.licence import licence_only
from plans.rules.frequency import Standing
from plans.states import OF_OTHERS, AssignmentState, Origin, Period

TONES = {AssignmentState.DONE: "ok", AssignmentState.CANCELLED: "muted"}


def trail(*last: Any) -> list[tuple[Any, str | None]]:
    return [
        (pgettext_lazy("menu", "检查任务"), reverse("assignment_list")),
        *((one, None) for one in last or (_("分派检查任务"),)),
    ]


def officers_of(task: Assignment) -> str:
    return listed(officer.name for officer in task.officers.all())


COLUMNS = (
    Column(_("被检查单位"), lambda task: task.enterprise, href=lambda task: task.get_absolute_url()),
    Column(_("检查事项"), lambda task: task.subject),
    Column(_("任务来源"), lambda task: task.get_origin_display()),
    Column(_("检查人员"), officers_of),
    Column(_("检查期间自"), lambda task: task.window_from),
    Column(_("检查期间至"), lambda task: task.window_to),
    Column(_("检查机关"), lambda task: task.bureau),
    Column(_("状态"), lambda task: task.get_state_display(), tag=lambda task: TONES.get(task.state, "info")),
)
EXCEPTIONS = (
    Column(_("被检查单位"), lambda task: task.enterprise, href=lambda task: task.get_absolute_url()),
    Column(_("检查期间自"), lambda task: task.window_from),
    Column(_("检查机关"), lambda task: task.bureau),
    Column(_("任务来源"), lambda task: task.get_origin_display()),
    Column(_("超出的频次上限"), lambda task: frequency.full_in_words(frequency.read_back(task.over_limits))),
    Column(_("理由"), lambda task: task.over_ceiling_reason or (_t("该来源不受频次限制") if task.limit_exempt else "")),
    Column(_("状态"), lambda task: task.get_state_display(), tag=lambda task: TONES.get(task.state, "info")),
)
YEAR_COLUMNS = (
    Column(_("日期"), lambda row: row["day"]),
    Column(_("机关"), lambda row: row["bureau"]),
    Column(_("任务来源"), lambda row: row["origin"]),
    Column(_("检查事项"), lambda row: row["subject"], href=lambda row: row["url"]),
    Column(_("状态"), lambda row: row["state"]),
)


def new_task(site: Site, item: PlanItem | None, day: dt.date, user: User) -> dict[str, Any]:
    """Before a task is made: who supervises, who inspects this year, which ceilings are reached."""
    limits = frequency.limits_of(site.enterprise.bureau_id)
    return {
        "item": item,
        "enterprise": site.enterprise,
        "partners": listed(site.partners),
        "stacked": stacked(site),
        "licence_only": licence_only(site.enterprise, site.acting.pk) if item else "",
        "day": day,
        "frequencies": frequencies(frequency.standings(site.enterprise, day), user),
        "frequency_source": cited(limits),
        "year_table": year_table(site.enterprise, day.year, user),
    }


def stacked(site: Site) -> list[Unmet]:
    """What the page says when another bureau supervises: the refusal, and what is left."""
    if not site.is_foreign:
        return []
    words = {"bureau": site.enterprise.bureau, "origins": listed(one.label for one in site.origins)}
    message = _t("该企业由%(bureau)s负责日常监管，本机关不得叠加执法；可以办理的只有：%(origins)s")
    return [unmet(NO_STACKING, message % words)]


def year_table(enterprise: Enterprise, year: int, user: User) -> Table:
    """Every bureau's tasks and plan items of the year; only what the reader sees is a link."""
    tasks = list(frequency.this_year(enterprise, year))
    shown = visible_ids((one.pk for one in tasks), user)
    rows = [
        {"day": one.day, "bureau": one.bureau, "origin": one.get_origin_display(), "subject": one.subject,
         "state": one.get_state_display(), "url": one.get_absolute_url() if one.pk in shown else ""}
        for one in tasks
    ]  # fmt: skip
    rows += [
        {"day": months_in_words(one), "bureau": one.plan.bureau, "origin": _t("年度计划"), "subject": one.subject,
         "state": _t("计划 %(visits)s 次（%(state)s）") % {"visits": one.visits, "state": one.plan.get_state_display()},
         "url": one.plan.get_absolute_url() if one.plan.bureau_id in user.bureau_ids else ""}
        for one in planned_elsewhere(enterprise, year)
    ]  # fmt: skip
    caption = _t("%(year)s 年各机关对该企业的检查安排") % {"year": year}
    return Table(caption, YEAR_COLUMNS, rows, None, _("本年还没有检查安排"))


def visible_ids(tasks: Iterable[int], user: User) -> set[int]:
    return set(Assignment.objects.visible_to(user).filter(pk__in=list(tasks)).values_list("pk", flat=True))


def frequencies(standings: list[Standing], user: User) -> list[dict[str, Any]]:
    """For the fragment that shows each count with the days it is made of. One query."""
    shown = visible_ids((task.task for one in standings for task in one.tasks), user)
    return [
        {
            "label": Period(one.period).label,
            "span": f"{one.first.isoformat()} — {one.last.isoformat()}",
            "count": one.count,
            "ceiling": one.ceiling,
            "full": one.is_full,
            "tasks": [
                {"day": task.day.isoformat(), "url": f"/assignments/{task.task}/" if task.task in shown else ""}
                for task in one.tasks
            ],
        }
        for one in standings
    ]


def identity(task: Assignment, user: User) -> dict[str, Any]:
    """The enterprise of another bureau may be out of the reader's view: then its name is no link."""
    return {
        "title": task.subject,
        "party": task.enterprise,
        "party_label": _("被检查单位"),
        "party_url": task.enterprise.get_absolute_url() if task.enterprise.bureau_id in user.bureau_ids else "",
        "stage": task.get_state_display(),
        "tone": TONES.get(AssignmentState(task.state), "info"),
        "officers": [officer.name for officer in task.officers.all()],
        "officers_label": _("检查人员"),
    }


def facts_of(task: Assignment) -> list[Any]:
    rows: list[Any] = [
        (_("任务来源"), task.get_origin_display()),
        (_("检查类别"), task.get_kind_display()),
        *([(_("检查的许可"), task.get_licence_display())] if task.licence else []),
        (_("检查机关"), task.bureau),
        *of_several(task),
        (_("检查人员"), officers_of(task)),
        (_("检查期间"), f"{task.window_from.isoformat()} — {task.window_to.isoformat()}"),
        (_("承办机构"), task.unit),
    ]
    if task.plan_item:
        plan = task.plan_item.plan
        rows.append({"label": _("年度计划"), "value": plan, "url": plan.get_absolute_url()})
    if task.draw:
        rows.append({"label": _("双随机抽取"), "value": task.draw.number, "url": task.draw.get_absolute_url()})
    if task.over_ceiling_reason:
        rows.append((_("超出频次上限的理由"), task.over_ceiling_reason))
    if task.cancel_reason:
        rows.append((_("取消原因"), task.cancel_reason))
    return rows


def of_several(task: Assignment) -> list[tuple[Any, Any]]:
    """Who else has to do with it, and why it is allowed at an enterprise of another bureau."""
    joined = _("协助机关") if task.origin == Origin.CROSS_REGION else _("参加机关")
    rows = [
        (_("日常监管机关"), task.daily_bureau),
        (joined, listed(task.partners.all())),
        (_("其他参加部门"), task.other_departments),
        (_("批准的上级机关"), task.approving_bureau),
        (_("批准或交办文号"), task.document_number),
        (_("检查理由"), task.origin_reason),
    ]
    return [row for row in rows if row[1]]


def note_of_origin(task: Assignment) -> str:
    """Beside a task at another bureau's enterprise: why that is no stacked enforcement."""
    if task.daily_bureau is None:
        return ""
    words = {"bureau": task.daily_bureau, "origins": listed(Origin(one).label for one in OF_OTHERS)}
    message = _t("该企业由%(bureau)s负责日常监管；%(origins)s不受不得叠加执法的限制，计入该企业的年度检查次数")
    return message % words
