"""Accidents, complaints and credit entries of an enterprise: one table, each kind with its own pages and rules."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _t, gettext_lazy as _

from plans.models.enterprise import OfEnterpriseQuerySet
from plans.models.enterprise_record import EnterpriseRecord, ended_with_reason
from plans.states import AccidentGrade, ComplaintOutcome, CreditMark, OccurrenceKind

IN_A_LINE = 40  # characters of a complaint that name it in lists


class OfKind(models.Manager.from_queryset(OfEnterpriseQuerySet)):  # type: ignore[misc]  # made at run time
    """The rows of the kind that the model stands for."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(**self.model.given)


def only_for(kind: OccurrenceKind, filled: Q, empty: Q) -> Q:
    return Q(kind=kind) & filled | ~Q(kind=kind) & empty


class Occurrence(EnterpriseRecord):
    """`happened_on`: the accident, the listing, or what is complained of, where that is known; `known_on`: when it was
    reported or registered. An entry made in error ends with its reason and counts no more."""

    kind_of = "occurrences"
    kind = models.CharField(_("类别"), max_length=10, choices=OccurrenceKind, editable=False)
    happened_on = models.DateField(_("发生日期"), null=True, blank=True)
    known_on = models.DateField(_("登记日期"))
    office = models.CharField(_("来源机关"), max_length=100)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    text = models.TextField(_("简要情况"))
    grade = models.CharField(_("事故等级"), max_length=12, choices=AccidentGrade, blank=True)
    deaths = models.PositiveIntegerField(_("死亡人数"), null=True, blank=True)
    injuries = models.PositiveIntegerField(_("重伤人数"), null=True, blank=True)
    outcome = models.CharField(_("办理结果"), max_length=10, choices=ComplaintOutcome, blank=True)
    mark = models.CharField(_("信用记录种类"), max_length=12, choices=CreditMark, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta:
        verbose_name = _("事故、投诉举报和信用记录")
        constraints = [
            ended_with_reason("occurrence_ended_with_reason"),
            models.CheckConstraint(
                condition=only_for(
                    OccurrenceKind.ACCIDENT,
                    Q(grade__in=AccidentGrade.values, deaths__isnull=False, injuries__isnull=False),
                    Q(grade="", deaths__isnull=True, injuries__isnull=True),
                ),
                name="accident_has_grade_and_counts",
            ),
            models.CheckConstraint(
                condition=only_for(
                    OccurrenceKind.COMPLAINT,
                    Q(outcome__in=ComplaintOutcome.values),
                    Q(outcome="", happened_on__isnull=False),
                ),
                name="complaint_has_outcome",
            ),
            models.CheckConstraint(
                condition=only_for(
                    OccurrenceKind.CREDIT, Q(mark__in=CreditMark.values), Q(mark="", valid_until__isnull=True)
                ),
                name="credit_has_mark",
            ),
            models.CheckConstraint(condition=Q(kind__in=OccurrenceKind.values), name="occurrence_kind"),
            models.CheckConstraint(condition=~Q(office="") & ~Q(text=""), name="occurrence_says_whence_and_what"),
            models.CheckConstraint(
                condition=Q(happened_on__isnull=True) | Q(happened_on__lte=F("known_on")),
                name="occurrence_known_after_it_happened",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("happened_on")),
                name="occurrence_valid_forward",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind", "office", "number", "mark"],
                condition=Q(ended_on__isnull=True) & ~Q(number=""),
                name="occurrence_number_once",
            ),
        ]


class Accident(Occurrence):
    kind_of = "accidents"
    given: ClassVar[dict[str, Any]] = {"kind": OccurrenceKind.ACCIDENT}
    objects: ClassVar[Any] = OfKind()

    class Meta:
        proxy = True
        verbose_name = _("事故")

    def __str__(self) -> str:
        words = {"grade": self.get_grade_display(), "deaths": self.deaths, "injuries": self.injuries}
        return _t("%(grade)s，死亡 %(deaths)s 人，重伤 %(injuries)s 人") % words


class Complaint(Occurrence):
    kind_of = "complaints"
    given: ClassVar[dict[str, Any]] = {"kind": OccurrenceKind.COMPLAINT}
    objects: ClassVar[Any] = OfKind()

    class Meta:
        proxy = True
        verbose_name = _("投诉举报")

    def __str__(self) -> str:
        return str(Truncator(self.text).chars(IN_A_LINE))


class CreditEntry(Occurrence):
    kind_of = "credits"
    given: ClassVar[dict[str, Any]] = {"kind": OccurrenceKind.CREDIT}
    objects: ClassVar[Any] = OfKind()

    class Meta:
        proxy = True
        verbose_name = _("信用记录")

    def __str__(self) -> str:
        return f"{self.get_mark_display()} {self.number or self.office}"

    @property
    def has_lapsed(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()
