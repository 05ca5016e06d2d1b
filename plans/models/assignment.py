from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import Unit, User
from enforcement.accounts.permissions import Permission
from enforcement.workflow import Stateful
from plans.models.draw import Draw
from plans.models.enterprise import Enterprise
from plans.models.expert import Expert
from plans.models.plan import PlanItem
from plans.states import AssignmentState, CheckKind, Origin


class Assignment(Stateful):
    """One inspection to be done: where, by whom, in which window, and where the task comes from."""

    view_permission = Permission.VIEW_INSPECTIONS

    state = models.CharField(_("状态"), max_length=10, choices=AssignmentState, default=AssignmentState.OPEN)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="assignments", verbose_name=_("被检查单位"))
    origin = models.CharField(_("任务来源"), max_length=20, choices=Origin)
    kind = models.CharField(_("检查类别"), max_length=10, choices=CheckKind)
    subject = models.CharField(_("检查事项"), max_length=200)
    plan_item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="assignments")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="assignments")
    officers = models.ManyToManyField(User, related_name="assignments", verbose_name=_("检查人员"))
    experts = models.ManyToManyField(Expert, blank=True, related_name="assignments", verbose_name=_("专家"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办机构"))
    window_from = models.DateField(_("检查期间自"))
    window_to = models.DateField(_("检查期间至"))
    done_on = models.DateField(_("完成日期"), null=True, editable=False)
    over_ceiling_reason = models.TextField(_("超出年度上限的理由"), blank=True)
    cancel_reason = models.TextField(_("取消原因"), blank=True)

    class Meta:
        verbose_name = _("检查任务")
        constraints = [
            models.CheckConstraint(condition=Q(window_to__gte=F("window_from")), name="assignment_window"),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.DONE) | Q(done_on__isnull=True), name="assignment_day_only_when_done"
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "state", "window_to", "id"], name="assignment_queue"),
            models.Index(fields=["bureau", "-id"], name="assignment_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.subject}"

    def get_absolute_url(self) -> str:
        return f"/assignments/{self.pk}/"
