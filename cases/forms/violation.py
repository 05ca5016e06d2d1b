"""A violation chosen by plain words: suggestions while typing, or a button that lists what is near without scripts."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.queries.finding import exactly
from enforcement.rulebook.offers import offer, offered_for, offers
from enforcement.web.forms import TextField

LONGEST = 200


class ViolationInput(forms.TextInput):
    """Radio buttons of what is near count only for the words they were listed for."""

    template_name = "components/violation_input.html"
    on: dt.date | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        on, words = self.on or timezone.localdate(), str(value or "").strip()[:LONGEST]
        row = exactly(words, on) if words else None
        near = offered_for(words, on) if words and row is None else []
        return context | {"options": offers(on), "chosen": offer(row) if row else None, "near": near, "words": words}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        typed, picked = data.get(name), data.get(f"{name}_pick")
        return picked if picked and data.get(f"{name}_asked") == (typed or "").strip() else typed


class ViolationField(TextField):
    widget = ViolationInput

    def __init__(self, **kwargs: Any) -> None:
        words = _("用平常的话输入，例如 电工没证；也可以输入名称或编号。按违法行为发生之日有效的条款选用")
        super().__init__(**{"help_text": words, "max_length": LONGEST, **kwargs})


class LooksUp(forms.Form):
    """A form with a `violation`: its 查找 button shows the form again, as typed and without complaints."""

    @property
    def looking(self) -> bool:
        return self.is_bound and "violation_look" in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if self.looking:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        return super().is_valid() and not self.looking

    def offer_on(self, on: dt.date | None) -> None:
        """The day by whose articles it is chosen; what was typed as the day of the act goes before."""
        typed = self.data.get("act_on") if self.is_bound and "act_on" in self.fields else None
        if typed:
            with suppress(ValidationError):  # said at its own field
                on = self.fields["act_on"].clean(typed)
        self.fields["violation"].widget.on = on
