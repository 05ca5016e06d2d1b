"""What an officer was shown of like cases when an amount was proposed. Written once, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.charge import Charge
from cases.models.investigation import Investigation
from enforcement.accounts.models import User


class LikeSnapshot(models.Model):
    """`cases`: {id, penalty, number, bureau, amount, outcome, scale, decided_on} of each like charge, as shown;
    `excluded`: the same with the bounds of their tier that they lie outside of. `figures`: n, median, quartiles, or
    empty below five. Ids are those of decided charges. `digest` stands in the ledger too."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="like_snapshots")
    investigation = models.ForeignKey(Investigation, models.PROTECT, related_name="like_snapshots")
    amount = models.DecimalField(_("拟罚款金额（元）"), max_digits=14, decimal_places=2)
    tier = models.CharField(_("裁量阶次"), max_length=60, blank=True)
    scale = models.CharField(_("企业规模"), max_length=10, blank=True)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    cases = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    position = models.CharField(_("拟罚款的位置"), max_length=10, blank=True)
    reason = models.TextField(_("与同类案件差异的理由"), blank=True)
    digest = models.CharField(_("摘要"), max_length=64)
    shown_at = models.DateTimeField(auto_now_add=True)
    shown_to = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("同类案件快照")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["investigation", "charge"], name="like_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.charge} {self.amount}"
