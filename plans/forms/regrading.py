from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm
from enforcement.wording import remarked
from plans.models import SchemeEdition
from plans.queries.regrading import UNGRADED
from plans.states import Grade, Sector


class RegradingForm(BaseForm):
    """`editions`: those in force for units. Only what the choice says is graded again."""

    scheme = forms.ChoiceField(label=_("分级方案"), widget=forms.RadioSelect)
    sector = forms.ChoiceField(label=_("监管行业"), choices=[("", _("全部")), *Sector.choices], required=False)
    grade = forms.ChoiceField(
        label=_("现在的风险等级"),
        choices=[("", _("全部")), *Grade.choices, (UNGRADED, _("未分级"))],
        required=False,
    )

    def __init__(self, editions: Mapping[str, SchemeEdition], *args: Any, **kwargs: Any) -> None:
        self.editions = editions
        self.base_fields["scheme"].choices = [
            (code, remarked(f"{code} {one.name}", one.edition)) for code, one in editions.items()
        ]
        super().__init__(*args, **kwargs)

    def chosen(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"edition": self.editions[data["scheme"]], "sector": data["sector"], "grade": data["grade"]}
