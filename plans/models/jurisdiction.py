from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, Level, User
from enforcement.accounts.permissions import Permission
from plans.models.enterprise import Enterprise
from plans.states import Duty


class JurisdictionChangeQuerySet(VisibleQuerySet["JurisdictionChange"]):
    def visible_to(self, user: User) -> Self:
        """Whoever decided it, gave the enterprise away or received it, and those above them."""
        if not user.is_authenticated or not user.may(Permission.VIEW_ENTERPRISES):
            return self.none()
        mine = user.bureau_ids
        return self.filter(Q(bureau__in=mine) | Q(from_bureau__in=mine) | Q(to_bureau__in=mine))


class JurisdictionChange(models.Model):
    """One act by which an enterprise came to another bureau, for its daily operation or for what is licensed. Never
    changed. `bureau` is the one that decided; `open_work` names what the old bureau had under way."""

    view_permission = Permission.VIEW_ENTERPRISES

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="jurisdiction_changes")
    duty = models.CharField(_("监管事项"), max_length=10, choices=Duty)
    from_bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, related_name="+", verbose_name=_("原机关"))
    to_bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, related_name="+", verbose_name=_("现机关"))
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("决定机关"))
    proposed_level = models.CharField(_("规则层级"), max_length=10, choices=Level, blank=True)
    differs = models.BooleanField(_("与规则不一致"), default=False)
    reason = models.TextField(_("理由"), blank=True)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    open_work = models.JSONField(_("原机关在办事项"), default=list)
    decided_at = models.DateTimeField(_("决定时间"), auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("决定人"))

    objects = JurisdictionChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("监管分工变更")
        constraints = [
            models.CheckConstraint(
                condition=Q(duty=Duty.LICENSING) | Q(from_bureau__isnull=False, to_bureau__isnull=False),
                name="jurisdiction_daily_from_and_to",
            ),
            models.CheckConstraint(
                condition=~Q(from_bureau=F("to_bureau")) | Q(from_bureau__isnull=True) | Q(to_bureau__isnull=True),
                name="jurisdiction_goes_elsewhere",
            ),
            models.CheckConstraint(condition=Q(differs=False) | ~Q(reason=""), name="jurisdiction_exception_says_why"),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="jurisdiction_enterprise")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_duty_display()}"

    def get_absolute_url(self) -> str:
        return f"/enterprises/{self.enterprise_id}/jurisdiction/"
