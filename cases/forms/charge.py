"""The charges of a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.penalty import FindingsField
from cases.forms.violation import LooksUp, ViolationField
from cases.models import Charge, Finding, PenaltyCase
from cases.queries.charge import charges_of, findings_for
from enforcement.web.forms import BaseForm, DayField, LongTextField


class ChargeField(forms.ModelChoiceField):
    """The one charge that was chosen on the page of the case."""

    def label_from_instance(self, obj: Charge) -> str:
        return f"{obj.number}. {obj.violation.name_zh}"


class ChargeForm(LooksUp, BaseForm):
    violation = ViolationField(label=_("违法行为"))
    act_on = DayField(label=_("违法行为发生日期"), help_text=_("持续的违法行为填行为终了之日"))
    began_on = DayField(label=_("持续违法行为的开始日期"), required=False, help_text=_("一次性的违法行为不填"))
    findings = FindingsField(
        label=_("违法行为线索"), queryset=Finding.objects.none(), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("每个线索只能列入一个违法行为"),
    )  # fmt: skip
    overdue = forms.BooleanField(label=_("责令限期改正后逾期未改正"), required=False)
    harm = forms.BooleanField(label=_("涉及公民生命健康安全且有危害后果"), required=False)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_on(record.act_on)
        charge = self.charge_of(record)
        self.fields["findings"].queryset = findings_for(record, charge)
        if record.order_id is None:
            del self.fields["overdue"]
        if charge is None:
            self.suggest(act_on=record.act_on)
            return
        self.suggest(
            violation=charge.violation.name_zh, act_on=charge.act_on, began_on=charge.began_on,
            findings=[one.pk for one in charge.findings.all()], overdue=charge.overdue, harm=charge.harm,
        )  # fmt: skip

    def charge_of(self, record: PenaltyCase) -> Charge | None:
        return None


class OfOneCharge(BaseForm):
    """The charge comes with the address (`?charge=`); without it the first is meant."""

    by_address = ("charge",)
    charge = ChargeField(
        label=_("违法行为序号"), queryset=Charge.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def charge_of(self, record: PenaltyCase) -> Charge | None:
        held = charges_of(record)
        wanted = str(self.data.get("charge") or self.initial.get("charge") or "")
        chosen = next((one for one in held if str(one.pk) == wanted), held[0] if held else None)
        self.fields["charge"].queryset = Charge.objects.filter(pk=chosen.pk if chosen else None)
        self.initial["charge"] = chosen.pk if chosen else None
        return chosen


class AmendChargeForm(OfOneCharge, ChargeForm):
    field_order = ("charge",)


class DropChargeForm(OfOneCharge):
    reason = LongTextField(label=_("不再追究的理由"), rows=4, max_length=2000)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charge_of(record)
