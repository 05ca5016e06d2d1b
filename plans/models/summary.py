from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.workflow import Stateful
from plans.models.plan import Plan
from plans.states import SummaryState


class PlanSummary(Stateful):
    """What became of a year's plan. The figures are counted until a leader approves them, and then kept; an approved
    summary is corrected by a new edition with its reason, approved again. A correction nobody goes on with is
    discarded and stays to be read."""

    view_permission = Permission.VIEW_PLANS

    state = models.CharField(_("状态"), max_length=10, choices=SummaryState, default=SummaryState.DRAFT)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="summaries", verbose_name=_("年度监督检查计划"))
    year = models.PositiveSmallIntegerField(_("年度"))
    edition = models.PositiveSmallIntegerField(_("版次"), default=1, editable=False)
    correct_reason = models.TextField(_("更正原因"), blank=True, editable=False)
    reasons = models.TextField(_("未完成的原因"), blank=True)
    measures = models.TextField(_("下一步措施"), blank=True)
    figures = models.JSONField(_("执行数字"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("报批时间"), null=True, editable=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(_("批准时间"), null=True, editable=False)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    opinion = models.TextField(_("批准意见"), blank=True)

    class Meta:
        verbose_name = _("年度计划执行总结")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year", "edition"], name="plan_summary_edition_once"),
            models.UniqueConstraint(
                fields=["bureau", "year"],
                condition=Q(state__in=[SummaryState.DRAFT, SummaryState.SUBMITTED]),
                name="plan_summary_one_under_way",
            ),
            models.CheckConstraint(
                condition=~Q(state=SummaryState.DISCARDED) | Q(edition__gt=1), name="plan_summary_corrections_discarded"
            ),
            models.CheckConstraint(
                condition=Q(edition=1, correct_reason="") | Q(edition__gt=1) & ~Q(correct_reason=""),
                name="plan_summary_corrected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(figures__isnull=True, approved_at__isnull=True)
                | Q(state=SummaryState.APPROVED, figures__isnull=False, approved_at__isnull=False),
                name="plan_summary_approved_with_figures",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"plan_summary_{act}_when_and_by",
                )
                for act in ("submitted", "approved")
            ),
        ]

    def __str__(self) -> str:
        if self.edition == 1:
            return _t("%(year)s 年度计划执行总结") % {"year": self.year}
        return _t("%(year)s 年度计划执行总结（第 %(edition)s 版）") % {"year": self.year, "edition": self.edition}

    def get_absolute_url(self) -> str:
        return f"/plans/summaries/{self.pk}/"
