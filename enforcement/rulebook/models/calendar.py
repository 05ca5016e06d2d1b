"""What a bureau may change without a new edition: the calendar, and its values where the law gives none."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from enforcement.rulebook.states import Confidence, DayKind, NoticeState


class HolidayYear(models.Model):
    """One year of the calendar. A year that is not announced makes every clock running into it provisional."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    announced = models.BooleanField(_("放假安排已公布"), default=True)
    notice = models.CharField(_("放假通知文号"), max_length=200, blank=True)
    official_workdays = models.PositiveSmallIntegerField(_("法定工作日数"), null=True, blank=True)
    source = models.CharField(_("法定工作日数来源"), max_length=200, blank=True)
    confidence = models.CharField(
        _("文号可信度"), max_length=20, choices=Confidence.choices, default=Confidence.VERIFIED
    )

    class Meta:
        verbose_name = verbose_name_plural = _("放假年度")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def mark(self) -> str:
        """Words beside the number of a notice that nobody has compared with the notice itself."""
        return "" if self.confidence == Confidence.VERIFIED or not self.notice else gettext("待核定")


class CalendarDay(models.Model):
    """A day that differs from the announced calendar of the installed package, or that it does not know yet.

    With a bureau: a local closure, which holds for that bureau and all below it.
    """

    day = models.DateField(_("日期"))
    bureau = models.ForeignKey(
        "accounts.Bureau", models.PROTECT, verbose_name=_("机关"), null=True, blank=True, related_name="+"
    )
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
        constraints = [
            models.UniqueConstraint(fields=["day", "bureau"], nulls_distinct=False, name="one_kind_per_day"),
            models.CheckConstraint(
                condition=models.Q(bureau__isnull=True) | models.Q(kind=DayKind.CLOSURE), name="bureaus_only_close"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Setting(models.Model):
    """A value for a row whose value the rulebook does not know; shown with 待核定 wherever used.

    The nearest bureau upward that has one decides; without a bureau it is the whole installation's.
    """

    row_id = models.CharField(_("行号"), max_length=60)
    bureau = models.ForeignKey(
        "accounts.Bureau", models.PROTECT, verbose_name=_("机关"), null=True, blank=True, related_name="+"
    )
    value = models.JSONField(_("本局取值"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    set_at = models.DateTimeField(_("设定时间"), auto_now=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("设定人"), null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("本局设定")
        ordering = ["row_id"]
        constraints = [
            models.UniqueConstraint(fields=["row_id", "bureau"], nulls_distinct=False, name="one_value_per_bureau")
        ]

    def __str__(self) -> str:
        return self.row_id


class HolidayNotice(models.Model):
    """A holiday notice as one person entered it, until another confirms it; only then it is part of the calendar.

    `days` lists {day, kind, name} in time order; `affected` is how many open clocks it would move, once counted.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.CharField(_("放假通知文号"), max_length=200)
    text = models.TextField(_("通知内容"))
    days = models.JSONField(_("日期"), default=list)
    state = models.CharField(_("状态"), max_length=10, choices=NoticeState.choices, default=NoticeState.ENTERED)
    affected = models.PositiveIntegerField(_("将变动的时限数"), null=True)
    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, verbose_name=_("机关"), related_name="+")
    entered_at = models.DateTimeField(_("录入时间"), auto_now_add=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("录入人"), related_name="+")
    settled_at = models.DateTimeField(_("确认时间"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("确认人"), null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("放假通知")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="notice_settled_by_someone",
                condition=models.Q(state=NoticeState.ENTERED, settled_at=None, settled_by=None)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_confirmed_by_another",
                condition=~models.Q(state=NoticeState.CONFIRMED) | ~models.Q(settled_by=models.F("entered_by")),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(year)s 年放假通知 %(number)s") % {"year": self.year, "number": self.number}

    def get_absolute_url(self) -> str:
        return f"/calendar/notices/{self.pk}/"


class Version(models.Model):
    """One row, given a new token by the database whenever the rulebook, the calendar or a setting changes."""

    token = models.UUIDField()

    class Meta:
        verbose_name = verbose_name_plural = _("规则库变动标记")
