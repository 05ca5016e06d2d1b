import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import Bureau, Unit, User
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField
from plans.actions.assignment import BY_HAND
from plans.models import PlanItem
from plans.queries.assignment import inspectors


class AssignmentForm(BaseForm):
    """By hand; from a plan item the origin is given and not asked."""

    origin = forms.ChoiceField(label=_("任务来源"), choices=[(one.value, one.label) for one in BY_HAND])
    subject = TextField(label=_("检查事项"), max_length=200)
    officers = forms.ModelMultipleChoiceField(
        label=_("检查人员"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("至少两名，均须持有效执法证"),
    )  # fmt: skip
    window_from = DayField(label=_("检查期间自"))
    window_to = DayField(label=_("检查期间至"))
    unit = forms.ModelChoiceField(
        label=_("承办机构"), queryset=Unit.objects.none(), required=False, empty_label=_("未指定")
    )
    over_ceiling_reason = LongTextField(
        label=_("超出年度上限的理由"), rows=3, required=False, max_length=2000,
        help_text=_("该企业本年检查次数达到上限时填写"),
    )  # fmt: skip

    def __init__(self, *args: Any, bureau: Bureau, item: PlanItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].queryset = inspectors(bureau, timezone.localdate())
        self.fields["unit"].queryset = Unit.objects.filter(bureau=bureau).order_by("name")
        if item is not None:
            del self.fields["origin"]
            start, end = planned_window(item)
            self.initial.update(subject=item.subject, unit=item.unit_id, window_from=start, window_to=end)

    def clean_officers(self) -> list[User]:
        officers = list(self.cleaned_data["officers"])
        if len(officers) < 2:
            raise forms.ValidationError(_t("每次检查不得少于两名检查人员，再选一名"))
        return officers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("window_from"), cleaned.get("window_to")
        if start and end and end < start:
            self.add_error("window_to", _t("检查期间截止日不能早于起始日 %(day)s") % {"day": start.isoformat()})
        return cleaned


def planned_window(item: PlanItem) -> tuple[dt.date, dt.date]:
    """The first planned month that is not over, else what is left of the year."""
    today, year = timezone.localdate(), item.plan.year
    for month in sorted(item.months):
        last = (dt.date(year, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        if last >= today:
            return max(today, dt.date(year, month, 1)), last
    return max(today, dt.date(year, 1, 1)), max(today, dt.date(year, 12, 31))


class CancelForm(BaseForm):
    reason = LongTextField(label=_("取消原因"), rows=4, max_length=2000)
