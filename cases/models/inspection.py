from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.states import AnswerResult, InspectionState, SignatureMode, SignatureRole
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import Document, StoredFile
from enforcement.rulebook.models import Checklist, ChecklistItem
from enforcement.workflow import Stateful
from plans.models import Assignment, Enterprise


class Inspection(Stateful):
    """Visit plan, visit and sealed record of one assignment. `record_hash` is bound to what was signed.

    `shared_with` is the assignment's: the bureaus that take part, and the one that supervises the enterprise.
    """

    view_permission = Permission.VIEW_INSPECTIONS
    sharing = "shared_with"

    state = models.CharField(_("状态"), max_length=20, choices=InspectionState, default=InspectionState.PLANNING)
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="inspection")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="inspections", verbose_name=_("被检查单位"))
    officers = models.ManyToManyField(User, related_name="inspections", verbose_name=_("检查人员"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", verbose_name=_("检查表"))
    number = models.CharField(_("方案文号"), max_length=60, blank=True)
    planned_on = models.DateField(_("计划检查日期"))
    subject = models.CharField(_("检查内容"), max_length=300)
    method = models.CharField(_("检查方式"), max_length=200, blank=True)
    place = models.CharField(_("检查场所"), max_length=200, blank=True)
    contact = models.CharField(_("联系人及电话"), max_length=100, blank=True)
    return_reason = models.TextField(_("退回意见"), blank=True)
    approved_at = models.DateTimeField(_("方案批准时间"), null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    plan_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # 现场检查方案
    started_at = models.DateTimeField(_("检查开始"), null=True)
    ended_at = models.DateTimeField(_("检查结束"), null=True)
    host_name = models.CharField(_("陪同人员"), max_length=60, blank=True)
    host_post = models.CharField(_("职务"), max_length=60, blank=True)
    certificates_shown = models.BooleanField(_("已出示执法证件"), default=False)
    no_photo_reason = models.CharField(_("不具备拍照条件的原因"), max_length=200, blank=True)
    summary = models.TextField(_("检查情况"), blank=True)
    record_hash = models.CharField(_("记录哈希"), max_length=64, blank=True)
    sealed_at = models.DateTimeField(_("封存时间"), null=True)
    sealed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    record_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # 现场检查记录
    shared_with = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("现场检查")
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True, sealed_by__isnull=True)
                | Q(sealed_at__isnull=False, sealed_by__isnull=False, record_hash__regex=r"^[0-9a-f]{64}$"),
                name="inspection_seal_complete",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="inspection_approval_complete",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="inspection_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "state", "planned_on", "id"], name="inspection_queue"),
            models.Index(fields=["enterprise", "-id"], name="inspection_enterprise"),
            GinIndex(fields=["shared_with"], name="inspection_shared"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.planned_on}"

    def get_absolute_url(self) -> str:
        return f"/inspections/{self.pk}/"

    @property
    def partner_ids(self) -> frozenset[int]:
        return self.assignment.partner_ids


class Answer(models.Model):
    """The present answer to one item of the checklist; each change stays in `Operation`."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    result = models.CharField(_("检查情况"), max_length=10, choices=AnswerResult, default=AnswerResult.UNCHECKED)
    note = models.TextField(_("说明"), blank=True)
    version = models.PositiveIntegerField(default=1)  # what a device saw travels with its change
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="one_answer_per_item")]


class Operation(models.Model):
    """One thing done on a device, as it arrived. The same client id and hash get the same answer again.

    What could not be applied is kept as well, with the reason in `refused`; a photo's bytes stay in `file`.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="operations")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    item = models.CharField(max_length=30, blank=True)  # row id of the checklist item
    seq = models.PositiveIntegerField(default=0)
    payload = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    device_time = models.DateTimeField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)
    receipt = models.CharField(max_length=16)
    refused = models.CharField(max_length=40, blank=True)  # kept, though not applied: "sealed", "conflict" …
    answer = models.JSONField(default=dict)  # what was told to the device, told again when it asks again
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("现场操作")
        constraints = [
            models.UniqueConstraint(fields=["client_id", "sha256"], name="operation_once"),
            models.UniqueConstraint(fields=["client_id"], condition=Q(refused=""), name="operation_applied_once"),
        ]


class Signature(models.Model):
    """A signature on the record, bound to its hash; or the refusal with reason and witnesses."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="signatures")
    role = models.CharField(_("签名身份"), max_length=20, choices=SignatureRole)
    name = models.CharField(_("姓名"), max_length=60)
    officer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(_("签名方式"), max_length=10, choices=SignatureMode)
    image = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("拒签原因"), blank=True)
    witness = models.CharField(_("见证人"), max_length=60, blank=True)
    record_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("签名")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "officer", "record_hash"], name="officer_signs_once"),
            models.UniqueConstraint(
                fields=["inspection", "record_hash"], condition=Q(role="party"), name="party_signs_once"
            ),
            models.CheckConstraint(
                condition=Q(mode="refused", image__isnull=True) & ~Q(reason="")
                | ~Q(mode="refused") & Q(image__isnull=False, reason=""),
                name="signature_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_mode_display()}"
