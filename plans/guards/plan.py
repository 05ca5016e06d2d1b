from decimal import Decimal

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import enforces, unmet
from enforcement.wording import listed, parted
from plans.models import Plan
from plans.queries import adjustment as adjustments, editions, plan as plans, summary as summaries
from plans.queries.bookings import booked_of
from plans.queries.plan_dates import publication_clock
from plans.queries.plan_items import doubts_of
from plans.rules import workload
from plans.states import CheckKind, PlanState

NAMED = 5  # how many enterprises a refusal lists by name


def has_items(plan: Plan, by: User) -> Unmet | None:
    if plans.item_groups(plan):
        return None
    return Unmet(_("计划还没有检查项目，先添加重点检查企业或一般检查项目"), url=_items(plan))


@enforces("GT-PLN-001")
def is_graded(plan: Plan, by: User) -> Unmet | None:
    """The plan follows grades, so each key enterprise has one."""
    count = doubts_of(plan).ungraded
    if not count:
        return None
    first = plan.items.filter(enterprise__grade="", kind=CheckKind.KEY).order_by("id")[:NAMED]
    words = {"count": count, "names": listed(first.values_list("enterprise__name", flat=True))}
    message = _("%(count)s 家重点检查企业尚未分级：%(names)s，先完成分类分级") % words
    return unmet("GT-PLN-001", message, _items(plan))


def workdays_add_up(plan: Plan, by: User) -> Unmet | None:
    """Everything of the arithmetic except the key share, which has its own citation."""
    gauges = plans.gauges(plan)
    problems = [one for one in workload.check(gauges.workload) if one.code not in {"key_share", "officer_share"}]
    return Unmet(problems[0].message, url=_workdays(plan)) if problems else None


@enforces("GT-PLN-003")
def key_share_is_met(plan: Plan, by: User) -> Unmet | None:
    gauges = plans.gauges(plan)
    broken = [one for one in workload.check(gauges.workload) if one.code == "key_share"]
    if not broken:
        return None
    return Unmet(broken[0].message, gauges.basis_with_mark, _items(plan), gate="GT-PLN-003")


def fits_capacity(plan: Plan, by: User) -> Unmet | None:
    gauges = plans.gauges(plan)
    problems = workload.check(gauges.workload, planned_days=gauges.days_needed)
    broken = [one for one in problems if one.code == "capacity"]
    return Unmet(broken[0].message, url=_items(plan)) if broken else None


def stays_below_ceilings(plan: Plan, by: User) -> Unmet | None:
    if not doubts_of(plan).over:
        return None
    over = plan.items.filter(enterprise__isnull=False, visits__gt=F("ceiling")).select_related("enterprise")[0]
    name = str(over.enterprise)
    problems = workload.check_ceilings({name: over.visits}, {name: over.ceiling})
    ceiling = rulebook.threshold(plans.FREQUENCY_CAP, timezone.localdate(), lapsed_ok=True)
    return Unmet(problems[0].message, ceiling.citation, _items(plan))


def is_not_the_drafter(plan: Plan, by: User) -> Unmet | None:
    """Nor one who wrote or changed any part of this edition, were it a single row of it."""
    if by.pk in {plan.created_by_id, plan.submitted_by_id}:
        return Unmet(_("编制或报批本计划的人员不能审核、批准，由其他人员办理"))
    if plans.edited_by(plan, by):
        return Unmet(_("填写或修改过本版内容的人员不能审核、批准，由其他人员办理"))
    return None


def is_not_the_reviewer(plan: Plan, by: User) -> Unmet | None:
    if by.pk != plan.reviewed_by_id:
        return None
    return Unmet(_("审核本计划的人员不能再批准，由其他负责人办理"))


def is_the_submitter(plan: Plan, by: User) -> Unmet | None:
    return None if by.pk == plan.submitted_by_id else Unmet(_("只有报批人可以撤回"))


def is_the_reviewer(plan: Plan, by: User) -> Unmet | None:
    return None if by.pk == plan.reviewed_by_id else Unmet(_("只有审核人可以撤回审核意见"))


def is_the_endorser(plan: Plan, by: User) -> Unmet | None:
    return None if by.pk == plan.endorsed_by_id else Unmet(_("只有批准人可以撤回批准意见"))


