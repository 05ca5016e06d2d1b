from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.notice import Notice
from enforcement.accounts.models import User


class Hearing(models.Model):
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="hearing")
    requested_on = models.DateField(_("申请日期"))
    requested_by = models.CharField(_("申请人"), max_length=60)
    notified_on = models.DateField(_("通知日期"), null=True)
    held_on = models.DateField(_("听证日期"), null=True)
    place = models.CharField(_("听证地点"), max_length=200, blank=True)
    host = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("主持人"))
    record = models.TextField(_("听证笔录"), blank=True)
    conclusion = models.TextField(_("听证意见"), blank=True)

    class Meta:
        verbose_name = _("听证")
