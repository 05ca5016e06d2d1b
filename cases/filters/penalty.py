from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from cases.queries import unfinished
from cases.states import PenaltyState
from enforcement.web.forms import FilterForm

OVERDUE = (("yes", _("已超期")), ("no", _("未超期")))


class PenaltyFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=PenaltyState, empty_label=_("全部"))
    party = django_filters.CharFilter(label=_("当事人"), method="by_party")
    enterprise = django_filters.NumberFilter(label=_("企业"), widget=forms.HiddenInput)
    handler = django_filters.CharFilter(label=_("承办人"), method="by_handler")
    overdue = django_filters.ChoiceFilter(label=_("期限"), choices=OVERDUE, empty_label=_("全部"), method="by_due")
    open = django_filters.BooleanFilter(label=_("未办结"), method="only_open", widget=forms.CheckboxInput)

    class Meta:
        model = PenaltyCase
        fields = ("state", "party", "enterprise", "handler", "overdue", "open")
        form = FilterForm

    def by_party(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.of_party(value)

    def by_handler(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(pk__in=PenaltyCase.objects.filter(handlers__name__contains=value.strip()).values("pk"))

    def by_due(self, queryset: Any, name: str, value: str) -> Any:
        late = queryset.overdue(timezone.localdate())
        return late if value == "yes" else queryset.exclude(pk__in=late.values("pk"))

    def only_open(self, queryset: Any, name: str, chosen: bool) -> Any:
        return unfinished.cases(queryset) if chosen else queryset
