"""Benchmarks of discretion (裁量基准): editions of their own, because each bureau issues them beside the law."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.discretion import Effect
from enforcement.rulebook.citations import mark_of
from enforcement.rulebook.states import Confidence, EditionState, Evidence, Level

SLOT_LABELS = {
    "entity_first": _("单位"),
    "entity_overdue": _("单位逾期未改"),
    "persons_first": _("个人"),
    "persons_overdue": _("个人逾期未改"),
}
EFFECT_LABELS = {
    Effect.SHARE.value: _("在幅度内增减"),
    Effect.STEP.value: _("升降阶次"),
    Effect.UPPER.value: _("取幅度上部"),
    Effect.HEAVIER.value: _("从重"),
    Effect.LIGHTER.value: _("从轻"),
    Effect.MITIGATE.value: _("减轻"),
    Effect.MAY_EXEMPT.value: _("可以不予处罚"),
    Effect.EXEMPT.value: _("不予处罚"),
}
CODE = 60


class BenchmarkQuerySet(models.QuerySet["Benchmark"]):
    def visible_to(self, user: User) -> Self:
        """References, and what applies to the reader's bureaus: their own benchmarks and those from above."""
        if not user.is_authenticated or not user.may(Permission.VIEW_LAW):
            return self.none()
        above = [int(number) for number in user.bureau.path.split(".") if number]
        return self.filter(Q(bureau=None) | Q(bureau__in=[*above, *user.bureau_ids]))


