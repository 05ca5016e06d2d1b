import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, override

from enforcement.accounts.access import require
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import checks_entry, cited, recorded
from enforcement.wording import in_chinese, listed
from plans.actions.stacking import refuse_stacked
from plans.actions.task import Task
from plans.flows.assignment import ASSIGNMENT
from plans.guards.plan_items import refuse_before_approval
from plans.guards.stacking import refuse_out_of_pool
from plans.models import Assignment, Enterprise, PlanItem
from plans.queries import assignment as assignments, frequency
from plans.queries.bookings import booked_days
from plans.queries.licence import beyond_licence
from plans.queries.plan import FREQUENCY_CAP, plan_in_force
from plans.rules.frequency import Standing
from plans.rules.workload import check_bookings
from plans.states import OF_OTHERS, ON_REFERENCE, CheckKind, Origin, PlanState

__all__ = ["Task", "assign", "assign_by_hand", "assign_plan_item", "begin", "cancel", "finish", "reopen",
           "visit_on", "withdraw"]  # fmt: skip

ASSIGN = name_act("assignment.assign", _("分派检查任务"))
VISIT_ON = name_act("assignment.visit_on", _("确定检查日期"))
BY_HAND = (Origin.CAMPAIGN, Origin.COMPLAINT, Origin.SUPERIOR, *OF_OTHERS)


def assign_by_hand(task: Task, *, by: User) -> Assignment:
    """From a campaign, a complaint, a superior, with others. General checks come from a draw only (GT-PLN-003)."""
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
    if plan_in_force(item.plan.bureau_id, item.plan.year) != item.plan:
        raise RuleBroken(_t("本版计划已由新版代替，从现行版分派"))
    if task.window_from.year != item.plan.year:
        raise RuleBroken(_t("检查期间应在计划年度 %(year)s 内") % {"year": item.plan.year}, "window_from")
    refuse_before_approval(item.plan, task.window_from)
    done = assignments.assigned_of_item(item)
    if done >= item.visits:
        words = {"count": done, "visits": item.visits}
        raise RuleBroken(_t("计划 %(visits)s 次，已分派 %(count)s 次，需要增加时先调整计划") % words)
    if len(task.officers) < item.officers_per_visit:
        raise RuleBroken(_t("计划每次 %(count)s 人，再选检查人员") % {"count": item.officers_per_visit}, "officers")
    return assign(_of_item(task, item), by=by)


def _of_item(task: Task, item: PlanItem) -> Task:
    """Checks the licence that the item names. At an enterprise of another bureau the plan holds for that alone, and the
    origin says so."""
    if beyond_licence(item):
        words = {"name": item.enterprise}
        raise RuleBroken(_t("%(name)s 现由其他机关负责日常监管，计划项目没有写明检查的许可，先调整计划") % words)
    task = replace(task, licence=item.licence)
    if not item.for_licence_only:
        return task
    with override("zh-hans"):
        reason = _t("年度计划列入的许可事项：%(subject)s") % {"subject": item.get_licence_display()}
    return replace(task, origin=Origin.LICENSING, origin_reason=task.origin_reason or reason)


@transaction.atomic
def assign(task: Task, *, by: User) -> Assignment:
    """The enterprise's row is held, so that two tasks at once cannot both be the last one under a ceiling."""
    enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=task.enterprise.pk)
    acting = task.acting(by)
    refuse_out_of_pool(enterprise, task.window_from)
    refuse_stacked(task, enterprise, acting)
    _refuse_without_reference(task)
    _refuse_impossible(task, acting)
    _refuse_overbooked(task, acting)
    full = _full_periods(task, enterprise)
    made = _made(task, enterprise, full, by=by)
    _record(made, task, full, by=by)
    return made


def _made(task: Task, enterprise: Enterprise, full: list[Standing], *, by: User) -> Assignment:
    acting = task.acting(by)
    foreign = enterprise.bureau_id != acting.pk
    others = {one.pk for one in task.partners} | ({enterprise.bureau_id} if foreign else set())
    made = Assignment.objects.create(
        bureau=acting,
        enterprise=enterprise,
        origin=task.origin,
        kind=task.kind,
        subject=task.subject,
        licence=task.licence,
        plan_item=task.plan_item,
        draw=task.draw,
        unit=task.unit,
        window_from=task.window_from,
        window_to=task.window_to,
        over_ceiling_reason=task.over_ceiling_reason if full else "",
        over_limits=[one.as_json() for one in full],
        limit_exempt=bool(full) and frequency.is_exempt(enterprise, task.origin),
        daily_bureau=enterprise.bureau if foreign else None,
        origin_reason=task.origin_reason,
        document_number=task.document_number,
        other_departments=task.other_departments,
        approving_bureau=task.approving_bureau,
        shared_with=sorted(others),
        created_by=by,
    )
    made.officers.set(task.officers)
    made.partners.set(task.partners)
    return made


def _record(made: Assignment, task: Task, full: list[Standing], *, by: User) -> None:
    after: dict[str, Any] = {
        "origin": task.origin,
        "officers": [officer.name for officer in task.officers],
        "window": [task.window_from.isoformat(), task.window_to.isoformat()],
    }
    named = {
        "licence": in_chinese(made.get_licence_display()),
        "daily_bureau": str(made.daily_bureau or ""),
        "partners": [str(one) for one in task.partners],
        "other_departments": task.other_departments,
        "approved_by": str(task.approving_bureau or ""),
        "document": task.document_number,
        "reason": task.origin_reason,
        "over_limits": made.over_limits,
    }
    after |= {name: value for name, value in named.items() if value}
    cap = rulebook.threshold(FREQUENCY_CAP, timezone.localdate(), lapsed_ok=True) if full else None
    with override("zh-hans"):  # the ledger's language
        note = frequency.full_in_words(full)
        if full and made.over_ceiling_reason:
            note = _t("超出频次上限（%(sums)s）：%(reason)s") % {"sums": note, "reason": made.over_ceiling_reason}
    article = recorded(cap) if cap else ""
    record(ASSIGN, by=by, subject=made, within=task.draw, after=after, note=note, article=article)


