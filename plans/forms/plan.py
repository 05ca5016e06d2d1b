from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.web.forms import BaseForm, BaseModelForm, dress, half_width
from plans.models import Plan
from plans.queries import plan as plans
from plans.words import days_word


class DaysField(forms.DecimalField):
    """Officer-days; empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "govuk-input input-short num", "inputmode": "decimal", "autocomplete": "off"}
        kwargs = {"min_value": Decimal(0), "max_digits": 7, "decimal_places": 1, "required": False} | kwargs
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Decimal:
        text = half_width(value).replace(",", "").strip() if isinstance(value, str) else value
        return super().to_python(text) or Decimal(0)


def narrow(form: forms.BaseForm) -> None:
    """Number fields as wide as a number."""
    for field in form.fields.values():
        css = field.widget.attrs.get("class", "")
        if isinstance(field, forms.IntegerField | forms.DecimalField) and "input-short" not in css:
            field.widget.attrs["class"] = f"{css} input-short"


class YearForm(BaseForm):
    year = forms.IntegerField(label=_("年度"), min_value=2015, max_value=2100, help_text=_("四位数字，例如 2027"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year + 1
        narrow(self)


class WorkdayForm(BaseModelForm):
    """Officers, workdays, then the ten and the seven items of the formula, each a field of its own."""

    class Meta:
        model = Plan
        fields = (
            "officers",
            "staff_in_post",
            "workdays",
            "workdays_source",
            "travel_days",
            "reserve_percent",
            "text",
            "measures",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "measures": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "officers": _("在岗且持有效执法证的人数"),
            "staff_in_post": _("用于计算执法人员占比"),
            "measures": _("一行一条"),
            "travel_days": _("每次检查往返路途另占的天数，计入可行性测算"),
            "reserve_percent": _("为专项行动留出的检查工作日比例，计入可行性测算"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {name: getattr(self.instance, name) for name in ("travel_days", "reserve_percent")}
        for name in self.held:
            self.fields[name].required = False
        narrow(self)
        self.other_names = self._add_items("other", plans.other_items(), self.instance.other_days)
        self.non_names = self._add_items("non", plans.non_items(), self.instance.non_days)

    def _add_items(self, prefix: str, items: list[str], days: dict[str, str]) -> list[str]:
        names = []
        for number, item in enumerate(items, start=1):
            names.append(f"{prefix}_{number}")
            self.fields[names[-1]] = DaysField(label=days_word(item), initial=days.get(item, "0"))
            dress(self.fields[names[-1]])
        return names

    @property
    def general_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("officers", "staff_in_post", "workdays", "workdays_source")]

    @property
    def reserve_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("travel_days", "reserve_percent")]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.other_names]

    @property
    def non_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.non_names]

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self["text"], self["measures"]]

    def clean_officers(self) -> int:
        officers: int = self.cleaned_data["officers"]
        if officers < 1:
            raise forms.ValidationError(_t("执法人员数至少为 1"))
        return officers

    def clean_workdays(self) -> int:
        workdays: int = self.cleaned_data["workdays"]
        if not 1 <= workdays <= 366:
            raise forms.ValidationError(_t("年法定工作日应为 1 至 366 天"))
        return workdays

    def clean_reserve_percent(self) -> Decimal:
        percent = self._kept("reserve_percent")
        if not 0 <= percent <= 100:
            raise forms.ValidationError(_t("专项行动预留应为 0 至 100"))
        return percent

    def clean_travel_days(self) -> Decimal:
        days = self._kept("travel_days")
        if days < 0:
            raise forms.ValidationError(_t("每次路途天数不能为负数"))
        return days

    def _kept(self, name: str) -> Decimal:
        """Left empty, the plan's own figure stays."""
        value: Decimal | None = self.cleaned_data[name]
        return self.held[name] if value is None else value

    def values(self) -> dict[str, Any]:
        """Arguments of `actions.plan.change_workdays`."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        other = dict(zip(plans.other_items(), (self.cleaned_data[name] for name in self.other_names), strict=True))
        non = dict(zip(plans.non_items(), (self.cleaned_data[name] for name in self.non_names), strict=True))
        return {**fields, "other_days": other, "non_days": non}
