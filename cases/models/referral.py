from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from cases.states import ReferralKind
from enforcement.accounts.models import User


class Referral(models.Model):
    """What another organ has to decide: revocation by the issuer, closure by the government, detention by police."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="referrals")
    kind = models.CharField(_("提请事项"), max_length=10, choices=ReferralKind)
    authority = models.CharField(_("有权机关"), max_length=100)
    reason = models.TextField(_("理由"))
    referred_on = models.DateField(_("提请日期"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("提请有权机关处理")
        ordering = ["penalty", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.authority}"
