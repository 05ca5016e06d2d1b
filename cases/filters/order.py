import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Order
from cases.queries import unfinished
from cases.states import OrderState
from enforcement.web.forms import FilterForm
from plans.models import Enterprise


class OrderFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(label=_("企业名称或文号"), method="find")
    state = django_filters.ChoiceFilter(label=_("状态"), choices=OrderState, empty_label=_("全部"))
    overdue = django_filters.BooleanFilter(label=_("整改期限已届满"), method="only_overdue", widget=forms.CheckboxInput)
    mine = django_filters.BooleanFilter(label=_("我负责"), method="only_mine", widget=forms.CheckboxInput)
    open = django_filters.BooleanFilter(label=_("未办结"), method="only_open", widget=forms.CheckboxInput)
    enterprise = django_filters.NumberFilter(widget=forms.HiddenInput)  # from the enterprise's page

    class Meta:
        model = Order
        fields = ("words", "state", "overdue", "mine", "open")
        form = FilterForm

    def find(self, queryset: QuerySet[Order], name: str, words: str) -> QuerySet[Order]:
        named = Enterprise.objects.named_like(words).values("pk")
        return queryset.filter(Q(number__contains=words.strip()) | Q(enterprise__in=named))

    def only_overdue(self, queryset: QuerySet[Order], name: str, chosen: bool) -> QuerySet[Order]:
        late = queryset.filter(state=OrderState.DELIVERED, next_due__lt=timezone.localdate())
        return late if chosen else queryset

    def only_mine(self, queryset: QuerySet[Order], name: str, chosen: bool) -> QuerySet[Order]:
        return queryset.filter(inspection__officers=self.request.user) if chosen else queryset

    def only_open(self, queryset: QuerySet[Order], name: str, chosen: bool) -> QuerySet[Order]:
        return unfinished.orders(queryset) if chosen else queryset
