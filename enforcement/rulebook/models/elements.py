"""What has to be proved of each violation, and by what. Written by the bureau, never law: every row says 待核定."""

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from enforcement.rulebook.models.edition import Edition
from enforcement.rulebook.states import ElementPart, ProofKind


class Guide(models.Model):
    """How people on site name a violation (`words`), and what to mind when it is proved. Elements share its key."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("版次"), related_name="guides")
    rule_key = models.CharField(_("规则键"), max_length=60)
    words = models.JSONField(_("口语说法"), default=list)
    note = models.TextField(_("取证提示"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("违法行为取证指引")
        ordering = ["rule_key"]
        constraints = [models.UniqueConstraint("edition", "rule_key", name="one_guide_per_rule_key")]

    def __str__(self) -> str:
        return self.rule_key

    @property
    def mark(self) -> str:
        return gettext("待核定：本局设定")


class Element(models.Model):
    """One element (要件) of a violation. `evidence` lists {kind, form}: what is normally needed, in which form."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("版次"), related_name="elements")
    rule_key = models.CharField(_("规则键"), max_length=60)
    code = models.CharField(_("要件代号"), max_length=30)
    position = models.PositiveSmallIntegerField(_("序号"))
    part = models.CharField(_("要件类别"), max_length=12, choices=ElementPart)
    text = models.TextField(_("要件"))
    overdue = models.BooleanField(_("仅在逾期未改正时"), default=False)
    evidence = models.JSONField(_("通常需要的证据"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("违法行为构成要件")
        ordering = ["rule_key", "position"]
        constraints = [models.UniqueConstraint("edition", "rule_key", "code", name="one_element_per_code")]

    def __str__(self) -> str:
        return self.text

    @property
    def mark(self) -> str:
        return gettext("待核定：本局设定")

    @property
    def forms(self) -> list[tuple[str, str]]:
        """(kind in words, form) of each piece of evidence."""
        return [(str(ProofKind(one["kind"]).label), one["form"]) for one in self.evidence]
