"""Forms of the items: one page for each kind, one row of the table, a paste, a file, a filter."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import Unit
from enforcement.sheets import Sheet, UnreadableSheet, open_sheets
from enforcement.web.forms import BaseForm, BaseModelForm, DayField, FilterForm, LongTextField, TextField, half_width
from plans.forms.plan import narrow
from plans.models import Enterprise, Plan, PlanItem
from plans.queries.item_values import UNGRADED
from plans.queries.licence import licence_only
from plans.queries.plan_items import broken_rule, regions_of, units_of, usual_ceiling
from plans.rules.feasibility import MONTHS
from plans.rules.plan_table import read_months, within_rows, written_months
from plans.sheets.plan import unit_list
from plans.states import Grade, ItemKind, LicenceKind, Sector

GRADES = [*Grade.choices, (UNGRADED, _("未分级"))]
MOST_BYTES = 10 * 1024 * 1024
EFFORT = ("visits", "officers_per_visit", "days_per_visit", "ceiling", "months", "occupational_health", "unit")


class MonthsField(TextField):
    """`3、9`, `3-5`, `一季度`; empty is any month."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"label": _("计划月份"), "required": False, "max_length": 60} | kwargs
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return written_months(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        try:
            return read_months(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class LicenceField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        words = {"label": _("检查的许可"), "help_text": _("按许可监管列入的选择许可种类，其他检查不选")}
        super().__init__(choices=[("", _("不选")), *LicenceKind.choices], **{"required": False, **words, **kwargs})


class ItemForm(BaseModelForm):
    """What all kinds of items have in common."""

    months = MonthsField(help_text=_("例如 3、9 或 3-5 或 一季度，不填为全年"))
    licence = LicenceField()

    class Meta:
        model = PlanItem
        fields: tuple[str, ...] = ("subject", "licence", *EFFORT)

    field_order: tuple[str, ...] = ("subject", "licence")

    def __init__(self, *args: Any, plan: Plan, enterprise: Enterprise | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        named = enterprise or self.instance.enterprise
        if "licence" in self.fields and named and licence_only(named, plan.bureau_id):
            needed = self.fields["licence"]
            needed.required, needed.help_text = True, ""
            needed.error_messages["required"] = _("选择检查的许可")
        if "ceiling" in self.fields and not self.instance.pk:
            self.initial.setdefault("ceiling", usual_ceiling())
        unit = self.fields["unit"]
        unit.queryset = Unit.objects.filter(bureau=plan.bureau_id).order_by("name")
        unit.required, unit.empty_label = False, _("未指定")
        narrow(self)

    def clean_visits(self) -> int:
        return self._at_least("visits", 1)

    def clean_officers_per_visit(self) -> int:
        return self._at_least("officers_per_visit", 2)

    def clean_ceiling(self) -> int:
        return self._at_least("ceiling", 1)

    def clean_days_per_visit(self) -> Decimal:
        days: Decimal = self.cleaned_data["days_per_visit"]
        if days <= 0:
            raise forms.ValidationError(_t("每次天数应大于 0"))
        return days

    def _at_least(self, name: str, least: int) -> int:
        value: int = self.cleaned_data[name]
        if value < least:
            words = {"label": self.fields[name].label, "least": least}
            raise forms.ValidationError(_t("%(label)s不能少于 %(least)s") % words)
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and (broken := broken_rule(self.meant(cleaned))):
            self.add_error(broken.field if broken.field in self.fields else None, str(broken.message))
        return cleaned

    def meant(self, cleaned: dict[str, Any]) -> PlanItem:
        """The item as it would be, for the rules; never saved."""
        held = {field.attname: getattr(self.instance, field.attname) for field in PlanItem._meta.concrete_fields}
        item = PlanItem(**{**held, "plan_id": self.plan.pk})
        item.plan = self.plan
        for name, value in {**self.assumed(), **cleaned}.items():
            setattr(item, name, value)
        return item

    def assumed(self) -> dict[str, Any]:
        return {} if self.instance.pk else {"enterprise_id": 0, "kind": ItemKind.KEY}

    def _post_clean(self) -> None:
        """The action builds the row; nothing is written to an instance here."""


class RowForm(ItemForm):
    """One row of the editable table."""

    months = MonthsField()
    licence = None

    class Meta:
        model = PlanItem
        fields = ("visits", "days_per_visit", "months", "unit", "ceiling", "occupational_health")


class PoolForm(ItemForm):
    """A pool to draw from: by sector, grade and region, as a number or as a share of what there is."""

    licence = None

    grades = forms.MultipleChoiceField(
        label=_("风险等级"), choices=GRADES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选为全部"),
    )  # fmt: skip
    region = forms.ChoiceField(label=_("地区"), required=False)
    sector = forms.ChoiceField(label=_("行业领域"), choices=[("", _("全部行业领域")), *Sector.choices], required=False)

    class Meta:
        model = PlanItem
        fields = ("subject", "sector", "ratio", "frequency", *EFFORT)

    field_order: tuple[str, ...] = ("subject", "sector", "grades", "region", "visits", "ratio")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = regions_of(self.plan.bureau_id)
        if (held := self.instance.region) and held not in regions:
            regions.append(held)
        self.fields["region"].choices = [("", _("全部地区")), *((one, one) for one in regions)]
        self.fields["visits"].label, self.fields["visits"].required = _("抽取家数"), False
        self.fields["ratio"].help_text = _("与抽取家数二选一；填比例的，家数按保存时符合条件的企业计算")
        if self.instance.ratio is not None:
            self.initial["visits"] = None

    def clean_visits(self) -> int:
        if self.cleaned_data.get("visits") is None:
            return 1
        return self._at_least("visits", 1)

    def clean_frequency(self) -> int:
        return self._at_least("frequency", 1)

    def clean_ratio(self) -> Decimal | None:
        ratio: Decimal | None = self.cleaned_data["ratio"]
        if ratio is not None and not 0 < ratio <= 100:
            raise forms.ValidationError(_t("抽查比例应大于 0、不超过 100"))
        return ratio

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = half_width(str(self.data.get(self.add_prefix("visits"), ""))).strip()
        if "ratio" in cleaned and not self.errors.get("visits"):
            if cleaned["ratio"] is not None and typed:
                self.add_error("ratio", _t("抽取家数和抽查比例只填一个"))
            elif cleaned["ratio"] is None and not typed:
                self.add_error("visits", _t("请输入抽取家数或抽查比例"))
        return cleaned

    def assumed(self) -> dict[str, Any]:
        return {} if self.instance.pk else {"kind": ItemKind.GENERAL}


class CampaignFields(forms.Form):
    """Name and period of a campaign; its months follow from the period."""

    campaign = TextField(label=_("专项名称"), max_length=100)
    starts_on = DayField(label=_("专项开始日期"))
    ends_on = DayField(label=_("专项结束日期"))


class CampaignForm(CampaignFields, ItemForm):
    """A campaign at one named enterprise."""

    class Meta:
        model = PlanItem
        fields = ("subject", "licence", *(name for name in EFFORT if name != "months"),
                  "campaign", "starts_on", "ends_on")  # fmt: skip

    field_order = ("campaign", "starts_on", "ends_on", "subject", "licence")
    months = None

    def assumed(self) -> dict[str, Any]:
        return {} if self.instance.pk else {"enterprise_id": 0, "kind": ItemKind.CAMPAIGN}


class CampaignPoolForm(CampaignFields, PoolForm):
    class Meta:
        model = PlanItem
        fields = ("subject", "sector", "ratio", "frequency", *(one for one in EFFORT if one != "months"),
                  "campaign", "starts_on", "ends_on")  # fmt: skip

    field_order = ("campaign", "starts_on", "ends_on", "subject", "sector", "grades", "region", "visits", "ratio")
    months = None

    def assumed(self) -> dict[str, Any]:
        return {} if self.instance.pk else {"kind": ItemKind.CAMPAIGN}


def form_for(kind: str, *, named: bool) -> type[ItemForm]:
    if kind == ItemKind.CAMPAIGN:
        return CampaignForm if named else CampaignPoolForm
    return ItemForm if named else PoolForm


class ManyForm(ItemForm):
    """The same effort for every enterprise ticked."""

    class Meta:
        model = PlanItem
        fields = ("subject", "licence", *EFFORT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("subject", str(ItemKind.KEY.label))
        self.initial.pop("ceiling", None)
        self.fields["ceiling"].required, self.fields["ceiling"].initial = False, None
        self.fields["ceiling"].help_text = _("不填的，各家按本局采用的检查频次表")

    def clean_ceiling(self) -> int | None:
        return self._at_least("ceiling", 1) if self.cleaned_data["ceiling"] is not None else None

    def meant(self, cleaned: dict[str, Any]) -> PlanItem:
        """Without a ceiling each enterprise has its own; the action holds the visits against it."""
        ceiling = cleaned.get("ceiling")
        return super().meant({**cleaned, "ceiling": cleaned.get("visits") if ceiling is None else ceiling})


def month_choices() -> list[tuple[Any, str]]:
    """Called for each form, so that the names are in the reader's language."""
    return [("", _t("全部")), *((month, _t("%(month)s 月") % {"month": month}) for month in MONTHS)]


class ItemFilter(FilterForm):
    kind = forms.ChoiceField(label=_("检查类别"), choices=[("", _("全部")), *ItemKind.choices], required=False)
    unit = forms.TypedChoiceField(label=_("承办机构"), coerce=int, empty_value=None, required=False)
    month = forms.TypedChoiceField(
        label=_("计划月份"), coerce=int, empty_value=None, required=False,
        choices=month_choices,
    )  # fmt: skip
    region = forms.CharField(label=_("地区"), required=False, max_length=60)
    q = forms.CharField(label=_("名称、信用代码或检查事项"), required=False, max_length=100)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("全部")), (0, _("未指定")), *units_of(plan)]

    def chosen(self) -> dict[str, Any]:
        """Nothing where a value makes no sense: the list is then whole."""
        return self.cleaned_data if self.is_valid() else {}

    def in_words(self) -> list[tuple[Any, Any]]:
        """What is filtered by, for paper."""
        found = []
        for name, value in self.chosen().items():
            if value not in (None, ""):
                labels = dict(getattr(self.fields[name], "choices", ()))
                found.append((self.fields[name].label, labels.get(value, value)))
        return found


class PasteForm(BaseForm):
    text = LongTextField(
        label=_("表格内容"), rows=12, max_length=2_000_000, strip=False,
        help_text=_(
            "在 Excel 或 WPS 中选中若干行复制后粘贴；没有表头的，各列依次为："
            "单位名称或信用代码、计划次数、计划月份、承办机构、每次天数、每户年度上限"
        ),
    )  # fmt: skip

    def clean_text(self) -> str:
        """Lines are counted before one of them is looked up."""
        text: str = self.cleaned_data["text"]
        try:
            within_rows(text.splitlines())
        except ValueError as too_long:
            raise ValidationError(str(too_long)) from too_long
        return text


class TableForm(BaseForm):
    """Any table people have: rows come out as they stand in the file."""

    table = forms.FileField(
        label=_("计划表"),
        help_text=_("xlsx 或 csv 文件，不超过 10 MB，读取第一张工作表"),
        widget=forms.ClearableFileInput(attrs={"data-upload": "", "accept": ".xlsx,.csv"}),
        error_messages={"empty": _("文件是空的，请选择填好的表格")},
    )

    def clean_table(self) -> Any:
        file = self.cleaned_data["table"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("文件超过 10 MB，请拆成几个文件后分别上传"))
        try:
            sheet = self.chosen(open_sheets(file.read(), file.name))
            return sheet, within_rows(sheet.rows)
        except (UnreadableSheet, ValueError) as refused:
            raise ValidationError(str(refused)) from refused

    def chosen(self, sheets: Iterator[Sheet]) -> Sheet:
        return next(sheets)


class UnitListForm(TableForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].help_text = _(
            "xlsx 或 csv 文件，不超过 10 MB，读取列名相符的工作表，例如导出的“检查单位名单”"
        )

    def chosen(self, sheets: Iterator[Sheet]) -> Sheet:
        return unit_list(sheets)
