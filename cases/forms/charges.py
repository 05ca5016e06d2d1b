"""What is set for each charge, as fields of a form: the outcome, the fine, the reason for leaving the tier."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions.discretion import Proposed, named
from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.weighing import label
from cases.states import Outcome
from enforcement.web.forms import LongTextField, MoneyField, dress

Begun = Mapping[str, Any]  # outcome, amount, outside_reason, like_reason


class ChargeFields:
    """Mixed into a form: `add_charges` makes the fields, `take_charges` turns them into `charges`."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    amount_label: Any = _("拟罚款金额（元）")
    may_leave_tier = False  # whether the tier may be left here, with a reason

    def add_charges(self, case: PenaltyCase, begun: Mapping[int, Begun]) -> None:
        """`begun` by the charge's number."""
        self.held = charges_of(case)
        for charge in self.held:
            for name, field in self.fields_of(charge, begun.get(charge.number, {})).items():
                dress(field)
                self.fields[named(name, charge, self.held)] = field

    def fields_of(self, charge: Charge, begun: Begun) -> dict[str, forms.Field]:
        def titled(text: Any) -> str:
            return str(text) if len(self.held) == 1 else f"{label(charge)}：{text}"

        fields: dict[str, forms.Field] = {
            "outcome": forms.ChoiceField(
                label=titled(_("处理")), choices=Outcome, required=False, widget=forms.RadioSelect,
                initial=begun.get("outcome", Outcome.FINE),
            ),
            "amount": MoneyField(
                label=titled(self.amount_label), required=False, initial=begun.get("amount"),
                help_text=_("不处罚款的不填"),
            ),
        }  # fmt: skip
        if self.may_leave_tier:
            fields |= {
                "outside_reason": LongTextField(
                    label=titled(_("超出裁量阶次的理由")), rows=2, required=False, max_length=2000,
                    initial=begun.get("outside_reason", ""),
                    help_text=_("超出阶次的必须写明，并提交集体讨论；条款规定可以处罚款而不予处罚的也必须写明"),
                ),
                "like_reason": LongTextField(
                    label=titled(_("与同类案件差异的理由")), rows=2, required=False, max_length=2000,
                    initial=begun.get("like_reason", ""),
                ),
            }  # fmt: skip
        return fields

    def names_of(self, charge: Charge) -> dict[str, str]:
        parts = ("outcome", "amount", *(("outside_reason", "like_reason") if self.may_leave_tier else ()))
        return {part: named(part, charge, self.held) for part in parts}

    def charge_names(self) -> list[str]:
        return [name for charge in self.held for name in self.names_of(charge).values()]

    def take_charges(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The fields of all charges become one list."""
        found = []
        for charge in self.held:
            names = self.names_of(charge)
            given = {part: cleaned.pop(name, None) for part, name in names.items()}
            outcome = given.pop("outcome") or Outcome.FINE
            amount = given.pop("amount")
            if outcome == Outcome.FINE and amount is None and names["amount"] not in self.errors:
                self.add_error(names["amount"], _t("请输入罚款金额"))
            if outcome != Outcome.FINE and amount:
                message = _t("选择“%(outcome)s”的，不填罚款金额") % {"outcome": Outcome(outcome).label}
                self.add_error(names["amount"], message)
            texts = {part: text or "" for part, text in given.items()}
            found.append(Proposed(charge.number, outcome, amount or Decimal(0), **texts))
        return {**cleaned, "charges": found}
