from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import Bureau, Unit, User
from enforcement.accounts.permissions import Permission
from enforcement.workflow import Stateful
from plans.models.draw import Draw
from plans.models.enterprise import Enterprise
from plans.models.expert import Expert
from plans.models.plan import PlanItem
from plans.states import OF_LICENCES, OF_OTHERS, ON_REFERENCE, AssignmentState, CheckKind, LicenceKind, Origin


class Assignment(Stateful):
    """One inspection to be done: where, by whom, in which window, and where the task comes from.

    `bureau` is the one that acts. Where another one supervises the enterprise from day to day, it stands in
    `daily_bureau`, and the origin is one of the few for which that is allowed. `shared_with` are the other bureaus that
    see the task: those that take part, and the daily supervisor.
    """

    view_permission = Permission.VIEW_INSPECTIONS
    sharing = "shared_with"

    state = models.CharField(_("状态"), max_length=10, choices=AssignmentState, default=AssignmentState.OPEN)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="assignments", verbose_name=_("被检查单位"))
    origin = models.CharField(_("任务来源"), max_length=20, choices=Origin)
    kind = models.CharField(_("检查类别"), max_length=10, choices=CheckKind)
    subject = models.CharField(_("检查事项"), max_length=200)
    licence = models.CharField(_("检查的许可"), max_length=20, choices=LicenceKind, blank=True)
    plan_item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="assignments")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="assignments")
    officers = models.ManyToManyField(User, related_name="assignments", verbose_name=_("检查人员"))
    experts = models.ManyToManyField(Expert, blank=True, related_name="assignments", verbose_name=_("专家"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办机构"))
    window_from = models.DateField(_("检查期间自"))
    window_to = models.DateField(_("检查期间至"))
    visit_on = models.DateField(_("计划检查日期"), null=True, editable=False)
    done_on = models.DateField(_("完成日期"), null=True, editable=False)
    over_ceiling_reason = models.TextField(_("超出频次上限的理由"), blank=True)
    over_limits = models.JSONField(
        _("超出的频次上限"), default=list, blank=True
    )  # as `rules.frequency.Standing.as_json`
    limit_exempt = models.BooleanField(_("计入次数但不受频次上限限制"), default=False)
    daily_bureau = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("日常监管机关")
    )
    origin_reason = models.TextField(_("检查理由"), blank=True)
    document_number = models.CharField(_("批准或交办文号"), max_length=60, blank=True)
    partners = models.ManyToManyField(Bureau, blank=True, related_name="+", verbose_name=_("参加机关"))
    other_departments = models.CharField(_("其他参加部门"), max_length=300, blank=True)
    approving_bureau = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准的上级机关")
    )
    shared_with = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    cancel_reason = models.TextField(_("取消原因"), blank=True)

    class Meta:
        verbose_name = _("检查任务")
        constraints = [
            models.CheckConstraint(condition=Q(window_to__gte=F("window_from")), name="assignment_window"),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.DONE) | Q(done_on__isnull=True), name="assignment_day_only_when_done"
            ),
            models.CheckConstraint(
                condition=Q(daily_bureau__isnull=True)
                | Q(origin__in=OF_OTHERS) & ~Q(origin_reason="") & ~Q(daily_bureau=F("bureau")),
                name="assignment_not_stacked",
            ),
            models.CheckConstraint(
                condition=Q(licence__in=LicenceKind.values, origin__in=OF_LICENCES)
                | Q(licence="") & ~Q(origin=Origin.LICENSING),
                name="assignment_licensing_says_which",
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.CROSS_REGION) | Q(approving_bureau__isnull=False) & ~Q(document_number=""),
                name="assignment_cross_region_approved",
            ),
            models.CheckConstraint(
                condition=~Q(origin__in=ON_REFERENCE) | ~Q(document_number=""), name="assignment_origin_has_reference"
            ),
            models.CheckConstraint(
                condition=Q(over_limits=[]) | ~Q(over_ceiling_reason="") | Q(limit_exempt=True),
                name="assignment_over_limit_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "state", "window_to", "id"], name="assignment_queue"),
            models.Index(fields=["bureau", "-id"], name="assignment_newest"),
            models.Index(fields=["-id"], condition=~Q(over_limits=[]), name="assignment_over_limits"),  # they are few
            GinIndex(fields=["shared_with"], name="assignment_shared"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.subject}"

    def get_absolute_url(self) -> str:
        return f"/assignments/{self.pk}/"

    @property
    def partner_ids(self) -> frozenset[int]:
        """Bureaus whose officers may be on the team. One query."""
        return frozenset(self.partners.values_list("pk", flat=True))
