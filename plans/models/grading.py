from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import User
from plans.models.enterprise import Enterprise, OfEnterprise
from plans.models.regrading import Regrading
from plans.models.scheme import SchemeEdition
from plans.states import Grade


class Scored(OfEnterprise):
    """What was answered by which edition of a scheme, and the result with its arithmetic. Never edited (trigger)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="%(class)ss")
    edition = models.ForeignKey(SchemeEdition, models.PROTECT, related_name="%(class)ss", verbose_name=_("方案版次"))
    scheme = models.CharField(_("分级方案"), max_length=20)
    scheme_sha256 = models.CharField(max_length=64)
    answers = models.JSONField()
    score = models.DecimalField(_("得分"), max_digits=7, decimal_places=1, null=True)
    arithmetic = models.JSONField()  # lines as rules.grading gives them
    current = models.BooleanField(default=True)
    graded_at = models.DateTimeField(_("分级时间"), auto_now_add=True)
    graded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("分级人员"))

    class Meta:
        abstract = True


class Grading(Scored):
    """Of the whole enterprise. `inputs`: item → what the register or the record knew about it, what it proposed, and
    why the answer is another one. `regrading`: the run that made it, none when a person did."""

    grade = models.CharField(_("等级"), max_length=10, choices=Grade)
    inputs = models.JSONField(default=dict)
    regrading = models.ForeignKey(Regrading, models.PROTECT, null=True, related_name="gradings")

    class Meta:
        verbose_name = _("分级记录")
        constraints = [
            models.UniqueConstraint(fields=["enterprise"], condition=Q(current=True), name="one_current_grading")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_grade_display()}"

    def get_absolute_url(self) -> str:
        return f"/enterprises/{self.enterprise_id}/gradings/{self.pk}/"


class TaskGrading(Scored):
    """Of one work task or site of the enterprise, by a scheme for tasks. It gives the enterprise no grade."""

    score = models.DecimalField(_("得分"), max_digits=9, decimal_places=3)  # a product of small numbers
    task = models.CharField(_("作业或部位"), max_length=100)
    level = models.CharField(_("等级"), max_length=40)
    rank = models.PositiveSmallIntegerField()  # the place of the level in the scheme; 0 is the gravest

    class Meta:
        verbose_name = _("作业分级")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "task"], condition=Q(current=True), name="one_current_grading_of_a_task"
            ),
            models.CheckConstraint(condition=~Q(task=""), name="graded_task_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.task} {self.level}"

    def get_absolute_url(self) -> str:
        return f"/enterprises/{self.enterprise_id}/tasks/{self.pk}/"


class GradingObjection(OfEnterprise):
    """What the enterprise says against its grade, and the answer of someone who did not grade it."""

    enterprise_path = "grading__enterprise__"

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

    @property
    def enterprise(self) -> Enterprise:  # it is the grading's
        return self.grading.enterprise