class Benchmark(models.Model):
    """One edition. `series` is what its editions have in common; `bureau` none: for every bureau.

    A reference benchmark is another authority's, kept to be read; it never applies. Once published nothing changes
    but the end of validity, which a later edition of the series moves forward.
    """

    series = models.CharField(_("系列"), max_length=CODE)
    code = models.CharField(_("版次"), max_length=CODE)
    name_zh = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=300, blank=True)
    document = models.CharField(_("文号"), max_length=200, blank=True)
    issuer = models.CharField(_("制定机关"), max_length=200)
    bureau = models.ForeignKey(
        Bureau, models.PROTECT, verbose_name=_("适用机关"), null=True, blank=True, related_name="+"
    )
    reference = models.BooleanField(_("仅供参考"), default=False)
    validity = DateRangeField(_("有效期"))
    confidence = models.CharField(_("可信度"), max_length=20, choices=Confidence.choices)
    evidence = models.CharField(_("证据"), max_length=20, choices=Evidence.choices, blank=True)
    verified_in = models.TextField(_("核对出处"), blank=True)
    note = models.TextField(_("备注"), blank=True)
    start_share = models.DecimalField(_("起算位置"), max_digits=4, decimal_places=3)
    rounding = models.DecimalField(_("取整单位（元）"), max_digits=16, decimal_places=2)
    questions = models.JSONField(_("裁量事实"), default=list, blank=True)
    conflicts = models.JSONField(_("相互矛盾的事实"), default=list, blank=True)
    same_acts = models.JSONField(_("同一行为的不同案由"), default=list, blank=True)
    warnings = models.JSONField(_("导入提示"), default=list, blank=True)
    sha256 = models.CharField(_("来源文件摘要"), max_length=64)
    state = models.CharField(_("状态"), max_length=12, choices=EditionState.choices, default=EditionState.DRAFT)
    imported_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("导入人"), null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("批准或退回时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("批准或退回人"),
        null=True,
        blank=True,
        related_name="+",
    )

    discard_reason = models.TextField(_("退回理由"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BenchmarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("裁量基准")
        ordering = ["-imported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="published_benchmark_has_a_time",
                condition=Q(state=EditionState.DRAFT, approved_at=None)
                | ~Q(state=EditionState.DRAFT) & Q(approved_at__isnull=False),
            ),
            *(
                models.UniqueConstraint(
                    fields=[name], condition=~Q(state=EditionState.DISCARDED), name=f"benchmark_{name}_once"
                )
                for name in ("code", "sha256")
            ),
            models.CheckConstraint(
                name="benchmark_approved_by_a_second_person",
                condition=Q(approved_by=None) | Q(imported_by=None) | ~Q(approved_by=F("imported_by")),
            ),
            models.CheckConstraint(
                name="discarded_benchmark_has_a_reason",
                condition=Q(state=EditionState.DISCARDED) ^ Q(discard_reason=""),
            ),
            models.CheckConstraint(
                name="benchmark_starts_within_its_range", condition=Q(start_share__gte=0, start_share__lte=1)
            ),
            models.CheckConstraint(name="benchmark_rounds_to_something", condition=Q(rounding__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name_zh

    def get_absolute_url(self) -> str:
        return reverse("benchmark_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == EditionState.DRAFT

    @property
    def title(self) -> str:
        return f"《{self.name_zh}》" + (f"（{self.document}）" if self.document else "")

    @property
    def mark(self) -> str:
        """Words beside a benchmark that was not read in its source, or that is another authority's."""
        if self.reference:
            return gettext("仅供参考")
        if self.confidence == Confidence.COMPOSED:
            return gettext("待核定：本局设定")
        return mark_of(self.confidence, self.evidence, Level.LOCAL_POLICY, "")

    @property
    def effective_from(self) -> date | None:
        return self.validity.lower

    @property
    def effective_to(self) -> date | None:
        return self.validity.upper and self.validity.upper - timedelta(days=1)

    def is_in_force(self, on: date) -> bool:
        return self.state == EditionState.PUBLISHED and on in self.validity


class Scope(models.Model):
    """One violation and slot that a benchmark divides into tiers. Bureau and validity repeat the benchmark's, for the
    constraint; `in_use` once it is published, unless it is only a reference."""

    benchmark = models.ForeignKey(Benchmark, models.CASCADE, related_name="scopes")
    bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, blank=True, related_name="+")
    validity = DateRangeField(_("有效期"))
    rule_key = models.CharField(_("违法行为"), max_length=60, db_index=True)
    slot = models.CharField(_("适用情形"), max_length=20, choices=SLOT_LABELS)
    in_use = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("裁量范围")
        ordering = ["benchmark", "id"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "rule_key", "slot"], name="benchmark_scope_once"),
            ExclusionConstraint(
                name="benchmark_no_overlap",
                expressions=[
                    (Coalesce(F("bureau_id"), Value(0, models.BigIntegerField())), RangeOperators.EQUAL),
                    ("rule_key", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
                condition=Q(in_use=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_key} {self.slot}"


class BenchmarkTier(models.Model):
    """`low` and `high` are yuan; with `bases` multiples, or percents, of the product of those facts."""

    benchmark = models.ForeignKey(Benchmark, models.CASCADE, related_name="tiers")
    scope = models.ForeignKey(Scope, models.CASCADE, related_name="tiers")
    position = models.PositiveSmallIntegerField(_("序号"))
    code = models.CharField(_("阶次代号"), max_length=20)
    name = models.CharField(_("阶次"), max_length=60)
    conditions = models.CharField(_("适用条件"), max_length=500, blank=True)
    when = models.JSONField(default=list, blank=True)
    low = models.DecimalField(_("下限"), max_digits=16, decimal_places=2)
    high = models.DecimalField(_("上限"), max_digits=16, decimal_places=2)
    low_in = models.BooleanField(_("含下限"), default=True)
    high_in = models.BooleanField(_("含上限"), default=True)
    bases = models.JSONField(default=list, blank=True)
    percent = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("裁量阶次")
        ordering = ["scope", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "code"], name="benchmark_tier_once"),
            models.CheckConstraint(name="benchmark_tier_in_order", condition=Q(low__gte=0) & Q(low__lte=F("high"))),
        ]

    def __str__(self) -> str:
        return self.name


class BenchmarkFactor(models.Model):
    """Applies to the violations and slots named, or to all. `basis` is a key or row id of the rulebook."""

    benchmark = models.ForeignKey(Benchmark, models.CASCADE, related_name="factors")
    position = models.PositiveSmallIntegerField(_("序号"))
    code = models.CharField(_("因素代号"), max_length=40)
    name = models.CharField(_("因素"), max_length=200)
    effect = models.CharField(_("作用"), max_length=12, choices=EFFECT_LABELS)
    value = models.DecimalField(_("数值"), max_digits=6, decimal_places=3, default=0)
    when = models.JSONField(default=list, blank=True)
    basis = models.CharField(_("依据"), max_length=60, blank=True)
    rule_keys = models.JSONField(_("适用的违法行为"), default=list, blank=True)
    slots = models.JSONField(_("适用情形"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("裁量因素")
        ordering = ["benchmark", "position"]
        constraints = [models.UniqueConstraint(fields=["benchmark", "code"], name="benchmark_factor_once")]

    def __str__(self) -> str:
        return self.name

    def covers(self, rule_key: str, slot: str) -> bool:
        return (not self.rule_keys or rule_key in self.rule_keys) and (not self.slots or slot in self.slots)
