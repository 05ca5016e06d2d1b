"""Editions of the rulebook and what every dated row has in common."""

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from enforcement.rulebook.citations import cite, mark_of
from enforcement.rulebook.states import Confidence, EditionState, Evidence, Level


def no_overlap(name: str, *fields: str) -> ExclusionConstraint:
    """Two rows that agree in the edition and in `fields` may not be in force on the same day.

    Rows of one rule_key from different laws may be (selection rule of the source), so there the law, and for
    thresholds of one law the variant, are among the fields.
    """
    pairs = [(field, RangeOperators.EQUAL) for field in ("edition", *fields)]
    return ExclusionConstraint(name=name, expressions=[*pairs, ("validity", RangeOperators.OVERLAPS)])


class Edition(models.Model):
    """One load of the source files. A draft is published or discarded; then neither it nor its rows change (trigger).

    It belongs to the whole installation, not to a bureau. `version` travels with the forms of its acts.
    """

    code = models.CharField(_("版次"), max_length=60, unique=True)
    sha256 = models.CharField(_("来源文件摘要"), max_length=64, unique=True)
    as_of = models.DateField(_("资料截止日"))
    state = models.CharField(_("状态"), max_length=12, choices=EditionState.choices, default=EditionState.DRAFT)
    selection_rule = models.TextField(_("选用规则"), blank=True)
    open_questions = models.JSONField(_("待查问题"), default=list, blank=True)
    imported_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("导入人"), null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("发布人"), null=True, blank=True, related_name="+"
    )
    discarded_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("作废人"), null=True, blank=True, related_name="+"
    )
    discard_reason = models.TextField(_("作废理由"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("规则库版次")
        constraints = [
            models.CheckConstraint(
                name="published_edition_has_a_time",
                condition=~Q(state=EditionState.PUBLISHED) & Q(published_at=None)
                | Q(state=EditionState.PUBLISHED, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="discarded_edition_by_whom_and_why",
                condition=Q(state=EditionState.DISCARDED, discarded_at__isnull=False, discarded_by__isnull=False)
                & ~Q(discard_reason="")
                | ~Q(state=EditionState.DISCARDED)
                & Q(discarded_at__isnull=True, discarded_by__isnull=True, discard_reason=""),
            ),
            models.CheckConstraint(
                name="edition_is_published_by_a_second_person",
                condition=Q(published_by=None) | Q(imported_by=None) | ~Q(published_by=models.F("imported_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("law_edition", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == EditionState.DRAFT


class RowQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """Rows of the newest published edition."""
        newest = Edition.objects.filter(state=EditionState.PUBLISHED).order_by("-published_at", "-id").values("id")[:1]
        return self.filter(edition_id__in=newest)

    def in_force(self, on: date) -> Self:
        return self.filter(validity__contains=on)

    def search(self, words: str) -> Self:
        """Every word somewhere in the name (either language), the article or the name of the law."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name_zh__icontains=word)
                | Q(name_en__icontains=word)
                | Q(row_id__iexact=word)
                | Q(article__startswith=word)
                | Q(law__name_zh__icontains=word)
            )
        return found


class Dated(models.Model):
    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("版次"), related_name="%(class)ss")
    validity = DateRangeField(_("有效期"))
    confidence = models.CharField(_("可信度"), max_length=20, choices=Confidence.choices)
    evidence = models.CharField(_("证据"), max_length=20, choices=Evidence.choices, blank=True)
    verified_in = models.TextField(_("核对出处"), blank=True)
    name_zh = models.CharField(_("名称"), max_length=300)
    name_en = models.CharField(_("英文名称"), max_length=400, blank=True)
    note = models.TextField(_("备注"), blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_zh

    @property
    def effective_from(self) -> date | None:
        return self.validity.lower

    @property
    def effective_to(self) -> date | None:
        """Last day in force; none while it is still in force as far as known."""
        return self.validity.upper and self.validity.upper - timedelta(days=1)

    @property
    def mark(self) -> str:
        """Empty for what was read; otherwise the words to show beside the row."""
        return mark_of(self.confidence, self.evidence, Level.STATUTE, "")

    def is_in_force(self, on: date) -> bool:
        lower, upper = self.validity.lower, self.validity.upper
        return (lower is None or lower <= on) and (upper is None or on < upper)


class Law(Dated):
    key = models.CharField(_("代号"), max_length=30)
    document = models.TextField(_("文号"), blank=True)
    status = models.CharField(_("状态"), max_length=60)
    level = models.PositiveSmallIntegerField(_("效力层级"), choices=Level.choices)
    articles_read = models.CharField(_("已读条文"), max_length=40, blank=True)
    day_rule = models.CharField(_("期间计算规则"), max_length=20, blank=True)
    rolls_forward = models.BooleanField(_("期限最后一日为休息日时顺延"), default=False)
    # Articles whose bracketed number is an item (项), not a paragraph (款); the source writes both alike.
    itemised = models.JSONField(_("括号内为项的条"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("法律法规")
        ordering = ["level", "key"]
        constraints = [no_overlap("law_no_overlap", "key")]

    @property
    def mark(self) -> str:
        return mark_of(self.confidence, self.evidence, self.level, self.status)


class Row(Dated):
    """A provision: what stands in one article of one law over one range of dates."""

    row_id = models.CharField(_("行号"), max_length=60, db_index=True)
    rule_key = models.CharField(_("规则键"), max_length=60, db_index=True)
    law = models.ForeignKey(Law, models.PROTECT, verbose_name=_("法律法规"), related_name="%(class)ss")
    article = models.CharField(_("条款"), max_length=120, blank=True)

    # Set by queries on the copy they hand out, never stored.
    lapsed_on: date | None = None
    set_by_bureau = False

    class Meta:
        abstract = True

    @property
    def law_key(self) -> str:
        return self.law.key

    @property
    def citation(self) -> str:
        return cite(self.law.name_zh, self.article, self.law.itemised)

    @property
    def mark(self) -> str:
        """Empty for law that was read; otherwise the words to show beside the row."""
        if self.lapsed_on:
            return gettext("待核定：原规定 %(day)s 后不再有效") % {"day": self.lapsed_on}
        if self.set_by_bureau:
            return gettext("待核定：本局设定")
        return mark_of(self.confidence, self.evidence, self.law.level, self.law.status)

    @property
    def is_law(self) -> bool:
        binding = self.law.level <= Level.MINISTRY_RULE and self.law.status != "local_example"
        return self.confidence == Confidence.VERIFIED and binding and not self.lapsed_on and not self.set_by_bureau
