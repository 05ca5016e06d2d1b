import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.web.forms import BaseForm, BaseModelForm, DayField, LongTextField, TextField
from enforcement.web.pick import PickField
from plans.forms.enterprise import DivisionField, HazardsField, not_later
from plans.models import CreditEntry, EnterpriseRecord, Licence, ListedHazard, SelfReport, Site
from plans.rules.initials import initials
from plans.states import LICENCE_LIVES, EnterpriseStatus, LicenceKind, LicenceState

MOST_HAZARDS = 100_000


class RecordForm(BaseModelForm):
    """The action writes; the instance stays as stored."""

    def __init__(self, *args: Any, bureau: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "region_code" in self.fields:
            self.fields["region_code"].near(bureau)

    def _post_clean(self) -> None:
        """The database keeps the rules; what people get wrong is said here and by the action."""

    def in_order(self, first: str, second: str, message: Any) -> None:
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if start and end and end < start:
            self.add_error(second, message)


class SiteForm(RecordForm):
    name = TextField(label=_("场所名称"), max_length=100, help_text=_("例如 东厂区、二号仓库"))
    address = TextField(label=_("场所地址"), max_length=300)
    region_code = DivisionField()
    hazards = HazardsField()
    opened_on = DayField(label=_("启用日期"), required=False)

    class Meta:
        model = Site
        fields = ("name", "address", "region_code", "hazards", "opened_on")

    def clean_opened_on(self) -> dt.date | None:
        return not_later(self.cleaned_data["opened_on"], _("启用日期不能晚于今天"))


class LicenceForm(RecordForm):
    kind = PickField(
        lambda: {value: str(label) for value, label in LicenceKind.choices}, initials=initials, label=_("许可种类"),
        help_text=_("输入许可名称中的几个字或拼音首字母"),
    )  # fmt: skip
    number = TextField(label=_("许可证编号"), max_length=60)
    issued_by = TextField(label=_("发证机关"), max_length=100)
    valid_from = DayField(label=_("有效期自"))
    valid_to = DayField(label=_("有效期至"), required=False, help_text=_("长期有效的不填"))
    state = forms.ChoiceField(label=_("许可状态"), choices=[(one.value, one.label) for one in LICENCE_LIVES])

    class Meta:
        model = Licence
        fields = ("kind", "number", "issued_by", "valid_from", "valid_to", "state")

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.in_order("valid_from", "valid_to", _("有效期止不能早于有效期起"))
        return self.cleaned_data


class SelfReportForm(RecordForm):
    reported_on = DayField(label=_("报告日期"))
    period_from = DayField(label=_("自查期间自"))
    period_to = DayField(label=_("自查期间至"))
    found = forms.IntegerField(label=_("查出隐患数"), min_value=0, max_value=MOST_HAZARDS)
    rectified = forms.IntegerField(label=_("已整改数"), min_value=0, max_value=MOST_HAZARDS)
    text = LongTextField(label=_("报告内容"), required=False, max_length=5000)

    class Meta:
        model = SelfReport
        fields = ("reported_on", "period_from", "period_to", "found", "rectified", "text")

    def clean_reported_on(self) -> dt.date:
        return not_later(self.cleaned_data["reported_on"], _("报告日期不能晚于今天"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.in_order("period_from", "period_to", _("自查期间截止日不能早于起始日"))
        self.in_order("period_to", "reported_on", _("报告日期不能早于自查期间截止日"))
        found, rectified = self.cleaned_data.get("found"), self.cleaned_data.get("rectified")
        if found is not None and rectified is not None and rectified > found:
            self.add_error("rectified", _t("已整改数不能多于查出的 %(found)s 项") % {"found": found})
        return self.cleaned_data


class ListedHazardForm(RecordForm):
    title = TextField(label=_("重大隐患"), max_length=200)
    listed_by = TextField(label=_("挂牌机关"), max_length=100)
    number = TextField(label=_("督办文号"), max_length=60)
    listed_on = DayField(label=_("挂牌日期"))
    due_on = DayField(label=_("治理期限"))

    class Meta:
        model = ListedHazard
        fields = ("title", "listed_by", "number", "listed_on", "due_on")

    def clean_listed_on(self) -> dt.date:
        return not_later(self.cleaned_data["listed_on"], _("挂牌日期不能晚于今天"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.in_order("listed_on", "due_on", _("治理期限不能早于挂牌日期"))
        return self.cleaned_data


class EndForm(BaseForm):
    ended_on = DayField(label=_("日期"))
    reason = LongTextField(label=_("理由"), rows=3, max_length=500)

    def __init__(self, *args: Any, record: EnterpriseRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest(ended_on=timezone.localdate())
        if isinstance(record, ListedHazard):
            self.fields["reason"].label = _("治理与验收情况")
        if isinstance(record, CreditEntry):
            self.fields["reason"].help_text = _("移出名单的写明移出的机关和文号，登记有误的写明错在何处")


class EndLicenceForm(EndForm):
    state = forms.ChoiceField(
        label=_("终止方式"), choices=[(one.value, one.label) for one in LicenceState if one not in LICENCE_LIVES]
    )
    field_order = ("state", "ended_on", "reason")


class StatusForm(BaseForm):
    status = forms.ChoiceField(label=_("变更为"), choices=EnterpriseStatus.choices)
    status_on = DayField(label=_("状态起始日"), help_text=_("自该日起不再列入或重新列入抽查和计划的范围"))
    reason = LongTextField(label=_("理由"), rows=3, max_length=500)


class MergeForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=3, max_length=500)
