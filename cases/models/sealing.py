from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.order import Order
from enforcement.accounts.models import User


class Sealing(models.Model):
    """What happened on site when premises or goods were sealed or seized, and the list of what was taken."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="sealing")
    items = models.TextField(_("查封、扣押的场所、设施或者财物"))
    involved = models.BooleanField(_("均与违法行为有关"), default=False)
    necessities = models.BooleanField(_("含有生活必需品"), default=False)
    party_present = models.BooleanField(_("当事人到场"), default=False)
    witness = models.CharField(_("见证人"), max_length=60, blank=True)
    told = models.BooleanField(_("已当场告知理由、依据和救济途径"), default=False)
    heard = models.TextField(_("当事人的陈述和申辩"), blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"), auto_now=True)

    class Meta:
        verbose_name = _("查封、扣押现场记录")

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.items.splitlines() if line.strip()]
