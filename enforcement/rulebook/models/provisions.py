"""The provisions of an edition: periods, thresholds, gates, violations, and the smaller tables beside them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from enforcement.rulebook.citations import cite
from enforcement.rulebook.models.edition import Dated, Law, Row, no_overlap
from enforcement.rulebook.states import Unit

BINDING = ("binding_where_issued",)  # words of the source for a date that a norm sets
SLOTS = ("entity_first", "entity_overdue", "persons_first", "persons_overdue")


class DayRule(Dated):
    row_id = models.CharField(_("行号"), max_length=60)
    law_text = models.CharField(_("适用法律"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("期间计算规则")
        ordering = ["row_id"]
        constraints = [no_overlap("dayrule_no_overlap", "row_id")]


class TimeLimit(Row):
    """`length` none: the law gives no number, or it was not read. Then a `Setting` or `default_when_unset` counts."""

    stage = models.CharField(_("阶段"), max_length=40)
    trigger = models.TextField(_("起算事由"))
    length = models.PositiveIntegerField(_("期限"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, choices=Unit.choices)
    counts_from = models.TextField(_("起算点"))
    extension = models.TextField(_("延长"), blank=True)
    consequence = models.TextField(_("逾期后果"), blank=True)
    default_when_unset = models.PositiveIntegerField(_("未核定时暂用值"), null=True, blank=True)
    hard = models.BooleanField(_("硬性期限"), default=True)
    backward = models.BooleanField(_("倒算"), default=False)
    yields_to_rules = models.BooleanField(_("法律明定从规章另行规定"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("时限")
        ordering = ["row_id"]
        constraints = [no_overlap("timelimit_no_overlap", "rule_key", "law")]

    @property
    def mark(self) -> str:
        return super().mark or ("" if self.length is not None else gettext("待核定"))

    @property
    def is_law(self) -> bool:
        return super().is_law and self.length is not None


class Threshold(Row):
    value = models.JSONField(_("数额或条件"))
    variant = models.CharField(_("分项"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("数额标准")
        ordering = ["row_id"]
        constraints = [no_overlap("threshold_no_overlap", "rule_key", "law", "variant")]


class Gate(Row):
    stage = models.CharField(_("阶段"), max_length=40)
    blocks = models.BooleanField(_("阻断"))

    class Meta:
        verbose_name = verbose_name_plural = _("前置条件")
        ordering = ["row_id"]
        constraints = [no_overlap("gate_no_overlap", "rule_key")]


class Violation(Row):
    """`rule_key` names the violation (案由) through time; `row_id` the wording of one law.

    The penalty article is `law` and `article`. Each slot is {min, max, mode} in yuan, or another unit
    (`percent_of_last_year_income`, bands by accident level); the number columns are filled for yuan only.
    """

    violated_law = models.ForeignKey(Law, models.PROTECT, verbose_name=_("违反的法律"), related_name="violated_in")
    violated_article = models.CharField(_("违反的条款"), max_length=120, blank=True)
    entity_first = models.JSONField(_("单位：首次"), null=True, blank=True)
    entity_overdue = models.JSONField(_("单位：逾期"), null=True, blank=True)
    persons_first = models.JSONField(_("个人：首次"), null=True, blank=True)
    persons_overdue = models.JSONField(_("个人：逾期"), null=True, blank=True)
    entity_first_min = models.PositiveBigIntegerField(_("单位首次下限"), null=True, blank=True)
    entity_first_max = models.PositiveBigIntegerField(_("单位首次上限"), null=True, blank=True)
    entity_overdue_min = models.PositiveBigIntegerField(_("单位逾期下限"), null=True, blank=True)
    entity_overdue_max = models.PositiveBigIntegerField(_("单位逾期上限"), null=True, blank=True)
    persons_first_min = models.PositiveBigIntegerField(_("个人首次下限"), null=True, blank=True)
    persons_first_max = models.PositiveBigIntegerField(_("个人首次上限"), null=True, blank=True)
    persons_overdue_min = models.PositiveBigIntegerField(_("个人逾期下限"), null=True, blank=True)
    persons_overdue_max = models.PositiveBigIntegerField(_("个人逾期上限"), null=True, blank=True)
    other_measures = models.TextField(_("其他措施"), blank=True)
    text = models.TextField(_("罚则原文摘要"), blank=True)
    authority = models.TextField(_("处罚机关"), blank=True)
    discretion_tiers = models.JSONField(_("裁量档次"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("违法行为")
        ordering = ["row_id"]
        constraints = [no_overlap("violation_no_overlap", "rule_key")] + [
            models.CheckConstraint(
                name=f"violation_{slot}_in_order",
                condition=models.Q(**{f"{slot}_min__lte": models.F(f"{slot}_max")})
                | models.Q(**{f"{slot}_max__isnull": True}),
            )
            for slot in SLOTS
        ]

    @property
    def violated_citation(self) -> str:
        return cite(self.violated_law.name_zh, self.violated_article, self.violated_law.itemised)

    @property
    def slots(self) -> dict[str, dict[str, Any] | None]:
        return {slot: getattr(self, slot) for slot in SLOTS}


class OrderType(Dated):
    row_id = models.CharField(_("行号"), max_length=60)
    nature = models.CharField(_("性质"), max_length=60)
    legal_basis = models.TextField(_("依据"))
    approval = models.TextField(_("审批"))
    max_period = models.TextField(_("最长期限"))
    follow_up = models.TextField(_("后续"))

    class Meta:
        verbose_name = verbose_name_plural = _("责令类型")
        ordering = ["row_id"]
        constraints = [no_overlap("ordertype_no_overlap", "row_id")]


class ServiceMethod(Dated):
    row_id = models.CharField(_("行号"), max_length=60)
    rule = models.TextField(_("规则"))
    served_on = models.TextField(_("送达日"))
    source = models.TextField(_("依据"))

    class Meta:
        verbose_name = verbose_name_plural = _("送达方式")
        ordering = ["row_id"]
        constraints = [no_overlap("servicemethod_no_overlap", "row_id")]


class RecurringDate(Dated):
    row_id = models.CharField(_("行号"), max_length=60)
    due = models.CharField(_("时间"), max_length=60)
    frequency = models.CharField(_("频次"), max_length=60)
    source = models.TextField(_("依据"))
    force = models.CharField(_("效力"), max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = _("定期事项")
        ordering = ["row_id"]
        constraints = [no_overlap("recurringdate_no_overlap", "row_id")]

    @property
    def mark(self) -> str:
        return super().mark or ("" if self.force in BINDING else gettext("政策文件或征求意见稿，不作依据"))


class Retention(Dated):
    row_id = models.CharField(_("行号"), max_length=60)
    period = models.TextField(_("保管期限"))
    source = models.TextField(_("依据"))

    class Meta:
        verbose_name = verbose_name_plural = _("保管期限")
        ordering = ["row_id"]
        constraints = [no_overlap("retention_no_overlap", "row_id")]
