from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.inspection import Inspection
from cases.states import FindingState, Severity
from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.models import ChecklistItem, Violation


class Finding(models.Model):
    """A violation or hazard found on site. Without a mandatory basis it can only be noted."""

    view_permission = Permission.VIEW_INSPECTIONS
    sharing = "inspection__shared_with"

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, null=True, blank=True, related_name="+")
    description = models.TextField(_("问题描述"))
    place = models.CharField(_("部位"), max_length=100, blank=True)
    severity = models.CharField(_("隐患级别"), max_length=10, choices=Severity, default=Severity.GENERAL)
    violation = models.ForeignKey(Violation, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.TextField(_("强制性依据"), blank=True)  # citation as it stood on the day
    state = models.CharField(_("状态"), max_length=10, choices=FindingState, default=FindingState.OPEN)
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(auto_now_add=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("问题隐患")
        indexes = [models.Index(fields=["inspection", "id"], name="finding_inspection")]

    def __str__(self) -> str:
        return self.description[:60]

    def get_absolute_url(self) -> str:
        return f"/inspections/{self.inspection_id}/#finding-{self.pk}"
