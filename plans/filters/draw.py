import django_filters
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import FilterForm
from plans.models import Draw
from plans.states import DrawState


class DrawFilter(django_filters.FilterSet):
    title = django_filters.CharFilter(label=_("任务名称"), lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("状态"), choices=DrawState, empty_label=_("全部"))

    class Meta:
        model = Draw
        fields = ("title", "state")
        form = FilterForm
