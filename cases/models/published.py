from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission


class PublishedItem(models.Model):
    """An inspection item that the bureau has made public. What is not on the list may not be inspected."""

    view_permission = Permission.VIEW_DISCLOSURE

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    checklist = models.CharField(_("检查表"), max_length=40)  # its code, whatever the version
    name = models.CharField(_("检查事项"), max_length=200)
    source = models.CharField(_("公布的网址或文号"), max_length=200)
    published_on = models.DateField(_("公布日期"))
    ended_on = models.DateField(_("停止日期"), null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("公布的检查事项")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("published_on")), name="item_ends_later"
            ),
            models.UniqueConstraint(
                fields=["bureau", "checklist"], condition=Q(ended_on__isnull=True), name="item_published_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
