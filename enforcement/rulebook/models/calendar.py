"""What a bureau may change without a new edition: the calendar, and its values where the law gives none."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.rulebook.states import DayKind


class HolidayYear(models.Model):
    """One year of the calendar. A year that is not announced makes every clock running into it provisional."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    announced = models.BooleanField(_("放假安排已公布"), default=True)
    notice = models.CharField(_("放假通知文号"), max_length=200, blank=True)
    official_workdays = models.PositiveSmallIntegerField(_("法定工作日数"), null=True, blank=True)
    source = models.CharField(_("法定工作日数来源"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("放假年度")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the announced calendar of the installed package, or that it does not know yet."""

    day = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=DayKind.choices)
    name = models.CharField(_("名称"), max_length=60)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    set_at = models.DateTimeField(_("设定时间"), auto_now=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("设定人"), null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("日历调整")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Setting(models.Model):
    """The bureau's own value for a row whose value the rulebook does not know; shown with 待核定 wherever used."""

    row_id = models.CharField(_("行号"), max_length=60, unique=True)
    value = models.JSONField(_("本局取值"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    set_at = models.DateTimeField(_("设定时间"), auto_now=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("设定人"), null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("本局设定")
        ordering = ["row_id"]

    def __str__(self) -> str:
        return self.row_id


class Version(models.Model):
    """One row, given a new token by the database whenever the rulebook, the calendar or a setting changes."""

    token = models.UUIDField()

    class Meta:
        verbose_name = verbose_name_plural = _("规则库变动标记")
