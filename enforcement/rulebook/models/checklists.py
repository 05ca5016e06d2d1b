from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.rulebook.models.edition import Dated, Edition, no_overlap

PARTLY = ("summary", "range", "first half")  # what a status says of an item whose wording was not read whole


class PenaltyClause(models.Model):
    """A penalty article in the words of the checklists, for the officer on site; fines are decided by `Violation`."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("版次"), related_name="penalty_clauses")
    code = models.CharField(_("代号"), max_length=30)
    law_name = models.CharField(_("法律"), max_length=120)
    article = models.CharField(_("条款"), max_length=60)
    against = models.CharField(_("处罚对象"), max_length=60, blank=True)
    acts = models.TextField(_("行为"), blank=True)
    items = models.JSONField(_("各项"), default=dict, blank=True)
    first = models.JSONField(_("首次"), default=dict, blank=True)
    overdue = models.JSONField(_("逾期"), default=dict, blank=True)
    accident = models.TextField(_("造成事故"), blank=True)
    enforced_by = models.CharField(_("执法部门"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("罚则")
        ordering = ["code"]
        constraints = [models.UniqueConstraint("edition", "code", name="one_penalty_clause_per_code")]

    def __str__(self) -> str:
        return f"{self.law_name}{self.article}"


class Checklist(Dated):
    code = models.CharField(_("代号"), max_length=30)
    version = models.CharField(_("版本"), max_length=80)
    applies_to = models.TextField(_("适用对象"), blank=True)
    source = models.TextField(_("来源"), blank=True)
    print_columns = models.JSONField(_("打印栏目"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("检查表")
        ordering = ["code"]
        constraints = [no_overlap("checklist_no_overlap", "code")]


class ChecklistItem(models.Model):
    """Valid as long as its checklist. `penalty` lists {code, item, text} of the clauses its breach may fall under."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("版次"), related_name="checklist_items")
    checklist = models.ForeignKey(Checklist, models.PROTECT, verbose_name=_("检查表"), related_name="items")
    row_id = models.CharField(_("行号"), max_length=30)
    position = models.PositiveSmallIntegerField(_("序号"))
    category = models.CharField(_("类别"), max_length=120)
    text = models.TextField(_("检查内容"))
    basis = models.JSONField(_("检查依据"), default=list)
    penalty = models.JSONField(_("处罚依据"), default=list)
    methods = models.JSONField(_("检查方法"), default=list)
    expected_evidence = models.TextField(_("证据"), blank=True)
    severity = models.CharField(_("隐患等级"), max_length=20)
    status = models.CharField(_("核对情况"), max_length=200)
    violation_key = models.CharField(_("对应违法行为"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("检查项")
        ordering = ["checklist", "position"]
        constraints = [models.UniqueConstraint("edition", "row_id", name="one_checklist_item_per_row_id")]

    def __str__(self) -> str:
        return self.text

    @property
    def basis_text(self) -> str:
        return "；".join(self.basis)

    @property
    def penalty_text(self) -> str:
        return "；".join(part["text"] for part in self.penalty)

    @property
    def mark(self) -> str:
        """Words beside an item that was not read in its source."""
        read = self.status.startswith("verified") and not any(word in self.status for word in PARTLY)
        return "" if read else str(_("待核定"))
