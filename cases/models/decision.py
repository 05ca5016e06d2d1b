from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from enforcement.accounts.models import User
from enforcement.documents.models import Document
from enforcement.rulebook.models import Violation


class Decision(models.Model):
    penalty = models.OneToOneField(PenaltyCase, models.PROTECT, related_name="decision")
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="+")  # the governing row
    amount = models.DecimalField(_("罚款金额（元）"), max_digits=14, decimal_places=2)
    facts = models.TextField(_("违法事实和证据"))
    correction = models.TextField(_("责令改正的内容或已改正情况"))
    reasons = models.TextField(_("裁量依据和理由"))
    arithmetic = models.JSONField(default=list)  # rows and lines that led to the range
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("决定日期"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    delivered_on = models.DateField(_("送达日期"), null=True)

    class Meta:
        verbose_name = _("处罚决定")
        constraints = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="decision_amount_not_negative")]
