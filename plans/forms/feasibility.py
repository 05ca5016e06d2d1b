from typing import Any

from django import forms
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import Unit
from enforcement.web.forms import FilterForm
from plans.forms.plan import narrow
from plans.models import Plan
from plans.queries.adjustment import plain
from plans.queries.feasibility import WhatIf, officers_by_unit
from plans.queries.plan import item_groups


class WhatIfForm(FilterForm):
    """What to try; empty is no change."""

    officers = forms.IntegerField(label=_("执法人员增减（人）"), required=False, min_value=-999, max_value=999)
    unit = forms.ModelChoiceField(
        label=_("增减人员、家次的科室"), queryset=Unit.objects.none(), required=False, empty_label=_("不指定科室")
    )
    visits = forms.IntegerField(label=_("检查家次增减"), required=False, min_value=-9999, max_value=9999)
    travel = forms.DecimalField(
        label=_("每次路途天数"), required=False, min_value=0, max_value=30, max_digits=4, decimal_places=1
    )
    reserve = forms.DecimalField(
        label=_("专项行动预留（%）"), required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["unit"].queryset = Unit.objects.filter(bureau=plan.bureau_id).order_by("name")
        for name in ("travel", "reserve"):
            held = plan.travel_days if name == "travel" else plan.reserve_percent
            self.fields[name].help_text = _("计划为 %(held)s，留空按计划") % {"held": plain(held)}
        narrow(self)

    def clean(self) -> dict[str, Any]:
        """No more is taken away than there is."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        unit = str(cleaned.get("unit") or "")
        there = self.plan.officers
        if unit:
            there = min(there, officers_by_unit(self.plan)[unit])
        if -(cleaned.get("officers") or 0) > there:
            words = {"unit": unit or _t("全局"), "there": there}
            self.add_error("officers", _t("%(unit)s现有 %(there)s 人，减少的人数不能超过 %(there)s") % words)
        visits = sum(item.visits for item in item_groups(self.plan) if not unit or item.unit == unit)
        if -(cleaned.get("visits") or 0) > visits:
            words = {"unit": unit or _t("全局"), "there": visits}
            self.add_error("visits", _t("%(unit)s计划 %(there)s 家次，减少的家次不能超过 %(there)s") % words)
        return cleaned

    def what_if(self) -> WhatIf:
        """No change where the form is not filled in, or not right."""
        if not self.is_bound or not self.is_valid():
            return WhatIf()
        held = self.cleaned_data
        return WhatIf(
            officers=held["officers"] or 0,
            unit=str(held["unit"]) if held["unit"] else "",
            visits=held["visits"] or 0,
            travel=held["travel"],
            reserve=held["reserve"],
        )