def is_who_recorded_the_approval(plan: Plan, by: User) -> Unmet | None:
    return None if by.pk == plan.approval_recorded_by_id else Unmet(_("只有登记人可以撤回政府批准的登记"))


def is_who_recorded_the_filing(plan: Plan, by: User) -> Unmet | None:
    return None if by.pk == plan.filing_recorded_by_id else Unmet(_("只有登记人可以撤回备案登记"))


def is_a_minor_change(plan: Plan, by: User) -> Unmet | None:
    return None if plan.minor else Unmet(_("本版不是按一般调整批准的"))


def is_no_minor_change(plan: Plan, by: User) -> Unmet | None:
    return Unmet(_("一般调整沿用原批准和备案，没有备案登记可以撤回")) if plan.minor else None


@enforces("GT-PLN-002")
def change_is_minor(plan: Plan, by: User) -> Unmet | None:
    """A first edition, and a change that moves more than the limits, go to the government and are filed."""
    found = adjustments.adjustment_of(plan)
    if found is not None and not found.is_major:
        return None
    if found is None:
        return unmet("GT-PLN-002", _("本级人民政府还没有批准过本年度计划，不能按一般调整办理"))
    over = [adjustments.measure_words(one) for one in found.weighing.measures if one.exceeds]
    return unmet("GT-PLN-002", _("属于重大调整，须报政府批准：%(over)s") % {"over": parted(over)})


def last_year_is_summed_up(plan: Plan, by: User) -> Unmet | None:
    """The plan is published together with what became of the year before, if there was a plan."""
    before = editions.last_year(plan)
    if before is None or summaries.approved_summary(plan.bureau_id, plan.year - 1):
        return None
    clock = publication_clock(plan.year, plan.bureau_id)
    words = {"year": plan.year - 1, "day": summaries.first_day(plan.year - 1).isoformat()}
    message = _("公布时须一并公布上一年度计划执行情况，%(year)s 年度执行总结尚未批准，%(day)s 起可以报批") % words
    return Unmet(message, f"{clock.basis} {clock.mark}".strip(), reverse("plan_progress", args=[before.pk]))


def no_officer_is_overbooked(plan: Plan, by: User) -> Unmet | None:
    booked = {name: days for name, days in booked_of(plan).items() if days}
    problems = workload.check_bookings(booked, plan.workdays)
    return Unmet(problems[0].message, url=reverse("plan_feasibility", args=[plan.pk])) if problems else None


@enforces("GT-PLN-002")
def is_approved_by_government(plan: Plan, by: User) -> Unmet | None:
    if plan.approval_number and plan.approved_on and plan.approval_scan_id:
        return None
    message = _("尚未登记本级人民政府的批准文号、日期和扫描件")
    return unmet("GT-PLN-002", message, _act(plan, "record_approval"))


@enforces("GT-PLN-002")
def is_filed_with_superior(plan: Plan, by: User) -> Unmet | None:
    if plan.filed_with and plan.filed_on:
        return None
    return unmet("GT-PLN-002", _("尚未向上级机关备案"), _act(plan, "file"))


def year_still_runs(plan: Plan, by: User) -> Unmet | None:
    """What was done is counted against the plan as it was: once the year is over nobody changes it. A summary begun
    before changes nothing, for it is handed in and counted only after the year."""
    if plan.state != PlanState.PUBLISHED and editions.is_first(plan):
        return None
    today = timezone.localdate()
    if today.year <= plan.year:
        return None
    words = {"year": plan.year, "today": today.isoformat()}
    return Unmet(_("%(year)s 年度已经结束（今天 %(today)s），计划不再调整，执行情况写入年度执行总结") % words)


def is_newest_edition(plan: Plan, by: User) -> Unmet | None:
    newer = editions.edition_under_way(plan)
    if newer is None:
        return None
    words = {"edition": newer.edition, "state": newer.get_state_display()}
    return Unmet(_("第 %(edition)s 版已在办理（%(state)s），在该版上修改") % words, url=newer.get_absolute_url())


def shown(days: Decimal) -> str:
    return f"{days.normalize():f}"


def _items(plan: Plan) -> str:
    return reverse("plan_items", args=[plan.pk])


def _workdays(plan: Plan) -> str:
    return reverse("plan_workdays", args=[plan.pk])


def _act(plan: Plan, step: str) -> str:
    return reverse("plan_act", args=[plan.pk, step])
