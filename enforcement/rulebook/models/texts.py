"""What stands in print: the articles of the laws, the wording of the forms, and the files an edition was read from."""

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from enforcement.rulebook.citations import article_words, mark_of
from enforcement.rulebook.models.edition import Dated, Edition, Law, no_overlap
from enforcement.rulebook.states import Confidence, Evidence, Level


class Article(Dated):
    """One article of a law, in force as long as the law unless the source says otherwise.

    `text` only where the source quotes it. `number` is written as the source does: "92", "四(四)", "法制审核".
    """

    law = models.ForeignKey(Law, models.PROTECT, verbose_name=_("法律法规"), related_name="articles")
    number = models.CharField(_("条号"), max_length=60)
    position = models.PositiveIntegerField(_("序号"))
    text = models.TextField(_("原文"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("条文")
        ordering = ["law", "position", "number"]
        constraints = [no_overlap("article_no_overlap", "law", "number")]

    @property
    def citation(self) -> str:
        title = self.law.name_zh.replace("《", "〈").replace("》", "〉")
        return f"《{title}》{article_words(self.number)}"

    @property
    def mark(self) -> str:
        return mark_of(self.confidence, self.evidence, self.law.level, self.law.status)


class DocumentText(Dated):
    """One form of the bureau over one range of dates: its fixed wording, and the articles it prints.

    Which row was in force stands with every document issued (`Document.wording`).
    """

    row_id = models.CharField(_("行号"), max_length=60, db_index=True)
    code = models.CharField(_("文书代号"), max_length=30)
    version = models.CharField(_("版本"), max_length=60)
    word = models.CharField(_("文号字样"), max_length=20, blank=True)
    stage = models.CharField(_("阶段"), max_length=40)
    seal = models.CharField(_("印章"), max_length=60, blank=True)
    copies = models.PositiveSmallIntegerField(_("份数"), default=1)
    basis = models.TextField(_("印制的依据"), blank=True)
    body = models.TextField(_("固定文字"), blank=True)
    purpose = models.TextField(_("用途"), blank=True)
    fields = models.JSONField(_("栏目"), default=list, blank=True)
    sources = models.JSONField(_("来源"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("文书文本")
        ordering = ["code", "row_id"]
        constraints = [no_overlap("documenttext_no_overlap", "code")]

    @property
    def mark(self) -> str:
        """A form is never law; the mark says whether its wording was read in a printed form."""
        if self.confidence == Confidence.VERIFIED and self.evidence == Evidence.FULL_TEXT:
            return ""
        if self.confidence == Confidence.COMPOSED:
            return gettext("待核定：部分文字由本系统编写")
        return mark_of(self.confidence, self.evidence, Level.MINISTRY_RULE, "")


class SourceFile(models.Model):
    """A file as it was read, so that an edition can be made again and the next one may bring only what changed."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("版次"), related_name="files")
    name = models.CharField(_("文件名"), max_length=60)
    text = models.TextField(_("内容"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("来源文件")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("edition", "name", name="one_source_file_per_name")]

    def __str__(self) -> str:
        return self.name
