from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from enforcement.accounts.models import User


class Payment(models.Model):
    """Money received by the bank named in the decision; officers record the receipt, they never collect."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("缴款金额（元）"), max_digits=14, decimal_places=2)
    paid_on = models.DateField(_("缴款日期"))
    receipt = models.CharField(_("缴款凭证号"), max_length=60)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("缴款")
        ordering = ["penalty", "paid_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(fields=["receipt"], name="payment_receipt_once"),
        ]
