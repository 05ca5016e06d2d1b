from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.order import ItemDraft
from cases.models import Order, OrderItem, TermUnit
from cases.queries.order import open_findings, order_types
from cases.rules.order import CORRECT_AT_ONCE
from enforcement.web.forms import BaseForm, DayField, LongTextField, dress

MAX_TERM = 365


class OrderItemsForm(BaseForm):
    """For each finding: taken or not, what to do, by when. Gives `items` and `measure`."""

    measure = LongTextField(
        label=_("现场处理措施"), rows=3, required=False, max_length=2000,
        help_text=_("现场处理措施类填写停止的范围、撤出的区域或停用的设备"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, findings: list[Any], held: dict[int, OrderItem] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.findings, self.held = findings, held or {}
        for finding in findings:
            for name, field in item_fields(finding, self.held.get(finding.pk), fresh=held is None).items():
                self.fields[f"{name}_{finding.pk}"] = field
                dress(field)

    def rows(self) -> list[dict[str, Any]]:
        """For the page: each finding with its bound fields."""
        names = ("take", "requirement", "term", "term_unit")
        return [{"finding": one} | {name: self[f"{name}_{one.pk}"] for name in names} for one in self.findings]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        items = []
        for finding in self.findings:
            if not given.get(f"take_{finding.pk}"):
                continue
            unit = TermUnit.AT_ONCE if given.get("kind") == CORRECT_AT_ONCE else given.get(f"term_unit_{finding.pk}")
            term = given.get(f"term_{finding.pk}") or 0
            requirement = given.get(f"requirement_{finding.pk}", "")
            if not requirement:
                self.add_error(f"requirement_{finding.pk}", _("请输入整改要求"))
            if unit != TermUnit.AT_ONCE and not term:
                self.add_error(f"term_{finding.pk}", _("请输入整改期限，或选择立即"))
            items.append(ItemDraft(finding, requirement, term, unit or TermUnit.AT_ONCE))
        if not items:
            self.add_error(None, _("至少选择一个问题"))
        kept = {key: given[key] for key in ("kind", "measure") if key in given}
        return kept | {"items": items}


def item_fields(finding: Any, held: OrderItem | None, *, fresh: bool) -> dict[str, forms.Field]:
    """Needed once the finding is taken into the order, so not marked as optional."""
    fields = {
        "take": forms.BooleanField(label=_("列入"), required=False, initial=fresh or held is not None),
        "requirement": LongTextField(label=_("整改要求"), rows=2, required=False, max_length=1000,
                                     initial=held.requirement if held else ""),
        "term": forms.IntegerField(label=_("期限"), required=False, min_value=1, max_value=MAX_TERM,
                                   initial=(held.term or None) if held else None),
        "term_unit": forms.ChoiceField(label=_("期限单位"), choices=TermUnit.choices, required=False,
                                       initial=held.term_unit if held else TermUnit.CALENDAR_DAY),
    }  # fmt: skip
    for field in fields.values():
        field.conditional = True
    return fields


class OrderForm(OrderItemsForm):
    kind = forms.ChoiceField(label=_("责令种类"), widget=forms.RadioSelect)
    field_order = ("kind", "measure")

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(row.row_id, f"{row.name_zh}（{row.legal_basis}）") for row in order_types(on).values()]
        self.fields["kind"].choices = kinds


def revise_form(order: Order, *args: Any) -> OrderItemsForm:
    held = {item.finding_id: item for item in order.items.select_related("finding")}
    findings = [item.finding for item in held.values()] + list(open_findings(order.inspection))
    return OrderItemsForm(*args, findings=findings, held=held, initial={"measure": order.measure})


class ApplyForm(BaseForm):
    applied_on = DayField(label=_("申请日期"), help_text=_("收到当事人书面申请的日期"))
    until = DayField(label=_("申请延长至"))
    reason = LongTextField(label=_("理由"), rows=3, max_length=500)
    file = forms.FileField(label=_("书面申请"), help_text=_("照片或 PDF，20 MB 以内"))


class ExtendForm(BaseForm):
    term = forms.IntegerField(label=_("延长期限"), min_value=1, max_value=MAX_TERM)
    term_unit = forms.ChoiceField(
        label=_("期限单位"), choices=[(one.value, one.label) for one in (TermUnit.CALENDAR_DAY, TermUnit.WORKING_DAY)]
    )
    reason = LongTextField(label=_("理由"), rows=3, max_length=500)
