import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import Unit, User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import checks_entry, cited
from enforcement.wording import in_chinese
from plans.flows.assignment import ASSIGNMENT
from plans.models import Assignment, Draw, Enterprise, PlanItem
from plans.queries import assignment as assignments
from plans.queries.plan import FREQUENCY_CAP
from plans.rules.workload import check_bookings
from plans.states import CheckKind, Origin, PlanState

ASSIGN = name_act("assignment.assign", _("分派检查任务"))
BY_HAND = (Origin.CAMPAIGN, Origin.COMPLAINT, Origin.SUPERIOR, Origin.JOINT)


@dataclass(frozen=True)
class Task:
    """What is to be done, where it comes from, by whom and when."""

    enterprise: Enterprise
    subject: str
    officers: Sequence[User]
    window_from: dt.date
    window_to: dt.date
    origin: str = Origin.CAMPAIGN
    kind: str = CheckKind.KEY
    unit: Unit | None = None
    plan_item: PlanItem | None = None
    draw: Draw | None = None
    over_ceiling_reason: str = field(default="", kw_only=True)


def assign_by_hand(task: Task, *, by: User) -> Assignment:
    """From a campaign, a complaint, a superior or a joint check. General checks come from a draw only (GT-PLN-003)."""
    require(by, Permission.ASSIGN_INSPECTIONS)
    if task.origin not in BY_HAND:
        raise RuleBroken(_t("该来源的任务由年度计划或双随机抽取产生，选择其他来源"), "origin")
    refuse_chosen_by_hand(task)
    return assign(task, by=by)


@checks_entry("GT-PLN-003", ASSIGN)
def refuse_chosen_by_hand(task: Task) -> None:
    if task.kind == CheckKind.GENERAL:
        source = cited(rulebook.gate("GT-PLN-003"))
        raise RuleBroken(_t("一般检查由双随机抽取产生，不能自行指定企业（%(source)s）") % {"source": source}, "kind")


@transaction.atomic
def assign_plan_item(task: Task, *, by: User) -> Assignment:
    """One visit to a key enterprise of the published plan, not more than were planned."""
    item = task.plan_item
    if item is None or item.enterprise_id is None:
        raise RuleBroken(_t("只有重点检查项目可以直接分派，一般检查由双随机抽取产生"))
    require(by, Permission.ASSIGN_INSPECTIONS, item.plan)
    Enterprise.objects.select_for_update(of=("self",)).get(pk=item.enterprise_id)
    if item.plan.state != PlanState.PUBLISHED:
        raise RuleBroken(_t("计划尚未公布，不能分派"))
    if task.window_from.year != item.plan.year:
        raise RuleBroken(_t("检查期间应在计划年度 %(year)s 内") % {"year": item.plan.year}, "window_from")
    done = assignments.assigned_of_item(item)
    if done >= item.visits:
        words = {"count": done, "visits": item.visits}
        raise RuleBroken(_t("计划 %(visits)s 次，已分派 %(count)s 次，需要增加时先调整计划") % words)
    if len(task.officers) < item.officers_per_visit:
        raise RuleBroken(_t("计划每次 %(count)s 人，再选检查人员") % {"count": item.officers_per_visit}, "officers")
    return assign(task, by=by)


@transaction.atomic
def assign(task: Task, *, by: User) -> Assignment:
    """The enterprise's row is held, so that two tasks at once cannot both be the last one under the ceiling."""
    enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=task.enterprise.pk)
    _refuse_impossible(task, enterprise, by)
    _refuse_overbooked(task, enterprise)
    warning = _ceiling_warning(task, enterprise)
    made = Assignment.objects.create(
        bureau=enterprise.bureau,
        enterprise=enterprise,
        origin=task.origin,
        kind=task.kind,
        subject=task.subject,
        plan_item=task.plan_item,
        draw=task.draw,
        unit=task.unit,
        window_from=task.window_from,
        window_to=task.window_to,
        over_ceiling_reason=task.over_ceiling_reason if warning else "",
        created_by=by,
    )
    made.officers.set(task.officers)
    after = {
        "origin": task.origin,
        "officers": [officer.name for officer in task.officers],
        "window": [task.window_from.isoformat(), task.window_to.isoformat()],
    }
    cap = rulebook.threshold(FREQUENCY_CAP, timezone.localdate(), lapsed_ok=True) if warning else None
    record(ASSIGN, by=by, subject=made, within=task.draw, after=after, note=warning,
           article=cap.citation if cap else "")  # fmt: skip
    return made


