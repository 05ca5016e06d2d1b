from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, Dated, DatedQuerySet, User, ends_after_start
from enforcement.accounts.permissions import Permission
from plans.models.enterprise import Enterprise
from plans.states import Sector


class BaseQuerySet(VisibleQuerySet[Any], DatedQuerySet):  # type: ignore[override]
    """Of a bureau, and for a period."""


class Expert(Dated):
    """An expert of the bureau's base, drawn as the third list (三随机)."""

    view_permission = Permission.VIEW_DRAWS

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="experts", verbose_name=_("机关"))
    name = models.CharField(_("姓名"), max_length=40)
    specialty = models.CharField(_("专业"), max_length=20, choices=Sector)
    employer = models.CharField(_("工作单位"), max_length=200)
    employer_code = models.CharField(_("工作单位统一社会信用代码"), max_length=18, blank=True)
    end_reason = models.CharField(_("出库原因"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects: ClassVar[Any] = BaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("专家")
        constraints = [
            ends_after_start("expert_period"),
            models.CheckConstraint(
                condition=Q(employer_code="") | Q(employer_code__regex=r"^[0-9A-Z]{18}$"), name="expert_employer_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """What is salted in a published list."""
        return f"expert:{self.pk}"


class DeclaredRecusal(Dated):
    """Said in advance: this officer does not inspect that enterprise. What is declared after a freezing counts from
    the next one on; for a draw under way there is the step of the draw."""

    view_permission = Permission.VIEW_DRAWS

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("机关"))
    officer = models.ForeignKey(User, models.PROTECT, related_name="declared_recusals", verbose_name=_("检查人员"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("企业"))
    ground = models.CharField(_("回避情形"), max_length=30)
    note = models.CharField(_("具体理由"), max_length=300, blank=True)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = BaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("事先登记的回避")
        constraints = [
            ends_after_start("declared_recusal_period"),
            models.UniqueConstraint(
                fields=["officer", "enterprise"], condition=Q(valid_to__isnull=True), name="one_open_declared_recusal"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(valid_to__isnull=False) & Q(valid_to__gte=F("valid_from")),
                name="declared_recusal_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.enterprise}"
