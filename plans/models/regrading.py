from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau
from enforcement.accounts.permissions import Permission
from enforcement.workflow import Stateful
from plans.models.enterprise import Enterprise
from plans.models.scheme import SchemeEdition
from plans.states import Grade, Outcome, RegradingState


class Regrading(Stateful):
    """A run over the register by one edition of a scheme. `last_id` is how far it has come: what is behind is done."""

    view_permission = Permission.GRADE_ENTERPRISES

    state = models.CharField(_("状态"), max_length=10, choices=RegradingState, default=RegradingState.DRAFT)
    edition = models.ForeignKey(SchemeEdition, models.PROTECT, related_name="+", verbose_name=_("方案版次"))
    sector = models.CharField(_("监管行业"), max_length=10, blank=True)
    grade = models.CharField(_("风险等级"), max_length=10, blank=True)  # as the register's filter names it
    total = models.PositiveIntegerField(_("企业数"), default=0)
    seen = models.PositiveIntegerField(_("已处理"), default=0)
    moved = models.PositiveIntegerField(_("等级变动"), default=0)
    renewed = models.PositiveIntegerField(_("等级不变，计算有变"), default=0)
    same = models.PositiveIntegerField(_("无变化"), default=0)
    refused = models.PositiveIntegerField(_("未能重评"), default=0)
    last_id = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # of the moves, in the order of the enterprises
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = _("批量重评")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau"], condition=Q(state=RegradingState.RUNNING), name="one_regrading_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(seen=models.F("moved") + models.F("renewed") + models.F("same") + models.F("refused")),
                name="regrading_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.code} {self.edition.edition}"

    def get_absolute_url(self) -> str:
        return f"/enterprises/regradings/{self.pk}/"

    @property
    def job_key(self) -> str:
        return f"regrade:{self.pk}"


class RegradingMove(models.Model):
    """One enterprise whose grade or way to it changed, or that could not be graded. `why` holds codes, not words:
    {"answers": [[code, old, new, fact]], "editions": [old, new], "missing": [codes], "refused": reason}."""

    view_permission = Permission.GRADE_ENTERPRISES

    run = models.ForeignKey(Regrading, models.CASCADE, related_name="moves")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    old = models.CharField(_("原等级"), max_length=10, choices=Grade, blank=True)
    new = models.CharField(_("新等级"), max_length=10, choices=Grade, blank=True)
    old_score = models.DecimalField(_("原得分"), max_digits=7, decimal_places=1, null=True)
    new_score = models.DecimalField(_("新得分"), max_digits=7, decimal_places=1, null=True)
    why = models.JSONField(default=dict)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("重评变动")
        constraints = [models.UniqueConstraint(fields=["run", "enterprise"], name="regraded_once_in_a_run")]
        indexes = [models.Index(fields=["run", "outcome", "id"], name="regrading_outcome")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.old} {self.new}"
