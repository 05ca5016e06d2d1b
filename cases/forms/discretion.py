"""The questions of discretion: only facts, each with the evidence that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.discretion import fact_field
from cases.models import Charge, PenaltyCase
from cases.queries.weighing import Weighing, evidence_codes, plain
from enforcement.discretion import Kind, Question
from enforcement.errors import RuleBroken
from enforcement.rulebook.benchmark_terms import Misstated, clean
from enforcement.web.forms import BaseForm, TextField, dress

YES_NO = (("yes", _("是")), ("no", _("否")))


@dataclass(frozen=True)
class Asked:
    charge: Charge
    question: Question
    name: str
    proof: str  # name of the field for its evidence; empty where none is needed


class FactsForm(BaseForm):
    """One question a field; the answers of one charge come out by its number. None is marked 选填: the report needs
    them, only saving does not."""

    filters = True

    def __init__(self, *args: Any, case: PenaltyCase, weighings: Sequence[Weighing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(code, f"{code} {name}") for code, name in evidence_codes(case).items()]
        self.asked: list[Asked] = []
        for weighing in weighings:
            held = {one["key"]: one for one in weighing.answers}
            for question in weighing.asked:
                self.ask(weighing.charge, question, held.get(question.key, {}), codes)

    def ask(self, charge: Charge, question: Question, held: Any, codes: list[tuple[str, str]]) -> None:
        name = fact_field(charge, question.key)
        proof = f"evidence_{charge.number}_{question.key}" if question.needs_evidence else ""
        self.asked.append(Asked(charge, question, name, proof))
        self.add(name, field_of(question, held.get("value")))
        if proof:
            self.add(proof, forms.MultipleChoiceField(
                label=_("证明该事实的证据"), choices=codes, required=False, widget=forms.CheckboxSelectMultiple,
                initial=held.get("evidence") or [],
            ))  # fmt: skip

    def add(self, name: str, field: forms.Field) -> None:
        dress(field)
        self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for one in self.asked:
            if raw := cleaned.get(one.name):
                try:
                    cleaned[one.name] = plain(clean(one.question, raw))
                except Misstated as wrong:
                    self.add_error(one.name, str(wrong))
        return cleaned

    def answers(self) -> dict[int, list[dict[str, Any]]]:
        """What was answered and can be read, by the number of the charge."""
        found: dict[int, list[dict[str, Any]]] = {one.charge.number: [] for one in self.asked}
        for one in self.asked:
            value = self.cleaned_data.get(one.name)
            if value not in (None, ""):
                proof = self.cleaned_data.get(one.proof) or []
                found[one.charge.number].append({"key": one.question.key, "value": value, "evidence": proof})
        return found

    def pairs_of(self, weighing: Weighing) -> list[dict[str, Any]]:
        """For the page: each question with the field of its evidence, and in words what was answered."""
        words = {one["key"]: one["words"] for one in weighing.facts}
        return [
            {"fact": self[one.name], "evidence": self[one.proof] if one.proof else None,
             "words": words.get(one.question.key, "")}
            for one in self.asked if one.charge.pk == weighing.charge.pk
        ]  # fmt: skip

    def refuse(self, broken: RuleBroken) -> None:
        self.add_error(broken.field if broken.field in self.fields else None, str(broken.message))


def field_of(question: Question, value: Any) -> forms.Field:
    if question.kind == Kind.YES_NO:
        begun = {True: "yes", False: "no"}.get(value, value)
        return forms.ChoiceField(label=question.label, choices=YES_NO, widget=forms.RadioSelect, required=False,
                                 initial=begun)  # fmt: skip
    if question.kind == Kind.CHOICE:
        return forms.ChoiceField(label=question.label, choices=question.choices, widget=forms.RadioSelect,
                                 required=False, initial=value)  # fmt: skip
    attrs = {"class": "govuk-input input-short num", "inputmode": "decimal", "autocomplete": "off"}
    return TextField(label=question.label, required=False, initial=value, max_length=30, help_text=question.unit,
                     widget=forms.TextInput(attrs=attrs))  # fmt: skip
