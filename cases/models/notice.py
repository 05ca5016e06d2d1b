from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.investigation import Investigation
from cases.models.penalty import PenaltyCase
from cases.states import StatementKind
from enforcement.accounts.models import User
from enforcement.documents.models import Document


class Notice(models.Model):
    """Prior notice: content, facts, reasons, basis and the rights of the party. The newest one counts."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="notices")
    investigation = models.ForeignKey(Investigation, models.PROTECT, related_name="notices")
    amount = models.DecimalField(_("拟罚款金额（元）"), max_digits=14, decimal_places=2)
    hearing_right = models.BooleanField(_("告知听证权利"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    issued_on = models.DateField(_("告知日期"))
    delivered_on = models.DateField(_("送达日期"), null=True)

    class Meta:
        verbose_name = _("处罚告知")
        ordering = ["penalty", "id"]


class Statement(models.Model):
    """What the party said to the notice, or that it waived its right or said nothing in time."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="statement")
    kind = models.CharField(_("意见情况"), max_length=10, choices=StatementKind)
    heard_on = models.DateField(_("记录日期"))
    speaker = models.CharField(_("陈述申辩人"), max_length=60, blank=True)
    text = models.TextField(_("陈述申辩内容"), blank=True)
    accepted = models.BooleanField(_("是否采纳"), default=False)
    reply = models.TextField(_("复核意见"), blank=True)
    objects_to_discretion = models.BooleanField(_("对裁量提出异议"), default=False)
    objection = models.TextField(_("对裁量的异议"), blank=True)
    explanation = models.TextField(_("对裁量的解释说明"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("陈述申辩")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="stated")
                | ~models.Q(text="") & (models.Q(accepted=True) | ~models.Q(reply="")),
                name="statement_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(objects_to_discretion=False) | ~models.Q(objection="") & ~models.Q(explanation=""),
                name="discretion_explained",
            ),
        ]
