from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.order import Order
from cases.models.penalty import PenaltyCase
from cases.states import DeliveryMethod
from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import Document, StoredFile


class Delivery(models.Model):
    """Service of one document and its proof. The day of service starts the clocks named by the rulebook."""

    view_permission = Permission.VIEW_INSPECTIONS

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="deliveries")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="deliveries")
    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, null=True, blank=True, related_name="deliveries")
    method = models.CharField(_("送达方式"), max_length=10, choices=DeliveryMethod)
    acted_on = models.DateField(_("送出或公告日期"))
    delivered_on = models.DateField(_("送达日期"))  # the day that counts, by the rule of the method
    place = models.CharField(_("送达地点"), max_length=200, blank=True)
    recipient = models.CharField(_("收件人"), max_length=60)
    witness = models.CharField(_("见证人"), max_length=60, blank=True)
    tracking = models.CharField(_("邮寄单号或回执号"), max_length=60, blank=True)
    consent = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")  # 送达地址确认书
    note = models.TextField(_("备注（拒收、见证情况）"), blank=True)
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    receipt = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # 送达回执
    officers = models.ManyToManyField(User, related_name="+", verbose_name=_("送达人"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("送达")
        constraints = [models.UniqueConstraint(fields=["document"], name="document_delivered_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.get_method_display()} {self.delivered_on}"