def _refuse_impossible(task: Task, enterprise: Enterprise, by: User) -> None:
    if enterprise.bureau_id != by.bureau_id or not Enterprise.objects.in_pool().filter(pk=enterprise.pk).exists():
        raise RuleBroken(_t("%(name)s 不是本机关在业的监管对象，选择其他企业") % {"name": enterprise}, "enterprise")
    if task.window_to < task.window_from:
        raise RuleBroken(
            _t("检查期间截止日不能早于起始日 %(day)s") % {"day": task.window_from.isoformat()}, "window_to"
        )
    if task.window_to < timezone.localdate():
        raise RuleBroken(_t("检查期间已过，选择今天以后的截止日"), "window_to")
    if len({officer.pk for officer in task.officers}) < 2:
        raise RuleBroken(_t("每次检查不得少于两名检查人员，再选一名"), "officers")
    allowed = set(assignments.inspectors(enterprise.bureau, task.window_to).values_list("pk", flat=True))
    lacking = [officer.name for officer in task.officers if officer.pk not in allowed]
    if lacking:
        words = {"names": "、".join(lacking), "day": task.window_to.isoformat()}
        message = _t("%(names)s 在 %(day)s 没有有效的执法证或不是本机关检查人员，选择其他人员")
        raise RuleBroken(message % words, "officers")


def _refuse_overbooked(task: Task, enterprise: Enterprise) -> None:
    """Nobody is booked beyond the year's working days. A draw leaves full calendars out before it is drawn."""
    if task.draw is not None:
        return
    year = task.window_from.year
    asked = task.plan_item.days_per_visit if task.plan_item else Decimal(1)
    booked = assignments.booked_days(task.officers, year)
    wanted = {str(officer): booked.get(officer.pk, Decimal(0)) + asked for officer in task.officers}
    problems = check_bookings(wanted, assignments.workdays_of(enterprise.bureau, year))
    if problems:
        raise RuleBroken(problems[0].message, "officers")


def _ceiling_warning(task: Task, enterprise: Enterprise) -> str:
    """Words for the ledger when the task goes beyond the ceiling with a reason; refused without one."""
    year = task.window_from.year
    count, ceiling = assignments.planned_this_year(enterprise, year), assignments.ceiling_of(enterprise, year)
    if count < ceiling:
        return ""
    words = {"count": count, "ceiling": ceiling, "reason": task.over_ceiling_reason}
    if not task.over_ceiling_reason:
        message = _t("该企业本年已安排检查 %(count)s 次，达到年度上限 %(ceiling)s 次，确需检查时写明理由")
        raise RuleBroken(message % words, "over_ceiling_reason")
    return in_chinese(_("超出年度上限（已安排 %(count)s 次，上限 %(ceiling)s 次）：%(reason)s")) % words


@transaction.atomic
def cancel(task: Assignment, *, by: User, version: int | None = None, reason: str) -> Assignment:
    locked = ASSIGNMENT.take(task, "cancel", by=by, version=version)
    locked.cancel_reason = reason
    locked.save(update_fields=["cancel_reason"])
    record(ASSIGNMENT.act("cancel"), by=by, subject=locked, note=reason)
    return locked


@transaction.atomic
def withdraw(task: Assignment, *, by: User, reason: str) -> Assignment:
    """The draw that made the task is void."""
    locked = ASSIGNMENT.take(task, "withdraw", by=by)
    locked.cancel_reason = reason
    locked.save(update_fields=["cancel_reason"])
    record(ASSIGNMENT.act("withdraw"), by=by, subject=locked, within=locked.draw, note=reason)
    return locked


@transaction.atomic
def begin(task: Assignment, *, by: User, version: int | None = None) -> Assignment:
    """Called when an inspection is opened for the task."""
    return _take(task, "begin", by=by, version=version)


@transaction.atomic
def finish(task: Assignment, *, by: User, version: int | None = None) -> Assignment:
    """Called when the inspection record is sealed."""
    locked = ASSIGNMENT.take(task, "finish", by=by, version=version)
    locked.done_on = timezone.localdate()
    locked.save(update_fields=["done_on"])
    record(ASSIGNMENT.act("finish"), by=by, subject=locked)
    return locked


@transaction.atomic
def reopen(task: Assignment, *, by: User, version: int | None = None) -> Assignment:
    """Called when the inspection is given up before it took place."""
    return _take(task, "reopen", by=by, version=version)


def _take(task: Assignment, step: str, *, by: User, version: int | None) -> Assignment:
    locked = ASSIGNMENT.take(task, step, by=by, version=version)
    record(ASSIGNMENT.act(step), by=by, subject=locked)
    return locked
