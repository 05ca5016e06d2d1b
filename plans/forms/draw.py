import datetime as dt
from decimal import Decimal
from typing import Any

import yaml
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.web.forms import BaseForm, BaseModelForm, DayField, LongTextField, MomentField
from plans.forms.plan import narrow
from plans.models import Draw, PlanItem
from plans.queries import draw as draws
from plans.states import Grade, Hazard, Sector

GRADES = [*Grade.choices, ("ungraded", _("未分级"))]
RULES = yaml.safe_load((settings.BASE_DIR / "fixtures" / "rulebook" / "random-draw.yaml").read_text(encoding="utf-8"))
GROUNDS = RULES["double_random"]["recusal_grounds"]
LOTTERY_BITS = Decimal(str(RULES["rfc3797"]["source_entropy"]["双色球 (6 of 33 and 1 of 16)"]))


class DrawForm(BaseModelForm):
    """The conditions. JSON parts are fields of their own; `values` gives the arguments of the action."""

    sectors = forms.MultipleChoiceField(
        label=_("行业领域"), choices=Sector, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选为全部"),
    )  # fmt: skip
    grades = forms.MultipleChoiceField(
        label=_("风险等级"), choices=GRADES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选为全部"),
    )  # fmt: skip
    hazards = forms.MultipleChoiceField(
        label=_("危险因素"), choices=Hazard, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("企业有其中之一即列入"),
    )  # fmt: skip
    window_from = DayField(label=_("检查期间自"))
    window_to = DayField(label=_("检查期间至"))
    seed_at = MomentField(label=_("种子产生时间"), help_text=_("应在今后，且不晚于检查期间起始日"))

    class Meta:
        model = Draw
        fields = (
            "title",
            "units_wanted",
            "officers_wanted",
            "window_from",
            "window_to",
            "seed_source",
            "seed_at",
            "seed_bits",
            "small_source_reason",
        )
        widgets = {"small_source_reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "seed_source": _("公开、不受控制、时间确定的来源，写明期号，例如某日某期双色球开奖号码"),
            "seed_bits": _("双色球一期为 24.1，几期合用时相加"),
            "officers_wanted": _("至少 2 名，每两名编为一组"),
        }

    field_order = ("title", "sectors", "grades", "hazards")

    def __init__(self, *args: Any, item: PlanItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self)
        conditions = self.instance.conditions
        if item is not None and not self.instance.pk:
            conditions = {"sectors": [item.sector] if item.sector else [], "grades": item.grades}
            self.initial.update(title=item.subject, units_wanted=item.visits, officers_wanted=2)
        self.initial.setdefault("seed_bits", LOTTERY_BITS)
        self.initial.setdefault("sectors", conditions.get("sectors", []))
        self.initial.setdefault("grades", conditions.get("grades", []))
        self.initial.setdefault("hazards", conditions.get("hazards", []))

    def clean_units_wanted(self) -> int:
        return self._at_least("units_wanted", 1)

    def clean_officers_wanted(self) -> int:
        return self._at_least("officers_wanted", 2)

    def _at_least(self, name: str, least: int) -> int:
        value: int = self.cleaned_data[name]
        if value < least:
            words = {"label": self.fields[name].label, "least": least}
            raise forms.ValidationError(_t("%(label)s不能少于 %(least)s") % words)
        return value

    def clean_seed_bits(self) -> Decimal:
        bits: Decimal = self.cleaned_data["seed_bits"]
        if bits <= 0:
            raise forms.ValidationError(_t("来源随机量应大于 0"))
        return bits

    def clean_seed_at(self) -> dt.datetime:
        moment: dt.datetime = self.cleaned_data["seed_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(_t("种子产生时间应在今后，先冻结名单、后产生种子"))
        return moment

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("window_from"), cleaned.get("window_to")
        if start and end and end < start:
            self.add_error("window_to", _t("检查期间截止日不能早于起始日 %(day)s") % {"day": start.isoformat()})
        return cleaned

    def _post_clean(self) -> None:
        """The action writes; the instance stays as stored."""

    def values(self) -> dict[str, Any]:
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**fields, "conditions": {name: self.cleaned_data[name] for name in ("sectors", "grades", "hazards")}}


class SeedForm(BaseForm):
    sources = LongTextField(
        label=_("种子"), rows=4, max_length=4000,
        help_text=_("每行一个来源，照公开结果录入整数，用空格或逗号分隔，例如 3 8 17 22 29 31"),
    )  # fmt: skip


class ReasonForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=4, max_length=2000)


class RecuseForm(BaseForm):
    officer = forms.TypedChoiceField(label=_("回避人员"), coerce=int, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("回避情形"), choices=[(one, one) for one in GROUNDS], widget=forms.RadioSelect)
    reason = LongTextField(label=_("具体理由"), rows=3, max_length=300)

    def __init__(self, *args: Any, record: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [
            (row["number"], f"{row['number']} {row['name']}") for row in draws.drawn_rows(record, draws.OFFICER)
        ]

    def clean_reason(self) -> str:
        return " ".join(self.cleaned_data["reason"].split())  # one line: it stands in the published proof
