from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import FilterForm
from enforcement.web.paging import COUNT_CAP
from plans.models import Enterprise
from plans.models.enterprise import MERGED, EnterpriseQuerySet, in_nearly_all_names
from plans.models.name_frequency import frequencies
from plans.rules.registration import company_name
from plans.states import EnterpriseStatus, Grade, Sector

UNGRADED = "none"
FEW, FEWEST = 1_000, 100  # how far to count a frequent word: the number says little, and costs most of the page
COUNTED = 2_500  # rows read for it, about


class EnterpriseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("名称、曾用名、信用代码或拼音首字母"), method="find", max_length=100)
    sector = django_filters.ChoiceFilter(label=_("监管行业"), choices=Sector, empty_label=_("全部"))
    grade = django_filters.ChoiceFilter(
        label=_("风险等级"), choices=[*Grade.choices, (UNGRADED, _("未分级"))], method="graded", empty_label=_("全部")
    )
    status = django_filters.ChoiceFilter(
        label=_("经营状态"),
        choices=[*EnterpriseStatus.choices, (MERGED, _("已并入"))],
        method="standing_as",
        empty_label=_("全部"),
    )

    class Meta:
        model = Enterprise
        fields = ("q", "sector", "grade", "status")
        form = FilterForm

    def find(self, queryset: EnterpriseQuerySet, name: str, value: str) -> EnterpriseQuerySet:
        return queryset.found_by(value)

    def graded(self, queryset: EnterpriseQuerySet, name: str, value: str) -> EnterpriseQuerySet:
        return queryset.filter(grade="" if value == UNGRADED else value)

    def standing_as(self, queryset: EnterpriseQuerySet, name: str, value: str) -> EnterpriseQuerySet:
        """As the list shows it: the status of today, whatever the register says of tomorrow."""
        return queryset.standing_as(value)

    @property
    def count_cap(self) -> int:
        words = company_name("".join(str(self.data.get("q", "")).split()))
        if in_nearly_all_names(words):
            return FEW
        known = frequencies() if words else None
        if known is None or not known.fills_a_page(words):
            return COUNT_CAP
        return max(FEWEST, min(FEW, int(COUNTED * known.share(words)) // FEWEST * FEWEST))

    @property
    def chosen(self) -> dict[str, Any]:
        """What is filtered by, in words: {parameter: (label, value)}."""
        words = {}
        for name, value in self.form.cleaned_data.items() if self.form.is_valid() else ():
            if value not in (None, ""):
                labels = dict(getattr(self.form.fields[name], "choices", ()))
                words[name] = (self.form.fields[name].label, str(labels.get(value, value)))
        return words
