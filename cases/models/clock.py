"""What makes a clock run otherwise than from its start alone, and what moved when the calendar or a rule changed."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.order import Order
from cases.models.penalty import PenaltyCase
from cases.states import ExtensionState
from enforcement.accounts.access import bureaus_of
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import Document, StoredFile
from enforcement.rulebook.states import ExcludedPeriod, Unit


class Pause(models.Model):
    """Days that do not count, each with the document that shows them. Without an end it is still going on."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="pauses")
    kind = models.CharField(_("扣除事由"), max_length=20, choices=ExcludedPeriod.choices)
    began_on = models.DateField(_("开始日期"))
    ended_on = models.DateField(_("结束日期"), null=True)
    reason = models.CharField(_("说明"), max_length=300)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    end_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("扣除期间")
        ordering = ["penalty", "began_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("began_on")), name="pause_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(file__isnull=False), name="pause_has_a_document"
            ),
            models.UniqueConstraint(fields=["penalty"], condition=Q(ended_on__isnull=True), name="one_open_pause"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.began_on}—{self.ended_on or ''}"


class Extension(models.Model):
    """More time for one clock of a case, or for the terms of an order: asked for, then granted or refused by another.

    `length` counts anew from the start of the period; `until` is the last day itself.
    """

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, null=True, related_name="extensions")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="extensions")
    rule_key = models.CharField(_("时限"), max_length=60)
    rule = models.CharField(_("行号"), max_length=60)
    state = models.CharField(_("状态"), max_length=10, choices=ExtensionState, default=ExtensionState.REQUESTED)
    length = models.PositiveSmallIntegerField(_("延长后的期限"), null=True)
    unit = models.CharField(_("期限单位"), max_length=20, choices=Unit.choices, blank=True)
    until = models.DateField(_("延长至"), null=True)
    reason = models.TextField(_("理由"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    applied_on = models.DateField(_("申请日期"))
    late = models.BooleanField(_("逾期提出"), default=False)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(_("批准时间"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opinion = models.TextField(_("审批意见"), blank=True)

    class Meta:
        verbose_name = _("延长期限")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(penalty__isnull=False, order__isnull=True) | Q(penalty__isnull=True, order__isnull=False),
                name="extension_of_one_record",
            ),
            models.CheckConstraint(
                condition=Q(length__isnull=False, until__isnull=True) | Q(length__isnull=True, until__isnull=False),
                name="extension_says_how_long",
            ),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.REQUESTED, decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("requested_by")),
                name="extension_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["penalty", "rule_key"], condition=Q(state=ExtensionState.REQUESTED), name="one_request_per_case"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state=ExtensionState.REQUESTED), name="one_request_per_order"
            ),
        ]

    @property
    def asked(self) -> str:
        return str(self.until) if self.until else f"{self.length} {self.get_unit_display()}"


class Rederivation(models.Model):
    """One walk over all open clocks after a change of the calendar, a value or an edition."""

    reference = models.CharField(max_length=100, unique=True)
    reason = models.CharField(_("原因"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("变动人"))
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    seen = models.PositiveIntegerField(_("核对的时限"), default=0)
    moved = models.PositiveIntegerField(_("变动的时限"), default=0)

    class Meta:
        verbose_name = _("时限重算")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return f"/clocks/changes/{self.pk}/"

    @property
    def job_key(self) -> str:
        return f"rederive:{self.pk}"


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, user: Any) -> Self:
        """Of records that the person may open."""
        rights = {"penaltycase": Permission.VIEW_CASES, "order": Permission.VIEW_INSPECTIONS}
        kinds = [kind for kind, right in rights.items() if user.is_authenticated and user.may(right)]
        return self.filter(kind__in=kinds, bureau__in=bureaus_of(user)) if kinds else self.none()


class Move(models.Model):
    """One due date that a change moved. Words and people as they were, so that the list stays what it was."""

    run = models.ForeignKey(Rederivation, models.PROTECT, related_name="moves")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    record = models.BigIntegerField()
    text = models.CharField(_("记录"), max_length=300)
    clock = models.CharField(_("时限"), max_length=100)
    old = models.DateField(_("原届满日"), null=True)
    new = models.DateField(_("新届满日"), null=True)
    people = ArrayField(models.BigIntegerField(), default=list)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("时限变动")
        indexes = [models.Index(fields=["kind", "record"], name="move_of_record")]

    @property
    def url(self) -> str:
        return f"/penalties/{self.record}/clocks/" if self.kind == "penaltycase" else f"/orders/{self.record}/"
