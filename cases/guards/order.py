"""Conditions of ordering, extending, lifting and escalating."""

from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import Order
from cases.queries.order import not_passed
from cases.rules.order import APPROVERS, MEASURES, POWER_CUT, SEALING, needs_approval, needs_consent_to_resume
from cases.states import OrderState, ReinspectionState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces
from enforcement.wording import listed


def by_own_officer(order: Order, by: User) -> Unmet | None:
    if order.inspection.officers.filter(pk=by.pk).exists():
        return None
    return Unmet(_("只有本次检查的检查人员可以办理"))


def has_items(order: Order, by: User) -> Unmet | None:
    if order.items.exists():
        return None
    return Unmet(_("至少列出一个整改事项"), url=f"/orders/{order.pk}/revise/")


@enforces("GT-INS-007")
def items_have_basis(order: Order, by: User) -> Unmet | None:
    without = [str(item.finding) for item in order.items.filter(finding__basis="").select_related("finding")]
    if not without:
        return None
    message = _("没有强制性依据的问题不能采取执法措施：%(findings)s")
    return unmet("GT-INS-007", message % {"findings": "；".join(without)}, f"/orders/{order.pk}/revise/")


def measure_described(order: Order, by: User) -> Unmet | None:
    if order.kind not in MEASURES or order.measure.strip():
        return None
    return Unmet(_("写明现场处理措施的内容和范围"), url=f"/orders/{order.pk}/revise/")


def approval_needed(order: Order, by: User) -> Unmet | None:
    return None if needs_approval(order.kind) else Unmet(_("责令立即改正由两名检查人员当场作出，不需要批准"))


def approved_if_needed(order: Order, by: User) -> Unmet | None:
    if not needs_approval(order.kind) or order.approved_by_id:
        return None
    return Unmet(_("这一种类须先经批准，提交审批后再下达"), url=f"/orders/{order.pk}/do/submit/")


def approver_of_rank(order: Order, by: User) -> Unmet | None:
    ranks = APPROVERS.get(order.kind, frozenset())
    if ranks & by.roles or order.kind in (SEALING, POWER_CUT):  # those cite their gate
        return None
    names = listed(sorted(str(role.label) for role in ranks))
    return Unmet(_("这一种类由 %(ranks)s 批准") % {"ranks": names})


def not_by_own_officer(order: Order, by: User) -> Unmet | None:
    if order.created_by_id == by.pk or order.inspection.officers.filter(pk=by.pk).exists():
        return Unmet(_("不能批准自己拟制或参加检查的文书"))
    return None


def no_open_reinspection(order: Order, by: User) -> Unmet | None:
    under_way = order.reinspections.filter(state=ReinspectionState.UNDER_WAY).first()
    if under_way is None:
        return None
    return Unmet(_("已有一次复查正在进行"), url=under_way.get_absolute_url())


def all_passed(order: Order, by: User) -> Unmet | None:
    left = order.items.filter(passed_on__isnull=True).count()
    if not left:
        return None
    return Unmet(_("还有 %(count)s 项未复查合格") % {"count": left}, url=order.get_absolute_url())


@enforces("GT-INS-008")
def nothing_stopped(order: Order, by: User) -> Unmet | None:
    if not needs_consent_to_resume(order.kind):
        return None
    return unmet("GT-INS-008", _("停止作业、停产停业类措施须经审查同意才能恢复"), order.get_absolute_url())


def something_stopped(order: Order, by: User) -> Unmet | None:
    if needs_consent_to_resume(order.kind):
        return None
    return Unmet(_("这一种类不涉及停产停业，复查合格即解除"))


def something_not_passed(order: Order, by: User) -> Unmet | None:
    if order.state == OrderState.DELIVERED and not_passed(order).exists():
        return None
    return Unmet(_("最近一次复查没有不合格的事项"), url=order.get_absolute_url())


def term_can_be_extended(order: Order, by: User) -> Unmet | None:
    """A term was set and is still open; what is to be done at once is not put off."""
    if order.next_due and order.items.filter(passed_on__isnull=True, term__gt=0).exists():
        return None
    return Unmet(_("没有尚未复查合格、定有期限的整改事项"))
