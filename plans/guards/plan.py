from decimal import Decimal

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import enforces, unmet
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.rules import workload
from plans.states import CheckKind

NAMED = 5  # how many enterprises a refusal lists by name


def has_items(plan: Plan, by: User) -> Unmet | None:
    if plan.items.exists():
        return None
    return Unmet(_("计划还没有检查项目，先添加重点检查企业或一般检查项目"), url=_items(plan))


@enforces("GT-PLN-001")
def is_graded(plan: Plan, by: User) -> Unmet | None:
    """The plan follows grades, so each key enterprise has one."""
    names = list(
        PlanItem.objects.filter(plan=plan, enterprise__grade="", kind=CheckKind.KEY)
        .order_by("id")
        .values_list("enterprise__name", flat=True)
    )
    if not names:
        return None
    words = {"count": len(names), "names": "、".join(names[:NAMED])}
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
    return Unmet(broken[0].message, gauges.key_share_basis, _items(plan), gate="GT-PLN-003")


def fits_capacity(plan: Plan, by: User) -> Unmet | None:
    gauges = plans.gauges(plan)
    problems = workload.check(gauges.workload, planned_days=gauges.days_needed)
    broken = [one for one in problems if one.code == "capacity"]
    return Unmet(broken[0].message, url=_items(plan)) if broken else None


def stays_below_ceilings(plan: Plan, by: User) -> Unmet | None:
    over = plan.items.filter(enterprise__isnull=False, visits__gt=F("ceiling")).select_related("enterprise").first()
    if over is None:
        return None
    name = str(over.enterprise)
    problems = workload.check_ceilings({name: over.visits}, {name: over.ceiling})
    cap = rulebook.threshold(plans.FREQUENCY_CAP, timezone.localdate(), lapsed_ok=True)
    return Unmet(problems[0].message, cap.citation, _items(plan))


def is_not_the_drafter(plan: Plan, by: User) -> Unmet | None:
    if by.pk not in {plan.created_by_id, plan.submitted_by_id}:
        return None
    return Unmet(_("编制或报批本计划的人员不能审核、批准，由其他人员办理"))


def is_not_the_reviewer(plan: Plan, by: User) -> Unmet | None:
    if by.pk != plan.reviewed_by_id:
        return None
    return Unmet(_("审核本计划的人员不能再批准，由其他负责人办理"))


def is_the_submitter(plan: Plan, by: User) -> Unmet | None:
    return None if by.pk == plan.submitted_by_id else Unmet(_("只有报批人可以撤回"))


@enforces("GT-PLN-002")
def is_approved_by_government(plan: Plan, by: User) -> Unmet | None:
    if plan.approval_number and plan.approved_on:
        return None
    message = _("尚未登记本级人民政府的批准文号和日期")
    return unmet("GT-PLN-002", message, _act(plan, "record_approval"))


@enforces("GT-PLN-002")
def is_filed_with_superior(plan: Plan, by: User) -> Unmet | None:
    if plan.filed_with and plan.filed_on:
        return None
    return unmet("GT-PLN-002", _("尚未向上级机关备案"), _act(plan, "file"))


def approval_precedes_work(plan: Plan, by: User) -> Unmet | None:
    """The approval comes before publication and before the first task made from the plan."""
    if plan.approved_on is None:
        return None
    today = timezone.localdate()
    starts = PlanItem.objects.filter(plan=plan, assignments__isnull=False).values_list(
        "assignments__window_from", flat=True
    )
    problems = workload.check_dates(plan.approved_on, min(starts)) if starts else []
    if plan.approved_on > today:
        return Unmet(_("政府批准日期不能晚于公布日期 %(today)s") % {"today": today.isoformat()})
    return Unmet(problems[0].message) if problems else None


def is_newest_edition(plan: Plan, by: User) -> Unmet | None:
    newer = plans.edition_under_way(plan)
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
