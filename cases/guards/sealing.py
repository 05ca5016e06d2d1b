"""Sealing, seizure and cutting the power: who approves, what must have happened on site, what may not be taken."""

from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import Order, Sealing
from cases.rules.order import APPROVERS, POWER_CUT, SEALING, STOPS
from cases.states import OrderState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces
from enforcement.wording import listed

STANDING = (OrderState.ISSUED, OrderState.DELIVERED, OrderState.PASSED)


def is_sealing(order: Order, by: User) -> Unmet | None:
    return None if order.kind == SEALING else Unmet(_("只有查封、扣押需要现场记录"))


def sealing_of(order: Order) -> Sealing | None:
    return Sealing.objects.filter(order=order).first() if order.kind == SEALING else None


@enforces("GT-INS-009")
def head_cuts_power(order: Order, by: User) -> Unmet | None:
    if order.kind != POWER_CUT or APPROVERS[POWER_CUT] & by.roles:
        return None
    return unmet("GT-INS-009", _("停止供电由本机关主要负责人批准"))


@enforces("GT-INS-009")
def stop_is_refused(order: Order, by: User) -> Unmet | None:
    """Power is cut only to make a stop come true that was ordered and not obeyed."""
    if order.kind != POWER_CUT:
        return None
    stops = Order.objects.filter(enterprise=order.enterprise_id, kind__in=STOPS, state__in=STANDING)
    if stops.exists():
        return None
    message = _("没有已下达而拒不执行的停产停业、停止施工或者停止使用决定")
    return unmet("GT-INS-009", message, order.inspection.get_absolute_url())


@enforces("GT-INS-010")
def head_seals(order: Order, by: User) -> Unmet | None:
    if order.kind != SEALING or APPROVERS[SEALING] & by.roles:
        return None
    return unmet("GT-INS-010", _("查封、扣押由行政机关负责人批准"))


@enforces("GT-INS-010")
def sealed_in_due_form(order: Order, by: User) -> Unmet | None:
    if order.kind != SEALING:
        return None
    held, url = sealing_of(order), f"/orders/{order.pk}/do/record_sealing/"
    if held is None:
        return unmet("GT-INS-010", _("尚未记录查封、扣押的现场情况和清单"), url)
    wanted = {
        _("当事人到场或者见证人"): held.party_present or held.witness.strip(),
        _("告知理由、依据和救济途径"): held.told,
        _("听取陈述和申辩"): held.heard.strip(),
    }
    lacking = [what for what, there in wanted.items() if not there]
    if not lacking:
        return None
    return unmet("GT-INS-010", _("查封、扣押的现场记录缺少：%(what)s") % {"what": listed(lacking)}, url)


@enforces("GT-INS-011")
def sealed_within_limits(order: Order, by: User) -> Unmet | None:
    held, url = sealing_of(order), f"/orders/{order.pk}/do/record_sealing/"
    if held is None:
        return None
    if not held.involved or held.necessities:
        message = _("查封、扣押限于涉案的场所、设施或者财物，不得查封、扣押与违法行为无关的财物和生活必需品")
        return unmet("GT-INS-011", message, url)
    earlier = Sealing.objects.filter(order__enterprise=order.enterprise_id, order__state__in=STANDING)
    taken = {line for one in earlier.exclude(pk=held.pk) for line in one.lines}
    if again := [line for line in held.lines if line in taken]:
        message = _("%(items)s 已被查封、扣押，不得重复查封")
        return unmet("GT-INS-011", message % {"items": listed(again)}, url)
    return None
