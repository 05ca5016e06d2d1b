"""What is asked in the steps from the draft to the published plan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.web.forms import BaseForm, DayField, LongTextField, OpinionChoice, TextField
from plans.models import Plan
from plans.queries.editions import is_first
from plans.queries.plan_dates import filing_clock, late_words, publication_clock
from plans.states import PlanState


class OpinionForm(BaseForm):
    opinion = LongTextField(label=_("意见"), rows=3, required=False, max_length=2000)


class DecisionForm(BaseForm):
    """The approver's page: one text for the three buttons; only agreeing needs none."""

    choice = forms.ChoiceField(label=_("审批意见"), choices=OpinionChoice.choices, widget=forms.HiddenInput)
    opinion = LongTextField(label=_("意见"), rows=3, required=False, max_length=2000,
                            help_text=_("退回修改和不同意须写明理由"))  # fmt: skip

    def clean(self) -> dict[str, Any]:
        held = super().clean() or self.cleaned_data
        if held.get("choice") not in (None, OpinionChoice.AGREE) and not held.get("opinion", "").strip():
            self.add_error("opinion", _t("写明退回修改或不同意的理由"))
        return held


class ReturnForm(BaseForm):
    reason = LongTextField(label=_("退回修改的理由"), rows=4, max_length=2000)


class RefuseForm(BaseForm):
    reason = LongTextField(label=_("不同意的理由"), rows=4, max_length=2000)


class RecallForm(BaseForm):
    reason = LongTextField(label=_("撤回的理由"), rows=3, max_length=2000)


class AdjustForm(BaseForm):
    reason = LongTextField(label=_("调整原因"), rows=4, max_length=2000)


class CorrectForm(BaseForm):
    reason = LongTextField(label=_("更正原因"), rows=4, max_length=2000)


class ApprovalForm(BaseForm):
    approval_body = TextField(label=_("批准机关"), max_length=100, help_text=_("本级人民政府的全称"))
    approval_number = TextField(label=_("政府批准文号"), max_length=60)
    approved_on = DayField(label=_("政府批准日期"))
    scan = forms.FileField(
        label=_("批准文件扫描件"), help_text=_("PDF、JPG 或 PNG，不超过 20 MB"),
        error_messages={"required": _("上传批准文件的扫描件"), "empty": _("文件是空的，请选择批准文件的扫描件")},
    )  # fmt: skip

    def clean_scan(self) -> Any:
        scan = self.cleaned_data["scan"]
        if scan and scan.size > 20 * 1024 * 1024:
            raise forms.ValidationError(_t("文件 %(name)s 超过 20 MB，请压缩后上传") % {"name": scan.name})
        return scan


class LateForm(BaseForm):
    """A reason for being late, asked only of the year's first edition."""

    late_reason = LongTextField(label=_("逾期的原因"), rows=3, required=False, max_length=2000)

    def ask_why(self, plan: Plan, late: str) -> None:
        if not late or not is_first(plan):
            del self.fields["late_reason"]
        else:
            self.fields["late_reason"].help_text = late


class FilingForm(LateForm):
    filed_with = TextField(label=_("备案机关"), max_length=100)
    filed_on = DayField(label=_("备案日期"))

    field_order = ("filed_with", "filed_on", "late_reason")

    def __init__(self, *args: Any, record: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if record.bureau.parent:
            self.fields["filed_with"].initial = record.bureau.parent.name
        late = late_words(filing_clock(record.year, record.bureau_id), timezone.localdate())
        self.ask_why(record, late)


class PublishForm(LateForm):
    def __init__(self, *args: Any, record: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        late = late_words(publication_clock(record.year, record.bureau_id), timezone.localdate())
        self.ask_why(record, late if record.state == PlanState.FILED else "")
