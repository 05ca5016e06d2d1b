from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.permissions import Permission
from enforcement.workflow import Stateful
from supervision.states import PeriodState


class Period(Stateful):
    """One quarter of one bureau. A frozen period is never computed again; later changes show as restatement."""

    view_permission = Permission.VIEW_STATISTICS

    state = models.CharField(_("状态"), max_length=10, choices=PeriodState, default=PeriodState.OPEN)
    year = models.PositiveSmallIntegerField(_("年度"))
    quarter = models.PositiveSmallIntegerField(_("季度"))
    computed_at = models.DateTimeField(_("计算时间"), null=True)

    class Meta:
        verbose_name = _("统计期")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year", "quarter"], name="period_once"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="period_quarter"),
        ]

    def __str__(self) -> str:
        return _t("%(year)s 年第 %(quarter)s 季度") % {"year": self.year, "quarter": self.quarter}

    def get_absolute_url(self) -> str:
        return f"/statistics/{self.pk}/"


class Figure(models.Model):
    """One indicator in one period. `code` is a row of statistics.yaml."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="figures")
    code = models.CharField(max_length=4)
    value = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "code"], name="figure_once")]
        ordering = ["period", "code"]


class FigureRow(models.Model):
    """A record behind a figure, as it counted when the figure was made."""

    figure = models.ForeignKey(Figure, models.CASCADE, related_name="rows")
    ref = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=18, decimal_places=2, default=1)

    class Meta:
        indexes = [models.Index(fields=["figure", "id"], name="figure_rows")]
