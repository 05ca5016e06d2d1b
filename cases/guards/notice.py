"""Prior notice, statement and defence: nothing is decided before the party was told and heard."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import Hearing, Notice, PenaltyCase, Statement
from cases.queries.assessment import exempts_all, grown, said, told_of
from cases.queries.decision import set_words
from cases.queries.investigation import latest_report
from cases.queries.notice import hearing_clock, latest_notice, window_ends, window_mark
from cases.queries.weighing import label
from cases.states import StatementKind
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces
from enforcement.wording import remarked
from enforcement.workdays import as_day


def notice_not_delivered_yet(case: PenaltyCase, by: User) -> Unmet | None:
    notice = latest_notice(case)
    if notice and notice.delivered_on:
        return Unmet(_("告知书已于 %(on)s 送达") % {"on": notice.delivered_on})
    return None


@enforces("GT-DEC-002")
def notice_delivered(case: PenaltyCase, by: User) -> Unmet | None:
    notice = latest_notice(case)
    if notice and notice.delivered_on:
        return None
    return unmet("GT-DEC-002", _("告知书尚未送达当事人"), act_url(case, "deliver_notice"))


@enforces("GT-DEC-003")
def window_has_ended(case: PenaltyCase, by: User) -> Unmet | None:
    """Silence counts only after the last day on which the party may speak up."""
    notice = latest_notice(case)
    ends = window_ends(notice) if notice else None
    if notice is None or ends is None or ends < timezone.localdate():
        return None
    message = _("当事人的陈述申辩期限至 %(ends)s，期满后才能记录为逾期未提出") % {"ends": ends}
    mark = window_mark(notice)
    return unmet("GT-DEC-003", remarked(message, mark) if mark else message)


@enforces("GT-DEC-004")
def hearing_period_is_over(case: PenaltyCase, by: User) -> Unmet | None:
    """Over, waived in writing, or used."""
    notice = latest_notice(case)
    clock = hearing_clock(notice) if notice else None
    if notice is None or clock is None or clock.due is None or as_day(clock.due) < timezone.localdate():
        return None
    waived = Statement.objects.filter(notice=notice, kind=StatementKind.WAIVED).exists()
    if waived or Hearing.objects.filter(notice=notice).exclude(record="").exists():
        return None
    return unmet("GT-DEC-004", _("当事人要求听证的期限至 %(ends)s，期满后再送审") % {"ends": as_day(clock.due)})


@enforces("GT-DEC-002")
def notice_covers_report(case: PenaltyCase, by: User) -> Unmet | None:
    """Without a further notice only what the party was told of may go on: the same facts, no higher fine."""
    notice, report = latest_notice(case), latest_report(case)
    if notice is None or report is None or notice.delivered_on is None or not heard(notice):
        return unmet("GT-DEC-002", _("当事人尚未收到告知或尚未听取意见，先制发告知书"), act_url(case, "notify"))
    if grown(report, notice) or report.facts != notice.investigation.facts:
        message = _("报告的违法事实与已告知的不同，或处理重于已告知的，重新告知当事人")
        return unmet("GT-DEC-002", message, act_url(case, "notify"))
    return None


def something_to_tell(case: PenaltyCase, by: User) -> Unmet | None:
    """A notice tells of a penalty; where none is proposed the case goes to legal review at once."""
    if not exempts_all(case):
        return None
    return Unmet(_("调查报告拟不予处罚，没有处罚可告知，提交法制审核"), url=act_url(case, "submit_exempt"))


def nothing_to_tell(case: PenaltyCase, by: User) -> Unmet | None:
    if exempts_all(case):
        return None
    return Unmet(_("调查报告拟给予处罚，先告知当事人"), url=act_url(case, "notify"))


@enforces("GT-DEC-010")
def discretion_stated(case: PenaltyCase, by: User) -> Unmet | None:
    """The notice tells the party on what basis the amount was chosen."""
    report = latest_report(case)
    if report is None or report.reasons.strip():
        return None
    return unmet("GT-DEC-010", _("调查报告没有写明裁量依据和理由"), act_url(case, "revise_report"))


def heard(notice: Notice) -> bool:
    spoke = Statement.objects.filter(notice=notice).exists()
    return spoke or Hearing.objects.filter(notice=notice).exclude(record="").exists()


@enforces("GT-DEC-003")
def not_heavier_than_before(case: PenaltyCase, by: User) -> Unmet | None:
    """A party that spoke up is not told of a heavier fine for the same facts."""
    earlier, report = latest_notice(case), latest_report(case)
    if earlier is None or report is None or not heard(earlier) or not grown(report, earlier):
        return None
    if report.facts != earlier.investigation.facts:
        return None
    told = told_of(earlier)
    grew = [
        _("%(charge)s：已告知%(told)s，报告拟%(now)s") % {
            "charge": label(one.charge), "now": set_words(one.outcome, one.amount),
            "told": set_words(*said(told[one.charge_id])) if one.charge_id in told else _("无"),
        }
        for one in grown(report, earlier)
    ]  # fmt: skip
    message = _("当事人已陈述申辩，违法事实没有变化，不得加重：%(grew)s") % {"grew": "；".join(grew)}
    return unmet("GT-DEC-003", message, act_url(case, "revise_report"))
