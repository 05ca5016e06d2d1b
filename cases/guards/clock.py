"""When a clock may stand still or be given more time."""

from django.utils.translation import gettext as _

from cases.models import Extension, Order, PenaltyCase
from cases.queries.clock import decision_clock
from cases.rules.clock import may_be_extended
from cases.states import ExtensionState
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import cited


def something_paused(case: PenaltyCase, by: User) -> Unmet | None:
    if case.pauses.filter(ended_on__isnull=True).exists():
        return None
    return Unmet(_("没有尚未结束的扣除期间"), url=f"/penalties/{case.pk}/clocks/")


def limit_can_be_extended(case: PenaltyCase, by: User) -> Unmet | None:
    clock = decision_clock(case)
    if clock and may_be_extended(clock.rule.extension):
        return None
    return Unmet(_("该期限的规定不允许延长"), article=cited(clock.rule) if clock else "")


def nothing_requested(record: PenaltyCase | Order, by: User) -> Unmet | None:
    if pending_of(record) is None:
        return None
    return Unmet(_("已有一项延长申请等待批准"))


def something_requested(record: PenaltyCase | Order, by: User) -> Unmet | None:
    return None if pending_of(record) else Unmet(_("没有等待批准的延长申请"))


def not_the_requester(record: PenaltyCase | Order, by: User) -> Unmet | None:
    pending = pending_of(record)
    if pending and pending.requested_by_id == by.pk:
        return Unmet(_("不能批准自己提出的延长申请"))
    return None


def pending_of(record: PenaltyCase | Order) -> Extension | None:
    return record.extensions.filter(state=ExtensionState.REQUESTED).first()
