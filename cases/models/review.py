from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.investigation import Investigation
from cases.models.penalty import PenaltyCase
from enforcement.accounts.models import User
from enforcement.documents.models import Document


class LegalReview(models.Model):
    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="legal_reviews")
    investigation = models.ForeignKey(Investigation, models.PROTECT, related_name="legal_reviews")
    passed = models.BooleanField(_("审核通过"))
    points = models.JSONField(default=list)  # one per point of review: {key, ok, note}
    opinion = models.TextField(_("审核意见"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("审核时间"), auto_now_add=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("法制审核")
        ordering = ["penalty", "id"]
