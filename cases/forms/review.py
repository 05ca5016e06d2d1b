from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from cases.rules.review import POINTS
from enforcement.web.forms import BaseForm, LongTextField, TextField

RESULTS = (("yes", _("符合")), ("no", _("不符合")))


class ReviewForm(BaseForm):
    """Nine points, each with a result and a note; then the opinion. Gives `points` and `opinion`."""

    opinion = LongTextField(label=_("审核意见"), rows=4, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, point in POINTS:
            name = gettext(point)
            self.fields[f"ok_{key}"] = forms.ChoiceField(
                label=name, choices=RESULTS, widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
                error_messages={"required": _("请选择%(label)s的审核结果") % {"label": name}},
            )  # fmt: skip
            note = TextField(label=_("%(label)s：说明") % {"label": name}, required=False, max_length=500)
            note.widget.attrs["class"] = "govuk-input"
            self.fields[f"note_{key}"] = note
        self.order_fields([*(f"{part}_{key}" for key, _name in POINTS for part in ("ok", "note")), "opinion"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        points = [
            {"key": key, "ok": cleaned[f"ok_{key}"] == "yes", "note": cleaned[f"note_{key}"]} for key, _name in POINTS
        ]
        return {"points": points, "opinion": cleaned["opinion"]}
