import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import Bureau, Unit, User
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField
from enforcement.wording import remarked
from plans.forms.plan_items import LicenceField
from plans.models import PlanItem
from plans.queries.assignment import Site, inspectors_of, superiors_of
from plans.states import Origin


class OfficersField(forms.ModelMultipleChoiceField):
    """Those of another bureau are named with it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)
        self.bureau: int | None = None

    def label_from_instance(self, officer: User) -> str:
        own = officer.bureau_id == self.bureau
        return officer.name if own else remarked(officer.name, officer.bureau)


WITH_OTHERS = ("origin_reason", "document_number", "other_departments", "approving_bureau")


class AssignmentForm(BaseForm):
    """By hand; from a plan item the origin is given and not asked. The bureaus that take part are chosen before."""

    origin = forms.ChoiceField(label=_("任务来源"))
    subject = TextField(label=_("检查事项"), max_length=200)
    licence = LicenceField(help_text=_("许可事项检查必选"))
    officers = OfficersField(label=_("检查人员"), help_text=_("至少两名，均须持有效执法证"))
    window_from = DayField(label=_("检查期间自"))
    window_to = DayField(label=_("检查期间至"))
    unit = forms.ModelChoiceField(
        label=_("承办机构"), queryset=Unit.objects.none(), required=False, empty_label=_("未指定")
    )
    origin_reason = LongTextField(
        label=_("检查理由"), rows=3, required=False, max_length=2000, help_text=_("检查其他机关监管的企业时填写")
    )
    document_number = TextField(
        label=_("批准、交办文号或举报登记编号"),
        required=False,
        max_length=60,
        help_text=_("举报投诉、上级交办和跨区域检查必填，例如 云应急〔2026〕12号"),
    )
    other_departments = TextField(
        label=_("其他参加部门"), required=False, max_length=300, help_text=_("联合检查的其他部门，用顿号分开")
    )
    approving_bureau = forms.ModelChoiceField(
        label=_("批准的上级机关"), queryset=Bureau.objects.none(), required=False, empty_label=_("无"),
        help_text=_("跨区域检查必填，为各参加机关共同的上级"),
    )  # fmt: skip
    over_ceiling_reason = LongTextField(
        label=_("超出频次上限的理由"), rows=3, required=False, max_length=2000,
        help_text=_("该企业在当日、当周、当月或当年的检查次数达到上限时填写"),
    )  # fmt: skip

    def __init__(self, *args: Any, site: Site, item: PlanItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers: Any = self.fields["officers"]
        officers.bureau = site.acting.pk
        officers.queryset = inspectors_of([site.acting, *site.partners], timezone.localdate())
        self.fields["unit"].queryset = Unit.objects.filter(bureau=site.acting).order_by("name")
        self.fields["approving_bureau"].queryset = superiors_of(site.acting)
        self.fields["origin"].choices = [(one.value, one.label) for one in site.origins]
        if item is not None or Origin.LICENSING not in site.origins:
            del self.fields["licence"]
        if item is not None:
            for name in ("origin", *WITH_OTHERS):
                del self.fields[name]
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


class PartnersForm(BaseForm):
    """Asked by GET before the task itself: whose officers can be chosen depends on it."""

    partners = forms.ModelMultipleChoiceField(
        label=_("参加机关"), queryset=Bureau.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("联合检查、跨区域检查的其他机关；不选则由本机关单独检查"),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: QuerySet[Bureau], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = offered


class CancelForm(BaseForm):
    reason = LongTextField(label=_("取消原因"), rows=4, max_length=2000)
