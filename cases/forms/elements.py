"""The sheet elements × evidence as a form: a group of fields for each cell, begun with what is known already."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Charge, Evidence, PenaltyCase
from cases.queries.elements import Cell, papers_of, sheet, sheet_mark, suggested
from cases.queries.investigation import evidence_in_force
from enforcement.web.forms import BaseForm, LongTextField

NAMES = ("fact", "proof", "none", "reason")


class ElementsForm(BaseForm):
    """Gives `cells` and `seen`. Whoever saved first is shown to whoever comes second, who then saves once more."""

    template_name = "cases/penalty/elements_form.html"
    filters = True  # nothing is marked 选填: what is left open now is filled in later
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet(record)
        self.cells = {cell.key: cell for _charge, group in self.sheet for cell in group}
        self.mark = sheet_mark(self.sheet)
        self.initial["seen"] = self.mark
        choices = [
            *((f"e{one.pk}", f"{one}（{one.get_kind_display()}）") for one in evidence_in_force(record)),
            *((f"d{one.pk}", str(one)) for one in papers_of(record)),
        ]
        for cell in self.cells.values():
            self.add_cell(cell, choices, {} if cell.proof else suggested(record, cell))

    def add_cell(self, cell: Cell, choices: list[tuple[str, str]], known: dict[str, Any]) -> None:
        held = [*known.get("evidence", cell.evidence), *known.get("documents", cell.documents)]
        begun = [f"e{one.pk}" if isinstance(one, Evidence) else f"d{one.pk}" for one in held]
        fields = {
            "fact": LongTextField(
                label=_("事实"), rows=2, required=False, max_length=2000, initial=known.get("fact", cell.fact)
            ),
            "proof": forms.MultipleChoiceField(
                label=_("证据"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple, initial=begun,
                error_messages={"invalid_choice": _("所列证据不属于本案，或者已作废")},
            ),
            "none": forms.BooleanField(label=_("无需证明"), required=False, initial=cell.not_needed),
            "reason": LongTextField(
                label=_("无需证明的理由"), rows=1, required=False, max_length=500, initial=cell.reason
            ),
        }  # fmt: skip
        for name, field in fields.items():
            field.widget.attrs["class"] = CLASSES[name]
            self.fields[f"{name}_{cell.key}"] = field

    def groups(self) -> Iterator[tuple[Charge, list[dict[str, Any]]]]:
        """For the template: each charge with its cells and their bound fields."""
        for charge, cells in self.sheet:
            yield charge, [{"cell": cell, **{name: self[f"{name}_{cell.key}"] for name in NAMES}} for cell in cells]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for key in self.cells:
            if cleaned.get(f"none_{key}") and not cleaned.get(f"reason_{key}"):
                self.add_error(f"reason_{key}", _t("写明无需证明的理由"))
        if cleaned.get("seen") != self.mark:
            self.add_error(None, self.saved_meanwhile())
            renewed: Any = self.data.copy()
            renewed["seen"] = self.mark
            self.data = renewed
        if self.errors:
            return cleaned
        return {"seen": self.mark, "cells": [self.given(key, cleaned) for key in self.cells]}

    def given(self, key: str, cleaned: dict[str, Any]) -> dict[str, Any]:
        proofs = cleaned[f"proof_{key}"]
        return {
            "cell": key,
            "fact": cleaned[f"fact_{key}"],
            "evidence": [int(one[1:]) for one in proofs if one[0] == "e"],
            "documents": [int(one[1:]) for one in proofs if one[0] == "d"],
            "not_needed": cleaned[f"none_{key}"],
            "reason": cleaned[f"reason_{key}"],
        }

    def saved_meanwhile(self) -> str:
        saved = [cell.proof for cell in self.cells.values() if cell.proof]
        if not saved:
            return _t("页面内容已过期，核对后再次保存")
        latest = max(saved, key=lambda one: one.saved_at)
        when = timezone.localtime(latest.saved_at)
        words = {"name": latest.saved_by.name, "when": f"{when:%Y-%m-%d %H:%M}"}
        return _t("%(name)s 在 %(when)s 已保存对照表，尚未覆盖。各要件下列有已保存的内容，核对后再次保存") % words


CLASSES = {
    "fact": "govuk-textarea",
    "proof": "govuk-checkboxes__input",
    "none": "govuk-checkboxes__input",
    "reason": "govuk-textarea",
}
