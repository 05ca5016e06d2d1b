import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Inspection
from cases.queries import unfinished
from cases.states import InspectionState
from enforcement.web.forms import DayInput, FilterForm
from plans.models import Enterprise


class InspectionFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(label=_("企业名称或方案文号"), method="find")
    state = django_filters.ChoiceFilter(label=_("状态"), choices=InspectionState, empty_label=_("全部"))
    since = django_filters.DateFilter(
        label=_("计划日期自"), field_name="planned_on", lookup_expr="gte", widget=DayInput
    )
    until = django_filters.DateFilter(
        label=_("计划日期至"), field_name="planned_on", lookup_expr="lte", widget=DayInput
    )
    mine = django_filters.BooleanFilter(label=_("我负责"), method="only_mine", widget=forms.CheckboxInput)
    open = django_filters.BooleanFilter(label=_("未办结"), method="only_open", widget=forms.CheckboxInput)
    enterprise = django_filters.NumberFilter(widget=forms.HiddenInput)  # from the enterprise's page

    class Meta:
        model = Inspection
        fields = ("words", "state", "since", "until", "mine", "open")
        form = FilterForm

    def find(self, queryset: QuerySet[Inspection], name: str, words: str) -> QuerySet[Inspection]:
        named = Enterprise.objects.named_like(words).values("pk")
        return queryset.filter(Q(number__contains=words.strip()) | Q(enterprise__in=named))

    def only_mine(self, queryset: QuerySet[Inspection], name: str, chosen: bool) -> QuerySet[Inspection]:
        return queryset.filter(officers=self.request.user) if chosen else queryset

    def only_open(self, queryset: QuerySet[Inspection], name: str, chosen: bool) -> QuerySet[Inspection]:
        return unfinished.inspections(queryset) if chosen else queryset
