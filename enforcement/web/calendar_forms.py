from typing import Any

from django import forms
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.rulebook.notice import Entry, NoticeRefused, read_table, read_text
from enforcement.rulebook.year import FIRST_YEAR, LAST_YEAR
from enforcement.sheets import UnreadableSheet, open_sheet
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField

SHEETS = (".xlsx", ".xls", ".csv")
MAX_FILE = 2 * 1024 * 1024


class YearField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class NoticeForm(BaseForm):
    """Gives `entries` and `text`; what cannot be read is refused with row and reason."""

    year = YearField(label=_("年份"))
    number = TextField(label=_("放假通知文号"), max_length=200, help_text=_("例如：国办发明电〔2026〕1号，与原文核对"))
    text = LongTextField(
        label=_("通知内容"), rows=10, required=False, max_length=20000,
        help_text=_("粘贴通知原文，例如：元旦：1月1日（周五）至3日（周日）放假，共3天。1月10日（周日）上班。"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("或者上传表格"), required=False,
        help_text=_("XLSX、CSV 或文本文件；表格的列为名称、类别（放假或上班）、起日、止日，可有年份列"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        text, file, year = given.get("text"), given.pop("file", None), given.get("year")
        if bool(text) == bool(file):
            self.add_error("text", _("粘贴通知原文，或者上传表格，二者选一"))
        elif year:
            try:
                given["entries"], given["text"] = read_upload(file, year) if file else (read_text(text, year), text)
            except NoticeRefused as refused:
                self.add_error("file" if file else "text", list(refused.problems))
            except UnreadableSheet as unreadable:
                self.add_error("file", str(unreadable))
        return given


def read_upload(file: Any, year: int) -> tuple[list[Entry], str]:
    """The entries, and the content as text for whoever confirms."""
    content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise UnreadableSheet(_t("文件超过 2 MB，只上传放假安排的表格"))
    if not file.name.lower().endswith(SHEETS):
        text = as_text(content)
        return read_text(text, year), text
    rows = list(open_sheet(content, file.name).rows)
    shown = "\n".join("\t".join(str(cell) for cell in cells) for _row, cells in rows)
    return read_table(rows, year), shown


def as_text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet(_t("文件不是文本，另存为 UTF-8 文本或 XLSX 后上传"))


class ClosureForm(BaseForm):
    first = DayField(label=_("自"))
    last = DayField(label=_("至"))
    name = TextField(label=_("事由"), max_length=60, help_text=_("例如：台风停工停课"))
    source = TextField(label=_("依据"), max_length=200, help_text=_("公告或者通知的文号、发布机关"))


class WorkdaysForm(BaseForm):
    days = forms.IntegerField(label=_("法定工作日数"), min_value=200, max_value=300)
    source = TextField(label=_("来源"), max_length=200)


class DiscardForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=3, max_length=500)
