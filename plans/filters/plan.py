import django_filters
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import FilterForm
from plans.models import Plan
from plans.states import PlanState


class PlanFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label=_("年度"))
    state = django_filters.ChoiceFilter(label=_("状态"), choices=PlanState, empty_label=_("全部"))

    class Meta:
        model = Plan
        fields = ("year", "state")
        form = FilterForm