def _refuse_without_reference(task: Task) -> None:
    """Whoever asks later finds the report or the superior's letter by it."""
    if task.origin in ON_REFERENCE and not task.document_number.strip():
        words = {"origin": Origin(task.origin).label}
        raise RuleBroken(_t("来源为%(origin)s的，写明交办文号或者举报登记编号") % words, "document_number")


def _refuse_impossible(task: Task, acting: Bureau) -> None:
    if task.window_to < task.window_from:
        raise RuleBroken(
            _t("检查期间截止日不能早于起始日 %(day)s") % {"day": task.window_from.isoformat()}, "window_to"
        )
    if task.window_to < timezone.localdate():
        raise RuleBroken(_t("检查期间已过，选择今天以后的截止日"), "window_to")
    if len({officer.pk for officer in task.officers}) < 2:
        raise RuleBroken(_t("每次检查不得少于两名检查人员，再选一名"), "officers")
    taking_part = [acting, *task.partners]
    allowed = {
        pk for one in taking_part for pk in assignments.inspectors(one, task.window_to).values_list("pk", flat=True)
    }
    lacking = [officer.name for officer in task.officers if officer.pk not in allowed]
    if lacking:
        words = {"names": listed(lacking), "day": task.window_to.isoformat()}
        message = _t("%(names)s 在 %(day)s 没有有效的执法证或不是本机关、参加机关的检查人员，选择其他人员")
        raise RuleBroken(message % words, "officers")
    if not any(officer.bureau_id == acting.pk for officer in task.officers):
        raise RuleBroken(_t("检查人员中至少有一名本机关人员"), "officers")


def _refuse_overbooked(task: Task, acting: Bureau) -> None:
    """Nobody is booked beyond the year's working days. A draw leaves full calendars out before it is drawn."""
    if task.draw is not None:
        return
    year = task.window_from.year
    item = task.plan_item
    asked = item.days_per_visit + item.plan.travel_days if item else Decimal(1)
    booked = booked_days(task.officers, year)
    wanted = {str(officer): booked.get(officer.pk, Decimal(0)) + asked for officer in task.officers}
    problems = check_bookings(wanted, assignments.workdays_of(acting, year))
    if problems:
        raise RuleBroken(problems[0].message, "officers")


def _full_periods(task: Task, enterprise: Enterprise) -> list[Standing]:
    """What is full already on the first day of the window; refused without a reason, unless the origin is left out."""
    full = [one for one in frequency.standings(enterprise, task.window_from) if one.is_full]
    exempt = frequency.is_exempt(enterprise, task.origin)
    _refuse_unreasoned(full, task.over_ceiling_reason.strip(), exempt=exempt)
    return full


def _refuse_unreasoned(full: list[Standing], reason: str, *, exempt: bool) -> None:
    if full and not reason and not exempt:
        words = {"sums": frequency.full_in_words(full)}
        raise RuleBroken(_t("超出该企业的检查频次上限：%(sums)s。确需检查时写明理由") % words, "over_ceiling_reason")


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
def begin(
    task: Assignment, *, by: User, version: int | None = None, day: dt.date | None = None, reason: str = ""
) -> Assignment:
    """Called when an inspection is opened for the task, to be done on that day (today unless given)."""
    locked = _take(task, "begin", by=by, version=version)
    visit_on(locked, day or timezone.localdate(), by=by, reason=reason)
    return locked


@transaction.atomic
def visit_on(task: Assignment, day: dt.date, *, by: User, reason: str = "") -> None:
    """The visit is planned for that day, put off to it, or takes place on it. From now on the task counts there."""
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if locked.visit_on == day:
        return
    enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=task.enterprise_id)
    full = [one for one in frequency.standings(enterprise, day, but=task.pk) if one.is_full]
    exempt = frequency.is_exempt(enterprise, locked.origin)
    why = reason.strip() or locked.over_ceiling_reason
    _refuse_unreasoned(full, why, exempt=exempt)
    if full:
        locked.over_limits, locked.over_ceiling_reason = [one.as_json() for one in full], why
        locked.limit_exempt = exempt
    before = {"day": (locked.visit_on or locked.window_from).isoformat()}
    locked.visit_on = task.visit_on = day
    locked.save(update_fields=["visit_on", "over_limits", "over_ceiling_reason", "limit_exempt"])
    if full or before["day"] != day.isoformat():
        with override("zh-hans"):
            note = frequency.full_in_words(full)
            note = _t("超出频次上限（%(sums)s）：%(reason)s") % {"sums": note, "reason": why} if full else ""
        record(VISIT_ON, by=by, subject=locked, before=before, after={"day": day.isoformat()}, note=note)


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
    locked = _take(task, "reopen", by=by, version=version)
    locked.visit_on = None
    locked.save(update_fields=["visit_on"])
    return locked


def _take(task: Assignment, step: str, *, by: User, version: int | None) -> Assignment:
    locked = ASSIGNMENT.take(task, step, by=by, version=version)
    record(ASSIGNMENT.act(step), by=by, subject=locked)
    return locked
