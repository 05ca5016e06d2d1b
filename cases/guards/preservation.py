"""Advance registration of evidence, and records of monitoring equipment."""

from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase, Preservation
from cases.queries.investigation import evidence_in_force
from cases.queries.preservation import open_preservation, preservation_clock
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import cited, enforces


def no_open_preservation(case: PenaltyCase, by: User) -> Unmet | None:
    return Unmet(_("已有一项先行登记保存尚未处理完毕")) if open_preservation(case) else None


def preservation_waits(case: PenaltyCase, by: User) -> Unmet | None:
    held = open_preservation(case)
    if held and held.approved_on is None:
        return None
    return Unmet(_("没有等待批准的先行登记保存"), url=act_url(case, "ask_preservation"))


@enforces("GT-INV-003")
def preservation_approved(case: PenaltyCase, by: User) -> Unmet | None:
    held = open_preservation(case)
    if held and held.approved_on:
        return None
    step = "approve_preservation" if held else "ask_preservation"
    return unmet("GT-INV-003", _("先行登记保存尚未经负责人批准"), act_url(case, step))


def not_kept_yet(case: PenaltyCase, by: User) -> Unmet | None:
    held = open_preservation(case)
    return Unmet(_("已于 %(on)s 登记保存") % {"on": held.kept_on}) if held and held.kept_on else None


def something_kept(case: PenaltyCase, by: User) -> Unmet | None:
    held = open_preservation(case)
    return None if held and held.kept_on else Unmet(_("没有登记保存的证据"))


def preservation_disposed(case: PenaltyCase, by: User) -> Unmet | None:
    """What was taken into keeping is decided on before the case goes on to review."""
    held: Preservation | None = open_preservation(case)
    clock = preservation_clock(held) if held and held.kept_on else None
    if held is None or clock is None:
        return None
    message = _("先行登记保存的证据应在 %(due)s 前作出处理决定") % {"due": clock.due}
    return Unmet(message, cited(clock.rule), act_url(case, "dispose_preservation"))


def unreviewed_monitoring(case: PenaltyCase) -> list[str]:
    held = evidence_in_force(case).filter(monitored=True).exclude(monitoring_review__passed=True)
    return [str(one) for one in held]


@enforces("GT-INV-004")
def monitoring_reviewed(case: PenaltyCase, by: User) -> Unmet | None:
    waiting = unreviewed_monitoring(case)
    if not waiting:
        return None
    message = _("电子技术监控记录 %(names)s 未经法制和技术审核，不得作为证据") % {"names": "、".join(waiting)}
    return unmet("GT-INV-004", message, act_url(case, "review_monitoring"))


def some_monitoring(case: PenaltyCase, by: User) -> Unmet | None:
    return None if unreviewed_monitoring(case) else Unmet(_("没有等待审核的电子技术监控记录"))
