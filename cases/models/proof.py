from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.charge import Charge
from cases.models.evidence import Evidence
from enforcement.accounts.models import User
from enforcement.documents.models import Document
from enforcement.rulebook.models import Element


class Proof(models.Model):
    """One cell of the sheet elements × evidence: the fact that shows an element of a charge, and by what.

    `element` is the row of the edition that was in use when it was last saved.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="proofs")
    element = models.ForeignKey(Element, models.PROTECT, related_name="+", verbose_name=_("要件"))
    fact = models.TextField(_("事实"), blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="+", blank=True, verbose_name=_("证据"))
    documents = models.ManyToManyField(Document, related_name="+", blank=True, verbose_name=_("执法文书"))
    not_needed = models.BooleanField(_("无需证明"), default=False)
    reason = models.TextField(_("无需证明的理由"), blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("要件证明")
        ordering = ["charge__number", "element__position"]
        constraints = [
            models.UniqueConstraint(fields=["charge", "element"], name="proof_once"),
            models.CheckConstraint(condition=Q(not_needed=False) | ~Q(reason=""), name="proof_not_needed_has_reason"),
        ]
