from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from enforcement.documents.models import Document
from enforcement.documents.queries import documents_of
from enforcement.rulebook.states import ExcludedPeriod, Unit
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField

KINDS = [one for one in ExcludedPeriod.choices if one[0] != ExcludedPeriod.HEARING]
FILE_HINT = _("照片或 PDF，20 MB 以内")


class PauseForm(BaseForm):
    kind = forms.ChoiceField(label=_("扣除事由"), choices=KINDS, widget=forms.RadioSelect,
                             help_text=_("听证期间按听证记录自动扣除，不在此登记"))  # fmt: skip
    began_on = DayField(label=_("开始日期"))
    ended_on = DayField(label=_("结束日期"), required=False, help_text=_("尚未结束的留空，结束后再登记"))
    reason = TextField(label=_("说明"), max_length=300, help_text=_("例如：委托某某机构鉴定事故原因"))
    file = forms.FileField(
        label=_("证明文书"), required=False,
        help_text=_("委托书、鉴定意见、公告等；照片或 PDF，20 MB 以内。本案已制发的在下一项选择"),
    )  # fmt: skip
    document = forms.ModelChoiceField(label=_("本案文书"), queryset=Document.objects.none(), required=False)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents_of(record)


class EndPauseForm(BaseForm):
    ended_on = DayField(label=_("结束日期"))
    file = forms.FileField(label=_("证明文书"), required=False, help_text=FILE_HINT)


class ExtensionForm(BaseForm):
    length = forms.IntegerField(label=_("延长后的期限"), min_value=1, max_value=1000, required=False,
                                help_text=_("自原起算日起的全部期限；与延长至的日期只填一项"))  # fmt: skip
    unit = forms.ChoiceField(label=_("期限单位"), choices=[one for one in Unit.choices if one[0] != Unit.HOUR],
                             initial=Unit.CALENDAR_DAY, required=False)  # fmt: skip
    until = DayField(label=_("延长至"), required=False)
    reason = LongTextField(label=_("理由"), rows=4, max_length=2000)
    file = forms.FileField(label=_("附件"), required=False, help_text=FILE_HINT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("length") and not given.get("unit"):
            self.add_error("unit", _("请选择期限单位"))
        return given
