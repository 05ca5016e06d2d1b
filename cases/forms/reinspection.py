from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.inspection import inspectors_of
from cases.models import Order, Reinspection
from enforcement.accounts.models import User
from enforcement.web.forms import BaseForm, DayField, LongTextField, dress

RESULTS = (("yes", _("合格")), ("no", _("不合格")))


class StartForm(BaseForm):
    done_on = DayField(label=_("复查日期"))
    officers = forms.ModelMultipleChoiceField(
        label=_("复查人员"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("不少于两人，均持有效的行政执法证"),
    )  # fmt: skip

    def __init__(self, *args: Any, record: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].queryset = inspectors_of([record.bureau_id], timezone.localdate())
        self.fields["officers"].initial = record.inspection.officers.all()


class ResultsForm(BaseForm):
    """合格 or 不合格 for each open item, with what was found. Gives `results` and `opinion`."""

    opinion = LongTextField(label=_("复查意见"), rows=3, max_length=2000)

    def __init__(self, *args: Any, record: Reinspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_items = list(record.order.items.filter(passed_on__isnull=True).select_related("finding"))
        for item in self.order_items:
            choice = forms.ChoiceField(label=_("复查结果"), choices=RESULTS, widget=forms.RadioSelect)
            note = LongTextField(label=_("整改情况"), rows=2, required=False, max_length=1000)
            self.fields[f"passed_{item.pk}"], self.fields[f"note_{item.pk}"] = choice, note
            dress(choice)
            dress(note)

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"item": one, "passed": self[f"passed_{one.pk}"], "note": self[f"note_{one.pk}"]}
            for one in self.order_items
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        results = {}
        for item in self.order_items:
            passed, note = given.get(f"passed_{item.pk}"), given.get(f"note_{item.pk}", "")
            if passed == "no" and not note:
                self.add_error(f"note_{item.pk}", _("写明不合格的情况"))
            if passed:
                results[item.pk] = (passed == "yes", note)
        return {"results": results, "opinion": given.get("opinion", "")}
