"""What follows when a fine is not paid: more time on application, a demand, the court."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from cases.states import DeferralKind, ExtensionState
from enforcement.accounts.models import User
from enforcement.documents.models import Document


class Deferral(models.Model):
    """More time to pay, or payment in parts. `parts`: {"due": ISO day, "amount": text} each; one part when deferred."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="deferrals")
    kind = models.CharField(_("方式"), max_length=10, choices=DeferralKind)
    applied_on = models.DateField(_("当事人申请日期"))
    reason = models.TextField(_("经济困难的情况"))
    parts = models.JSONField(_("缴款安排"))
    until = models.DateField(_("延长至"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=ExtensionState, default=ExtensionState.REQUESTED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("决定日期"), null=True)
    opinion = models.TextField(_("审批意见"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("延期或者分期缴纳罚款")
        ordering = ["penalty", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ExtensionState.REQUESTED, decided_by__isnull=True)
                | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="deferral_decided_by_someone",
            ),
            models.UniqueConstraint(
                fields=["penalty"], condition=Q(state=ExtensionState.REQUESTED), name="one_deferral_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.until}"


class Demand(models.Model):
    """The last demand before the court is asked: what is owed on the day it was made."""

    penalty = models.OneToOneField(PenaltyCase, models.PROTECT, related_name="demand")
    amount = models.DecimalField(_("催告金额（元）"), max_digits=14, decimal_places=2)
    issued_on = models.DateField(_("催告日期"))
    delivered_on = models.DateField(_("送达日期"), null=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("催告")


class CourtApplication(models.Model):
    penalty = models.OneToOneField(PenaltyCase, models.PROTECT, related_name="court_application")
    court = models.CharField(_("人民法院"), max_length=100)
    amount = models.DecimalField(_("申请执行的金额（元）"), max_digits=14, decimal_places=2)
    applied_on = models.DateField(_("申请日期"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("申请人民法院强制执行")
