from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from cases.states import ReferralKind
from enforcement.accounts.models import User
from enforcement.documents.models import Document
from enforcement.rulebook.models import Violation


class Investigation(models.Model):
    """The investigation report; a returned one stays and a further edition follows."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="investigations")
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    facts = models.TextField(_("违法事实"))
    evidence_text = models.TextField(_("证据及证明内容"))
    circumstances = models.TextField(_("从轻、减轻或从重情节"), blank=True)
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="+", verbose_name=_("适用的条款"))
    amount = models.DecimalField(_("拟罚款金额（元）"), max_digits=14, decimal_places=2)
    reasons = models.TextField(_("裁量理由"))
    arithmetic = models.JSONField(default=list)  # rows and lines that led to the range
    measures = ArrayField(  # proposed, and for another authority to decide
        models.CharField(max_length=10, choices=ReferralKind), default=list, blank=True,
        verbose_name=_("建议由其他机关决定的措施"),
    )  # fmt: skip
    grave = models.BooleanField(_("情节复杂或者重大违法行为"), default=False)
    crime_suspected = models.BooleanField(_("涉嫌犯罪，应当移送"), default=False)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(_("报告时间"), auto_now_add=True)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("调查报告")
        ordering = ["penalty", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["penalty", "edition"], name="investigation_edition"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="investigation_amount_not_negative"),
        ]
