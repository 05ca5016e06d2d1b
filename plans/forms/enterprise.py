from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.sheets import UnreadableSheet, open_sheet
from enforcement.web.forms import BaseForm, BaseModelForm, CodeField, DayField, LongTextField, TextField
from plans.models import Enterprise
from plans.rules import credit_code
from plans.rules.registration import company_name, plain, read_capital
from plans.sheets.enterprise import STANDARDISATION, Table
from plans.states import Scale

MEGABYTE = 1024 * 1024
MOST_XLSX, MOST_CSV = 60, 500  # megabytes: the one is read as a whole, the other line by line


class EnterpriseForm(BaseModelForm):
    name = TextField(label=_("企业名称"), max_length=200, min_length=2, help_text=_("营业执照上的全称"))
    credit_code = CodeField(label=_("统一社会信用代码"), help_text=_("营业执照上的 18 位代码，空格、全角和小写均可"))
    registered_on = DayField(label=_("注册日期"), required=False)
    capital = TextField(label=_("注册资金（万元）"), required=False, help_text=_("例如 1000，也可写 1000万元"))
    scope = LongTextField(label=_("经营范围"), rows=3, required=False)
    hazards = TextField(label=_("危险因素"), required=False, max_length=300, help_text=_("有多项的，用顿号分开"))
    standardisation = forms.ChoiceField(
        label=_("标准化等级"), choices=[("", "--"), *((word, word) for word in STANDARDISATION)], required=False
    )

    class Meta:
        model = Enterprise
        fields = (
            *("name", "credit_code", "sector", "status", "scale", "employees", "registered_on", "kind"),
            *("legal_person", "capital", "scope", "province", "region", "address", "industry_code"),
            *("safety_head", "phone", "hazards", "standardisation"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scale"].choices = [("", "--"), *Scale.choices]
        self.initial["hazards"] = "、".join(self.instance.hazards)

    def clean_name(self) -> str:
        return company_name(self.cleaned_data["name"])

    def clean_credit_code(self) -> str:
        code = credit_code.normalise(self.cleaned_data["credit_code"])
        if problems := credit_code.check(code):
            raise ValidationError([problem.message for problem in problems])
        return code

    def clean_registered_on(self) -> Any:
        day = self.cleaned_data["registered_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("注册日期不能晚于今天"))
        return day

    def clean_capital(self) -> Any:
        return or_error(read_capital, self.cleaned_data["capital"])

    def clean_hazards(self) -> list[str]:
        words = self.cleaned_data["hazards"].replace("，", "、").replace(",", "、").split("、")
        if any(len(word.strip()) > 30 for word in words):
            raise ValidationError(_("危险因素每项不超过 30 个字"))
        return [word.strip() for word in words if word.strip()]

    def clean_scope(self) -> str:
        return plain(self.cleaned_data["scope"])

    def _get_validation_exclusions(self) -> set[str]:
        """Who has the code already, the action says, with the name of the enterprise."""
        return super()._get_validation_exclusions() | {"credit_code"}


def or_error(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class UploadForm(BaseForm):
    table = forms.FileField(
        label=_("企业表"),
        help_text=_(
            "xlsx 不超过 60 MB（约 10 万行），更多的请另存为“CSV UTF-8”，不超过 500 MB（百万行）；"
            "只读第一个工作表，表头为全国企业登记数据的列名或模板的列名"
        ),
        widget=forms.ClearableFileInput(attrs={"data-upload": "", "accept": ".xlsx,.csv"}),
        error_messages={"empty": _("文件是空的，请选择填好的表格")},
    )

    def clean_table(self) -> tuple[str, IO[bytes]]:
        """Name and content of a table whose headings can be found; the rows are checked by the job."""
        file = self.cleaned_data["table"]
        most = MOST_XLSX if file.read(2) == b"PK" else MOST_CSV
        if file.size > most * MEGABYTE:
            words = {"most": most}
            raise ValidationError(_("文件超过 %(most)s MB，请拆成几个文件后分别上传") % words)
        file.seek(0)
        on_disk = hasattr(file, "temporary_file_path")
        try:
            source = Path(file.temporary_file_path()) if on_disk else file.read()
            Table(open_sheet(source, file.name), timezone.localdate())
        except UnreadableSheet as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
        return file.name, file
