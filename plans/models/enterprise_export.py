import datetime as dt
import secrets
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.ledger.actions import reference

KEPT_DAYS = 7


def new_file_name() -> str:
    return secrets.token_hex(16)


class RegisterExportQuerySet(VisibleQuerySet["RegisterExport"]):
    def visible_to(self, user: User) -> "RegisterExportQuerySet":
        """One's own, while one may see the register."""
        return super().visible_to(user).filter(created_by=user)

    def outdated(self) -> "RegisterExportQuerySet":
        return self.filter(dropped_at__isnull=True, finished_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS))


class RegisterExport(models.Model):
    """A long export: written by a job, waits some days for the person who asked for it. Not a stored file: it goes."""

    view_permission = Permission.VIEW_ENTERPRISES

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("机关"))
    created_at = models.DateTimeField(_("导出时间"), auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("导出人"))
    query = models.TextField(blank=True)  # as in the address of the list
    conditions = models.CharField(_("筛选条件"), max_length=500, blank=True)  # the same in words
    file_format = models.CharField(_("格式"), max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    file_name = models.CharField(max_length=32, default=new_file_name, editable=False)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = RegisterExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("企业库导出")
        indexes = [models.Index(fields=["created_by", "-id"], name="export_mine")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, sha256="") | Q(finished_at__isnull=False) & ~Q(sha256=""),
                name="export_finished_with_hash",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | Q(finished_at__isnull=False), name="export_dropped_when_finished"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{_('企业库')}-{timezone.localtime(self.created_at):%Y%m%d-%H%M}.{self.file_format}"

    @property
    def ref(self) -> str:
        return reference(self)

    @property
    def path(self) -> Path:
        return Path(settings.FILES_ROOT) / "exports" / self.file_name

    @property
    def kept_until(self) -> dt.datetime | None:
        return self.finished_at + dt.timedelta(days=KEPT_DAYS) if self.finished_at else None

    @property
    def is_ready(self) -> bool:
        until = self.kept_until
        return until is not None and self.dropped_at is None and timezone.now() < until

    def get_absolute_url(self) -> str:
        return f"/enterprises/exports/{self.pk}/"
