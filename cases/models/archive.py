from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.penalty import PenaltyCase
from enforcement.accounts.models import User
from enforcement.documents.models import Document


class Volume(models.Model):
    """The archived file: catalogue in the order of the rule, retention, who took it in."""

    penalty = models.OneToOneField(PenaltyCase, models.PROTECT, related_name="volume")
    number = models.CharField(_("档号"), max_length=60, unique=True)
    catalogue = models.JSONField()  # {no, title, number, date, page, sha256}
    retention = models.CharField(_("保管期限"), max_length=60)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # 卷内目录
    cover = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # 案卷（首页）
    archived_on = models.DateField(_("归档日期"))
    archived_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("案卷")
