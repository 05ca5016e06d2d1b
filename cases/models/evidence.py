from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.finding import Finding
from cases.models.inspection import Inspection
from cases.models.penalty import PenaltyCase
from cases.states import EvidenceKind
from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import StoredFile
from enforcement.rulebook.models import ChecklistItem


class Evidence(models.Model):
    """Original bytes with their hash from the moment of capture. Never replaced; at most declared void."""

    view_permission = Permission.VIEW_INSPECTIONS
    sharing = "inspection__shared_with"

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="evidence")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="evidence")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, null=True, blank=True, related_name="+")
    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, null=True, blank=True, related_name="evidence")
    number = models.PositiveIntegerField(_("编号"))
    kind = models.CharField(_("证据种类"), max_length=20, choices=EvidenceKind)
    name = models.CharField(_("证据名称"), max_length=200)
    proves = models.CharField(_("证明内容"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(_("采集时哈希"), max_length=64)
    collected_at = models.DateTimeField(_("采集时间"))
    device_time = models.DateTimeField(null=True)
    collected_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    second_collector = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    monitored = models.BooleanField(_("电子技术监控设备收集、固定"), default=False)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("证据")
        constraints = [
            models.CheckConstraint(
                condition=Q(inspection__isnull=False) | Q(penalty__isnull=False), name="evidence_belongs_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(voided_at__isnull=False, voided_by__isnull=False),
                name="evidence_void_complete",
            ),
            models.UniqueConstraint(
                fields=["inspection", "number"], condition=Q(inspection__isnull=False), name="evidence_number_once"
            ),
        ]

    @property
    def code(self) -> str:
        return f"A-{self.number:02d}"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def partner_ids(self) -> frozenset[int]:
        return self.inspection.partner_ids if self.inspection else frozenset()

    def get_absolute_url(self) -> str:
        return f"/evidence/{self.pk}/"


class MonitoringReview(models.Model):
    """Before a record of monitoring equipment is used: reviewed for its lawfulness and for its technique."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="monitoring_review")
    place_published = models.BooleanField(_("设置地点已向社会公布"))
    legal_opinion = models.TextField(_("法制审核意见"))
    technical_opinion = models.TextField(_("技术审核意见"))
    technician = models.CharField(_("技术审核人"), max_length=60)
    passed = models.BooleanField(_("真实、清晰、完整、准确"))
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("审核时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("电子技术监控记录审核")
