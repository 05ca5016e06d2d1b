from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import DayField, LongTextField, TextField
from plans.forms.enterprise import not_later
from plans.forms.enterprise_record import RecordForm
from plans.models import Accident, Complaint, CreditEntry
from plans.states import AccidentGrade, ComplaintOutcome, CreditMark

MOST_PEOPLE = 9_999
NO_NAMES = _("不写个人姓名、电话和身份证号，投诉举报人的身份另存，不在此登记")
NO_NUMBER = _("没有文号的不填")


def people(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE)


class OccurrenceForm(RecordForm):
    office = TextField(label=_("来源机关"), max_length=100, help_text=_("作出认定、转来或者受理的机关"))
    number = TextField(label=_("文号"), max_length=60, required=False, help_text=NO_NUMBER)
    text = LongTextField(label=_("简要情况"), rows=4, max_length=2000, help_text=NO_NAMES)

    def clean_happened_on(self) -> Any:
        return not_later(self.cleaned_data["happened_on"], _("发生日期不能晚于今天"))

    def clean_known_on(self) -> Any:
        return not_later(self.cleaned_data["known_on"], _("登记日期不能晚于今天"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.in_order("happened_on", "known_on", _("登记日期不能早于发生日期"))
        self.in_order("happened_on", "valid_until", _("有效期至不能早于列入或认定日期"))
        return self.cleaned_data


class AccidentForm(OccurrenceForm):
    happened_on = DayField(label=_("事故发生日期"))
    known_on = DayField(label=_("接到报告日期"))
    grade = forms.ChoiceField(label=_("事故等级"), choices=AccidentGrade)
    deaths = people(_("死亡人数"))
    injuries = people(_("重伤人数"))

    class Meta:
        model = Accident
        fields = ("happened_on", "known_on", "grade", "deaths", "injuries", "office", "number", "text")

    field_order = Meta.fields


class ComplaintForm(OccurrenceForm):
    known_on = DayField(label=_("受理登记日期"))
    happened_on = DayField(label=_("反映事项发生日期"), required=False, help_text=_("不清楚的不填"))
    outcome = forms.ChoiceField(label=_("办理结果"), choices=ComplaintOutcome)

    class Meta:
        model = Complaint
        fields = ("known_on", "happened_on", "outcome", "office", "number", "text")

    field_order = Meta.fields


class CreditForm(OccurrenceForm):
    mark = forms.ChoiceField(label=_("信用记录种类"), choices=CreditMark)
    happened_on = DayField(label=_("列入或认定日期"))
    known_on = DayField(label=_("登记日期"))
    valid_until = DayField(label=_("有效期至"), required=False, help_text=_("没有期限的不填，移出时终止"))

    class Meta:
        model = CreditEntry
        fields = ("mark", "happened_on", "known_on", "valid_until", "office", "number", "text")

    field_order = Meta.fields
