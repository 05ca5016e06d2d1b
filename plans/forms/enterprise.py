from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import Bureau
from enforcement.codes import industries, read_division, read_industry
from enforcement.sheets import UnreadableSheet, open_sheet
from enforcement.web.forms import BaseForm, BaseModelForm, CodeField, DayField, LongTextField, TextField
from enforcement.web.pick import PickField
from plans.models import Enterprise
from plans.queries.enterprise import divisions_near, known_divisions
from plans.rules import credit_code
from plans.rules.initials import initials
from plans.rules.registration import STANDARDISATION, company_name, facts_that_differ, plain, read_capital
from plans.sheets.enterprise import Table
from plans.states import Affiliation, Hazard, Scale, SourceLevel

MEGABYTE = 1024 * 1024
MOST_XLSX, MOST_CSV = 60, 500  # megabytes: the one is read as a whole, the other line by line


GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _("登记"),
        ("name", "credit_code", "status", "registered_on", "kind", "legal_person", "capital", "scope", "sector")
        + ("industry_code", "scale", "affiliation", "employees"),
    ),
    (
        _("安全"),
        ("safety_head", "safety_staff", "hazards", "source_level", "standardisation", "insurer", "insured_until")
        + ("emergency_plan_number", "emergency_plan_on"),
    ),
    (_("地址与联系"), ("province", "region", "region_code", "address", "phone")),
)


class DivisionField(PickField):
    """`near` before it is used: the list comes with the bureaus' own places, and suggests those around one."""

    def __init__(self) -> None:
        hint = _("输入地名中的几个字、拼音首字母或 6 位代码")
        super().__init__(
            dict, initials=initials, with_codes=True, label=_("行政区划代码"), required=False, help_text=hint
        )

    def near(self, bureau: Bureau | None) -> None:
        known = known_divisions()
        self.options, self.suggested = lambda: known, lambda: divisions_near(bureau, known)
        self.read = lambda code: read_division(code, also=known)


class HazardsField(forms.MultipleChoiceField):
    """Kept in the order of the list, so that the same ticks are the same value."""

    def __init__(self) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(choices=Hazard.choices, widget=widget, required=False, label=_("危险因素"))

    def to_python(self, value: Any) -> list[str]:
        chosen = set(super().to_python(value))
        return sorted(chosen, key=lambda one: Hazard.values.index(one) if one in Hazard.values else -1)


class EnterpriseForm(BaseModelForm):
    """To register; to amend, without the status, which changes on a day and for a reason."""

    name = TextField(label=_("企业名称"), max_length=200, min_length=2, help_text=_("营业执照上的全称"))
    credit_code = CodeField(label=_("统一社会信用代码"), help_text=_("营业执照上的 18 位代码，空格、全角和小写均可"))
    registered_on = DayField(label=_("注册日期"), required=False)
    capital = TextField(label=_("注册资金（万元）"), required=False, help_text=_("例如 1000，也可写 1000万元"))
    scope = LongTextField(label=_("经营范围"), rows=3, required=False)
    industry_code = PickField(
        industries, initials=initials, with_codes=True, read=read_industry, label=_("行业代码"), required=False,
        help_text=_("输入行业名称中的几个字、拼音首字母或代码，例如 C26 或 2614"),
    )  # fmt: skip
    region_code = DivisionField()
    hazards = HazardsField()
    insured_until = DayField(label=_("安全生产责任保险有效期至"), required=False)
    emergency_plan_on = DayField(label=_("应急预案备案日期"), required=False)
    standardisation = forms.ChoiceField(
        label=_("标准化等级"), choices=[("", "--"), *((word, _(word)) for word in STANDARDISATION)], required=False
    )

    class Meta:
        model = Enterprise
        fields = tuple(name for _heading, names in GROUPS for name in names)

    def __init__(self, *args: Any, bureau: Bureau | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("scale", Scale.choices), ("affiliation", Affiliation.choices)):
            self.fields[name].choices = [("", "--"), *choices]
        self.fields["source_level"].choices = [("", "--"), *SourceLevel.choices]
        self.fields["source_level"].help_text = _("危险因素中有重大危险源的，选择等级")
        self.fields["region_code"].near(bureau)
        if self.instance.pk:
            del self.fields["status"]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in GROUPS]

    def clean_name(self) -> str:
        return company_name(self.cleaned_data["name"])

    def clean_credit_code(self) -> str:
        code = credit_code.normalise(self.cleaned_data["credit_code"])
        if problems := credit_code.check(code):
            raise ValidationError([problem.message for problem in problems])
        return code

    def clean_registered_on(self) -> Any:
        return not_later(self.cleaned_data["registered_on"], _("注册日期不能晚于今天"))

    def clean_emergency_plan_on(self) -> Any:
        return not_later(self.cleaned_data["emergency_plan_on"], _("应急预案备案日期不能晚于今天"))

    def clean_capital(self) -> Any:
        return or_error(read_capital, self.cleaned_data["capital"])

    def clean_scope(self) -> str:
        return plain(self.cleaned_data["scope"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, message in facts_that_differ(cleaned):
            if not self.errors.get(name):
                self.add_error(name, message)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Who has the code already, the action says, with the name of the enterprise."""
        return super()._get_validation_exclusions() | {"credit_code"}


def not_later(day: Any, message: Any) -> Any:
    if day and day > timezone.localdate():
        raise ValidationError(message)
    return day


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
