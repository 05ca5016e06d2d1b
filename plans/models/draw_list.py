"""What a draw froze, row by row. Triggers refuse every change, and every new row once the commitment stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.draw import Draw


class Listed(models.Model):
    """`number` counts from 1 in each list of a draw; `subject` is the id of an enterprise, a user or an expert."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="+")
    list = models.CharField(_("名单"), max_length=7)
    number = models.PositiveIntegerField(_("序号"))
    subject = models.BigIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(_("名称"), max_length=200)
    entry = models.CharField(_("名单条目"), max_length=32)  # salted; the only part of a candidate that is published

    class Meta:
        abstract = True


class DrawEntry(Listed):
    """A candidate of a frozen list, in the order of its published entry."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="entries")
    weight = models.PositiveSmallIntegerField(_("权重"))

    class Meta:
        verbose_name = _("名单条目")
        constraints = [
            models.UniqueConstraint(fields=["draw", "list", "number"], name="draw_entry_number"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="draw_entry_weight"),
        ]


class DrawExclusion(Listed):
    """Who met the conditions and was left out, with the reason (`plans.words.exclusion_word`)."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="exclusions")
    reason = models.CharField(_("原因"), max_length=20)

    class Meta:
        verbose_name = _("排除对象")
        constraints = [models.UniqueConstraint(fields=["draw", "list", "number"], name="draw_exclusion_number")]


class DrawConflict(models.Model):
    """Two numbers of frozen lists: this officer or expert does not go to that unit."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="conflicts")
    unit = models.PositiveIntegerField(_("企业名单序号"))
    list = models.CharField(_("名单"), max_length=7)
    entry = models.PositiveIntegerField(_("名单序号"))
    reason = models.CharField(_("原因"), max_length=20)

    class Meta:
        verbose_name = _("回避组合")
        constraints = [models.UniqueConstraint(fields=["draw", "unit", "list", "entry"], name="draw_conflict_once")]
