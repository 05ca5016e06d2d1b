from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from plans.models.enterprise import Enterprise
from plans.states import Grade


class Grading(models.Model):
    """One grading of one enterprise: answers, edition of the scheme, result and its arithmetic. Never edited."""

    view_permission = Permission.VIEW_ENTERPRISES

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="gradings")
    scheme = models.CharField(_("分级方案"), max_length=20)
    scheme_sha256 = models.CharField(max_length=64)
    answers = models.JSONField()
    score = models.DecimalField(_("得分"), max_digits=7, decimal_places=1, null=True)
    grade = models.CharField(_("等级"), max_length=10, choices=Grade)
    arithmetic = models.JSONField()  # lines as rules.grading gives them
    current = models.BooleanField(default=True)
    graded_at = models.DateTimeField(auto_now_add=True)
    graded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("分级记录")
        constraints = [
            models.UniqueConstraint(fields=["enterprise"], condition=Q(current=True), name="one_current_grading")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_grade_display()}"

    def get_absolute_url(self) -> str:
        return f"/enterprises/{self.enterprise_id}/gradings/{self.pk}/"


class GradingObjection(models.Model):
    """What the enterprise says against its grade, and the answer of someone who did not grade it."""

    view_permission = Permission.VIEW_ENTERPRISES

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    grading = models.OneToOneField(Grading, models.PROTECT, related_name="objection")
    said_on = models.DateField(_("提出日期"))
    speaker = models.CharField(_("提出人"), max_length=60)
    text = models.TextField(_("异议内容"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    upheld = models.BooleanField(_("异议成立"), null=True)
    reply = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    regraded = models.ForeignKey(Grading, models.PROTECT, null=True, related_name="+", verbose_name=_("重新分级"))

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("分级异议")
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, reply="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False) & ~Q(reply=""),
                name="grading_objection_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(regraded__isnull=True) | Q(upheld=True), name="regraded_only_when_objection_upheld"
            ),
        ]

    def __str__(self) -> str:
        return str(self.grading)

    def get_absolute_url(self) -> str:
        return self.grading.get_absolute_url()
