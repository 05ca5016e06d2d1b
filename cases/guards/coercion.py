"""When more time may be given, when a demand may be made, and when the court may be asked."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import CourtApplication, Deferral, Demand, PenaltyCase
from cases.queries.coercion import demand_clock, suit_clock
from cases.queries.execution import account
from cases.states import ExtensionState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import cited, enforces
from enforcement.workdays import as_day


def deferral_asked_for(case: PenaltyCase) -> Deferral | None:
    return case.deferrals.filter(state=ExtensionState.REQUESTED).first()


@enforces("GT-EXE-004")
def deferral_applied_for(case: PenaltyCase, by: User) -> Unmet | None:
    if deferral_asked_for(case):
        return None
    return unmet("GT-EXE-004", _("没有当事人的延期或者分期缴纳申请"), act_url(case, "ask_deferral"))


def no_deferral_asked(case: PenaltyCase, by: User) -> Unmet | None:
    return Unmet(_("已有一项延期或者分期申请等待批准")) if deferral_asked_for(case) else None


@enforces("GT-EXE-004")
def deferral_settled(case: PenaltyCase, by: User) -> Unmet | None:
    """Whoever waits for an answer to the application is not yet in default."""
    if deferral_asked_for(case) is None:
        return None
    return unmet("GT-EXE-004", _("当事人的延期或者分期缴纳申请尚未审批"), act_url(case, "decide_deferral"))


def something_owed(case: PenaltyCase, by: User) -> Unmet | None:
    held = account(case, timezone.localdate())
    return None if held and held.outstanding > 0 else Unmet(_("罚款已缴清"), url=f"{case.get_absolute_url()}execution/")


def payment_overdue(case: PenaltyCase, by: User) -> Unmet | None:
    held = account(case, timezone.localdate())
    if held is None or held.due < timezone.localdate():
        return None
    return Unmet(_("缴款期限至 %(due)s，逾期未缴才能催告") % {"due": held.due}, cited(held.clock.rule))


def not_demanded_yet(case: PenaltyCase, by: User) -> Unmet | None:
    made = Demand.objects.filter(penalty=case).first()
    return Unmet(_("已于 %(on)s 催告") % {"on": made.issued_on}) if made else None


def demand_waits_for_delivery(case: PenaltyCase, by: User) -> Unmet | None:
    made = Demand.objects.filter(penalty=case).first()
    if made is None:
        return Unmet(_("尚未制发催告书"), url=act_url(case, "demand"))
    return Unmet(_("催告书已于 %(on)s 送达") % {"on": made.delivered_on}) if made.delivered_on else None


@enforces("GT-EXE-002")
def demanded_and_waited(case: PenaltyCase, by: User) -> Unmet | None:
    made = Demand.objects.filter(penalty=case).first()
    if made is None:
        return unmet("GT-EXE-002", _("申请人民法院强制执行前应当催告"), act_url(case, "demand"))
    clock = demand_clock(made)
    if clock is None or clock.due is None:
        return unmet("GT-EXE-002", _("催告书尚未送达当事人"), act_url(case, "deliver_demand"))
    due = as_day(clock.due)
    if due < timezone.localdate():
        return None
    message = _("催告期至 %(due)s，期满仍未履行才能申请") % {"due": due}
    return unmet("GT-EXE-002", message, act_url(case, "record_payment"))


def suit_period_over(case: PenaltyCase, by: User) -> Unmet | None:
    clock = suit_clock(case)
    if clock is None or clock.due is None or as_day(clock.due) < timezone.localdate():
        return None
    message = _("当事人的起诉期限至 %(due)s，期满后才能申请") % {"due": as_day(clock.due)}
    return Unmet(message, cited(clock.rule), f"{case.get_absolute_url()}clocks/")


def not_applied_yet(case: PenaltyCase, by: User) -> Unmet | None:
    made = CourtApplication.objects.filter(penalty=case).first()
    return Unmet(_("已于 %(on)s 申请人民法院强制执行") % {"on": made.applied_on}) if made else None


@enforces("GT-EXE-003")
def remedies_stop_nothing(case: PenaltyCase, by: User) -> Unmet | None:
    """While the party may still seek a remedy."""
    clock = suit_clock(case)
    if clock is None or clock.due is None or as_day(clock.due) < timezone.localdate():
        return None
    message = _("当事人申请行政复议或者提起行政诉讼的，处罚不停止执行；加处罚款的数额在复议或者诉讼期间不予计算")
    return unmet("GT-EXE-003", message)
