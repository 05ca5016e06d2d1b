"""Filing a case, and the reasons for ending one."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.violation import LooksUp, ViolationField
from cases.models import Finding, Inspection, Order, PenaltyCase
from cases.queries.penalty import possible_handlers
from cases.states import PartyKind
from enforcement.accounts.models import User
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField


class PeopleField(forms.ModelMultipleChoiceField):
    """Names with their units, as check boxes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"queryset": User.objects.none(), "widget": forms.CheckboxSelectMultiple} | kwargs
        super().__init__(**kwargs)

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}（{obj.unit or obj.bureau}）"


class FindingsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Finding) -> str:
        return f"{obj.description}（{obj.basis}）"


class ProposeForm(LooksUp, BaseForm):
    findings = FindingsField(
        label=_("违法行为线索"), queryset=Finding.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选择一个问题")},
    )  # fmt: skip
    violation = ViolationField(label=_("案由"))
    act_on = DayField(label=_("违法行为发生日期"), help_text=_("持续的违法行为填行为终了之日"))
    began_on = DayField(label=_("持续违法行为的开始日期"), required=False, help_text=_("一次性的违法行为不填"))
    harm = forms.BooleanField(label=_("涉及公民生命健康安全且有危害后果"), required=False)
    found_on = DayField(label=_("发现日期"))
    party_kind = forms.ChoiceField(
        label=_("当事人类别"), choices=PartyKind, widget=forms.RadioSelect, initial=PartyKind.ENTITY
    )
    party = TextField(
        label=_("当事人姓名"), required=False, max_length=200, help_text=_("当事人为个人时填写，单位按被检查单位")
    )
    party_id = TextField(label=_("身份证件号码"), required=False, max_length=20)
    party_post = TextField(label=_("职务"), required=False, max_length=60)
    party_address = TextField(label=_("住址"), required=False, max_length=200)
    party_phone = TextField(label=_("联系电话"), required=False, max_length=30)
    facts = LongTextField(label=_("立案事由"), rows=6, max_length=4000)
    handlers = PeopleField(label=_("建议的承办人"), help_text=_("两人以上，批准立案时由批准人指定"),
                           error_messages={"required": _("请选择承办人")})  # fmt: skip

    def __init__(
        self, *args: Any, inspection: Inspection, findings: list[Finding], order: Order | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.fields["findings"].queryset = Finding.objects.filter(pk__in=[one.pk for one in findings])
        self.fields["handlers"].queryset = possible_handlers(inspection.bureau_id, timezone.localdate())
        found = timezone.localdate(inspection.started_at) if inspection.started_at else timezone.localdate()
        self.offer_on(found)
        first = next((one.violation.name_zh for one in findings if one.violation), "")
        self.suggest(
            findings=[one.pk for one in findings], violation=first, act_on=found, found_on=found,
            party_kind=PartyKind.ENTITY, facts="\n".join(one.description for one in findings),
            handlers=[one.pk for one in inspection.officers.all()],
        )  # fmt: skip


class FilingForm(BaseForm):
    handlers = PeopleField(label=_("指定承办人"), help_text=_("两人以上，持有效行政执法证"),
                           error_messages={"required": _("请选择承办人")})  # fmt: skip
    opinion = LongTextField(label=_("审批意见"), rows=3, required=False, max_length=2000)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handlers"].queryset = possible_handlers(record.bureau_id, timezone.localdate())
        self.fields["handlers"].initial = [one.pk for one in record.handlers.all()]


class ReasonForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=4, max_length=2000)


class OpinionTextForm(BaseForm):
    opinion = LongTextField(label=_("审批意见"), rows=3, required=False, max_length=2000)
