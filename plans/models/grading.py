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
