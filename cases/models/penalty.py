from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.finding import Finding
from cases.models.inspection import Inspection
from cases.states import PartyKind, PenaltyState, StatementKind
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import Document
from enforcement.rulebook.models import Violation
from enforcement.workflow import Stateful
from plans.models import Enterprise


class PenaltyCase(Stateful):
    """A penalty case of the ordinary procedure. `violation` is the row in force on the day of the act."""

    view_permission = Permission.VIEW_CASES

    state = models.CharField(_("状态"), max_length=20, choices=PenaltyState, default=PenaltyState.PROPOSED)
    number = models.CharField(_("案号"), max_length=60, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="penalties")
    party_kind = models.CharField(_("当事人类别"), max_length=10, choices=PartyKind, default=PartyKind.ENTITY)
    party = models.CharField(_("当事人"), max_length=200)
    party_id = models.CharField(_("证件号码"), max_length=20, blank=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="penalties")
    findings = models.ManyToManyField(Finding, related_name="penalties", verbose_name=_("违法行为线索"))
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="+", verbose_name=_("案由"))
    overdue = models.BooleanField(_("责令限期改正后逾期未改正"), default=False)
    act_on = models.DateField(_("违法行为发生日期"))
    found_on = models.DateField(_("发现日期"))
    facts = models.TextField(_("立案事由"))
    handlers = models.ManyToManyField(User, related_name="handled_cases", verbose_name=_("承办人"))
    filed_on = models.DateField(_("立案日期"), null=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("结案日期"), null=True)
    next_due = models.DateField(_("最近办案期限"), null=True, db_index=True)  # projection of the running clocks

    class Meta:
        verbose_name = _("行政处罚案件")
        constraints = [
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True, filed_by__isnull=True)
                | Q(filed_on__isnull=False, filed_by__isnull=False),
                name="penalty_filing_complete",
            ),
            models.UniqueConstraint(fields=["bureau", "number"], condition=~Q(number=""), name="penalty_number_once"),
        ]
        indexes = [models.Index(fields=["bureau", "state", "next_due", "id"], name="penalty_queue")]

    def __str__(self) -> str:
        return self.number or f"{self.party}（{_('预立案')}）"

    def get_absolute_url(self) -> str:
        return f"/penalties/{self.pk}/"


class Investigation(models.Model):
    """The investigation report; a returned one stays and a further edition follows."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="investigations")
    edition = models.PositiveSmallIntegerField(default=1)
    facts = models.TextField(_("违法事实"))
    evidence_text = models.TextField(_("证据及证明内容"))
    circumstances = models.TextField(_("从轻、减轻或从重情节"), blank=True)
    amount = models.DecimalField(_("拟罚款金额（元）"), max_digits=14, decimal_places=2)
    reasons = models.TextField(_("裁量理由"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["penalty", "edition"], name="investigation_edition")]


class Notice(models.Model):
    """Prior notice: content, facts, reasons, basis and the rights of the party."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="notices")
    amount = models.DecimalField(_("拟罚款金额（元）"), max_digits=14, decimal_places=2)
    hearing_right = models.BooleanField(_("告知听证权利"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    issued_on = models.DateField(_("告知日期"))
    delivered_on = models.DateField(_("送达日期"), null=True)


class Statement(models.Model):
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="statement")
    kind = models.CharField(_("意见情况"), max_length=10, choices=StatementKind)
    heard_on = models.DateField(_("记录日期"))
    text = models.TextField(_("陈述申辩内容"), blank=True)
    accepted = models.BooleanField(_("是否采纳"), default=False)
    reply = models.TextField(_("复核意见"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")


class Hearing(models.Model):
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="hearing")
    requested_on = models.DateField(_("申请日期"))
    held_on = models.DateField(_("听证日期"), null=True)
    host = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("主持人"))
    record = models.TextField(_("听证笔录"), blank=True)
    conclusion = models.TextField(_("听证意见"), blank=True)


class LegalReview(models.Model):
    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="legal_reviews")
    passed = models.BooleanField(_("审核通过"))
    points = models.JSONField(default=list)  # one per point of review: {key, ok, note}
    opinion = models.TextField(_("审核意见"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")


class Deliberation(models.Model):
    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="deliberations")
    held_on = models.DateField(_("讨论日期"))
    host = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("主持人"))
    attendees = models.CharField(_("出席人员"), max_length=300)
    record = models.TextField(_("讨论记录"))
    conclusion = models.TextField(_("结论性意见"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")


class Decision(models.Model):
    penalty = models.OneToOneField(PenaltyCase, models.PROTECT, related_name="decision")
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="+")  # the governing row
    amount = models.DecimalField(_("罚款金额（元）"), max_digits=14, decimal_places=2)
    facts = models.TextField(_("违法事实和证据"))
    reasons = models.TextField(_("裁量依据和理由"))
    arithmetic = models.JSONField(default=list)  # rows and lines that led to the range
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("决定日期"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    delivered_on = models.DateField(_("送达日期"), null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="decision_amount_not_negative")]


class Payment(models.Model):
    """Money received by the bank named in the decision; officers record the receipt, they never collect."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("缴款金额（元）"), max_digits=14, decimal_places=2)
    paid_on = models.DateField(_("缴款日期"))
    receipt = models.CharField(_("缴款凭证号"), max_length=60)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(fields=["receipt"], name="payment_receipt_once"),
        ]


class Volume(models.Model):
    """The archived file: catalogue in the order of the rule, retention, who took it in."""

    penalty = models.OneToOneField(PenaltyCase, models.PROTECT, related_name="volume")
    number = models.CharField(_("档号"), max_length=60, unique=True)
    catalogue = models.JSONField()  # {no, title, number, date, page, sha256}
    retention = models.CharField(_("保管期限"), max_length=60)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    archived_on = models.DateField(_("归档日期"))
    archived_by = models.ForeignKey(User, models.PROTECT, related_name="+")
