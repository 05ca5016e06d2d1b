from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import User
from plans.states import LeaveKind


class DayRange(Func):
    """Both ends included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Leave(models.Model):
    """Days an officer is away. Cancelled, it stays with who cancelled it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="leaves", verbose_name=_("人员"))
    kind = models.CharField(_("事由"), max_length=10, choices=LeaveKind)
    first = models.DateField(_("自"))
    last = models.DateField(_("至"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("请假、培训")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_ends_after_start"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="leave_cancelled_when_and_by",
            ),
            ExclusionConstraint(
                name="leave_one_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        DayRange("first", "last", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.first} – {self.last}"
