from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from enforcement.accounts.models import User
from enforcement.documents.models import Document


class Deliberation(models.Model):
    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="deliberations")
    held_on = models.DateField(_("讨论日期"))
    host = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("主持人"))
    attendees = models.TextField(_("出席人员"))  # one line each: name and post
    record = models.TextField(_("讨论记录"))
    conclusion = models.TextField(_("结论性意见"))
    amount = models.DecimalField(_("讨论确定的罚款金额（元）"), max_digits=14, decimal_places=2)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("集体讨论")
        ordering = ["penalty", "id"]
