from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.decision import Decision
from cases.models.deliberation import Deliberation
from cases.models.finding import Finding
from cases.models.investigation import Investigation
from cases.models.penalty import PenaltyCase
from cases.states import Outcome
from enforcement.accounts.models import Bureau, User
from enforcement.rulebook.models import Benchmark, Violation


class Charge(models.Model):
    """One violation of a case, weighed and decided on its own. `violation` is the row in force on `act_on`."""

    penalty = models.ForeignKey(PenaltyCase, models.PROTECT, related_name="charges")
    number = models.PositiveSmallIntegerField(_("序号"))
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="+", verbose_name=_("违法行为"))
    findings = models.ManyToManyField(Finding, related_name="charges", blank=True, verbose_name=_("违法行为线索"))
    overdue = models.BooleanField(_("责令限期改正后逾期未改正"), default=False)
    began_on = models.DateField(_("持续违法行为的开始日期"), null=True, blank=True)
    act_on = models.DateField(_("违法行为发生或终了日期"))
    harm = models.BooleanField(_("涉及公民生命健康安全且有危害后果"), default=False)
    facts = models.JSONField(_("裁量事实"), default=list, blank=True)  # {key, value, evidence: [code]} as last answered
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    dropped_reason = models.TextField(_("不再追究的理由"), blank=True)

    class Meta:
        verbose_name = _("违法行为")
        ordering = ["penalty", "number"]
        constraints = [
            models.UniqueConstraint(fields=["penalty", "number"], name="charge_number_once"),
            models.CheckConstraint(
                condition=Q(began_on__isnull=True) | Q(began_on__lte=F("act_on")), name="charge_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.violation.name_zh


class Weighing(models.Model):
    """What every stage keeps of one charge: the governing row, the tier, the amount, and how it came about."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="%(class)ss")
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="+", verbose_name=_("适用的条款"))
    outcome = models.CharField(_("处理"), max_length=12, choices=Outcome, default=Outcome.FINE)
    amount = models.DecimalField(_("罚款金额（元）"), max_digits=14, decimal_places=2, default=0)
    benchmark = models.ForeignKey(Benchmark, models.PROTECT, null=True, related_name="+", verbose_name=_("裁量基准"))
    basis = models.TextField(_("裁量依据"), blank=True)  # in words: benchmark, violation, tier, with its mark
    tier = models.CharField(_("裁量阶次"), max_length=60, blank=True)  # code of the tier in its benchmark
    low = models.DecimalField(_("阶次下限（元）"), max_digits=14, decimal_places=2, null=True)
    high = models.DecimalField(_("阶次上限（元）"), max_digits=14, decimal_places=2, null=True)
    outside_reason = models.TextField(_("超出阶次的理由"), blank=True)
    arithmetic = models.JSONField(default=list)  # lines that led to the range

    class Meta:
        abstract = True


class Assessment(Weighing):
    """A charge in one edition of the investigation report. `facts`: {key, value, evidence: [code]} of each question."""

    investigation = models.ForeignKey(Investigation, models.PROTECT, related_name="assessments")
    facts = models.JSONField(default=list)
    warnings = models.JSONField(default=list)  # of double fines, as shown
    warnings_answer = models.TextField(_("对重复处罚提示的说明"), blank=True)
    like_reason = models.TextField(_("与同类案件差异的理由"), blank=True)

    class Meta:
        verbose_name = _("裁量")
        ordering = ["charge__number"]
        constraints = [models.UniqueConstraint(fields=["investigation", "charge"], name="assessment_once")]


class AgreedCharge(models.Model):
    """What a collective deliberation agreed on for one charge; the decision may not depart from it."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="charges")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="agreed")
    outcome = models.CharField(_("处理"), max_length=12, choices=Outcome, default=Outcome.FINE)
    amount = models.DecimalField(_("罚款金额（元）"), max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("集体讨论确定的处理")
        ordering = ["charge__number"]
        constraints = [models.UniqueConstraint(fields=["deliberation", "charge"], name="agreed_charge_once")]


class DecidedCharge(Weighing):
    """A charge as decided. What like cases are found by is copied from the case on that day."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="charges")
    rule_key = models.CharField(_("违法行为代号"), max_length=60)
    slot = models.CharField(_("适用情形"), max_length=20)
    scale = models.CharField(_("企业规模"), max_length=10, blank=True)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("决定日期"))

    class Meta:
        verbose_name = _("决定的违法行为")
        ordering = ["charge__number"]
        constraints = [models.UniqueConstraint(fields=["decision", "charge"], name="decided_charge_once")]
        indexes = [models.Index(fields=["rule_key", "slot", "decided_on", "id"], name="decided_charge_like")]
