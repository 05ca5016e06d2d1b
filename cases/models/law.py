"""What a person has settled about the law of a charge."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.charge import Charge
from cases.states import Governs
from enforcement.accounts.models import User
from enforcement.rulebook.models import Violation


class LawChoice(models.Model):
    """Which of two rows governs, where neither is simply lighter. Never changed: a further choice stands beside it.

    It holds for these two rows only; once another edition has others, it is asked for again.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="law_choices")
    at_act = models.ForeignKey(Violation, models.PROTECT, related_name="+", verbose_name=_("行为时的规定"))
    at_decision = models.ForeignKey(Violation, models.PROTECT, related_name="+", verbose_name=_("决定时的规定"))
    governs = models.CharField(_("适用的规定"), max_length=10, choices=Governs)
    reason = models.TextField(_("理由"))
    shown = models.JSONField(default=list)  # the comparison as it was on the screen
    chosen_at = models.DateTimeField(auto_now_add=True)
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("法律适用的选择")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.charge} {self.get_governs_display()}"
