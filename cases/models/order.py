from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models.finding import Finding
from cases.models.inspection import Inspection
from cases.states import OrderState, ReinspectionState
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import Document
from enforcement.wording import remarked
from enforcement.workflow import Stateful
from plans.models import Enterprise


class Order(Stateful):
    """Correction order or on-site measure; `kind` is a row of the rulebook's order types (OT-…)."""

    view_permission = Permission.VIEW_INSPECTIONS

    state = models.CharField(_("状态"), max_length=10, choices=OrderState, default=OrderState.DRAFT)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="orders")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="orders", verbose_name=_("被检查单位"))
    kind = models.CharField(_("种类"), max_length=10)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    measure = models.TextField(_("现场处理措施"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("下达时间"), null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    return_reason = models.TextField(_("退回意见"), blank=True)
    delivered_on = models.DateField(_("送达日期"), null=True)
    lifted_on = models.DateField(_("解除日期"), null=True)
    next_due = models.DateField(_("最近整改期限"), null=True, db_index=True)  # projection of the items' clocks

    class Meta:
        verbose_name = _("责令整改")
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, issued_by__isnull=True)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="order_issue_complete",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="order_approval_complete",
            ),
        ]
        indexes = [models.Index(fields=["bureau", "state", "next_due", "id"], name="order_queue")]

    def __str__(self) -> str:
        return self.number or remarked(self.enterprise, _t("未编号"))

    def get_absolute_url(self) -> str:
        return f"/orders/{self.pk}/"


class TermUnit(models.TextChoices):
    AT_ONCE = "at_once", _("立即")
    CALENDAR_DAY = "calendar_day", _("自然日")
    WORKING_DAY = "working_day", _("工作日")


class OrderItem(models.Model):
    """What must be put right, and by when: the term is kept, `due_on` is the projection of its clock."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="items")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="order_item")
    requirement = models.TextField(_("整改要求"))
    term = models.PositiveSmallIntegerField(_("期限"), default=0)
    term_unit = models.CharField(_("期限单位"), max_length=20, choices=TermUnit)
    term_from = models.DateField(_("期限起算日"), null=True)  # delivery, or the re-inspection that extended it
    due_on = models.DateField(_("整改期限"), null=True)
    passed_on = models.DateField(_("复查合格日期"), null=True)

    class Meta:
        verbose_name = _("整改事项")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(term_unit=TermUnit.AT_ONCE, term=0) | (~Q(term_unit=TermUnit.AT_ONCE) & Q(term__gt=0)),
                name="order_item_term",
            )
        ]

    def __str__(self) -> str:
        return self.requirement[:60]


class Reinspection(Stateful):
    view_permission = Permission.VIEW_INSPECTIONS

    state = models.CharField(_("状态"), max_length=10, choices=ReinspectionState, default=ReinspectionState.UNDER_WAY)
    order = models.ForeignKey(Order, models.PROTECT, related_name="reinspections")
    officers = models.ManyToManyField(User, related_name="+", verbose_name=_("复查人员"))
    done_on = models.DateField(_("复查日期"))
    opinion = models.TextField(_("复查意见"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("复查")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state=ReinspectionState.UNDER_WAY), name="one_open_reinspection"
            )
        ]

    def __str__(self) -> str:
        return _t("%(order)s 复查") % {"order": self.order}

    def get_absolute_url(self) -> str:
        return f"/reinspections/{self.pk}/"


class ReinspectionItem(models.Model):
    reinspection = models.ForeignKey(Reinspection, models.PROTECT, related_name="items")
    order_item = models.ForeignKey(OrderItem, models.PROTECT, related_name="reinspected")
    passed = models.BooleanField(_("是否合格"))
    note = models.TextField(_("整改情况"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reinspection", "order_item"], name="one_result_per_item"),
        ]
