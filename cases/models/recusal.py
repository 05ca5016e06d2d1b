from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from cases.states import ExtensionState
from enforcement.accounts.models import User


class Recusal(models.Model):
    """Someone with an interest in the case: asked for by the party or on own motion, decided by a leader."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="recusals")
    officer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("应当回避的人员"))
    asked_by_party = models.BooleanField(_("由当事人申请"), default=False)
    reason = models.TextField(_("回避事由"))
    asked_on = models.DateField(_("提出日期"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=ExtensionState, default=ExtensionState.REQUESTED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("决定日期"), null=True)
    opinion = models.TextField(_("决定理由"), blank=True)

    class Meta:
        verbose_name = _("回避")
        ordering = ["penalty", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ExtensionState.REQUESTED, decided_by__isnull=True, decided_on__isnull=True)
                | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="recusal_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("officer")),
                name="recusal_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["penalty"], condition=Q(state=ExtensionState.REQUESTED), name="one_recusal_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_state_display()}"
