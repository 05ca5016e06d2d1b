from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import PlanSummary
from plans.queries import summary as summaries


def year_is_over(summary: PlanSummary, by: User) -> Unmet | None:
    today, first = timezone.localdate(), summaries.first_day(summary.year)
    if today >= first:
        return None
    words = {"year": summary.year, "today": today.isoformat(), "day": first.isoformat()}
    return Unmet(_("%(year)s 年度尚未结束（今天 %(today)s），%(day)s 起可以报批总结") % words)


def says_why(summary: PlanSummary, by: User) -> Unmet | None:
    """What was planned and not done is explained."""
    if summary.reasons.strip():
        return None
    figures = summaries.figures_of_year(summary.plan, timezone.localdate())
    if not summaries.falls_short(figures):
        return None
    url = reverse("summary_edit", args=[summary.pk])
    return Unmet(_("有计划内检查没有完成，写明未完成的原因"), url=url)


def is_not_the_writer(summary: PlanSummary, by: User) -> Unmet | None:
    if by.pk not in {summary.created_by_id, summary.submitted_by_id}:
        return None
    return Unmet(_("编写或报批本总结的人员不能批准，由其他人员办理"))


def is_the_newest_edition(summary: PlanSummary, by: User) -> Unmet | None:
    newer = summaries.newest_summary(summary.bureau_id, summary.year)
    if newer is None or newer.edition <= summary.edition:
        return None
    words = {"edition": newer.edition, "state": newer.get_state_display()}
    message = _("总结第 %(edition)s 版已在办理或已批准（%(state)s），在该版上更正") % words
    return Unmet(message, url=newer.get_absolute_url())


def is_a_correction(summary: PlanSummary, by: User) -> Unmet | None:
    """The year is summarised once, whatever the wording; what may be let go of is a correction of it."""
    return None if summary.edition > 1 else Unmet(_("年度总结必须办理，只有更正的版次可以放弃"))


def is_the_submitter(summary: PlanSummary, by: User) -> Unmet | None:
    return None if by.pk == summary.submitted_by_id else Unmet(_("只有报批人可以撤回"))
