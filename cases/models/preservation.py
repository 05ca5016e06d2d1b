from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from enforcement.accounts.models import User
from enforcement.documents.models import Document


class Preservation(models.Model):
    """Advance registration of evidence that may be lost: asked for, approved, carried out, disposed of in time."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="preservations")
    items = models.TextField(_("登记保存的物品"))
    place = models.CharField(_("保存地点"), max_length=200)
    reason = models.TextField(_("证据可能灭失或者以后难以取得的理由"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("申请日期"), auto_now_add=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(_("批准日期"), null=True)
    kept_on = models.DateField(_("登记保存日期"), null=True)
    notice = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    disposed_on = models.DateField(_("处理日期"), null=True)
    disposal = models.TextField(_("处理决定"), blank=True)
    late_reason = models.TextField(_("逾期处理的说明"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("先行登记保存")
        ordering = ["penalty", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_on__isnull=True) | Q(approved_by__isnull=False, approved_on__isnull=False),
                name="preservation_kept_after_approval",
            ),
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True) | Q(kept_on__isnull=False) & ~Q(disposal=""),
                name="preservation_disposed_after_keeping",
            ),
            models.UniqueConstraint(
                fields=["penalty"], condition=Q(disposed_on__isnull=True), name="one_open_preservation"
            ),
        ]

    def __str__(self) -> str:
        return self.items.splitlines()[0][:60]
