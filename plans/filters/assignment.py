from decimal import Decimal

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxInput, HiddenInput
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import Bureau, User
from enforcement.web.forms import FilterForm
from plans.models import Assignment, Plan
from plans.queries.assignment import COUNTS_ON
from plans.queries.progress import tasks_of
from plans.queries.unfinished import LIVE
from plans.states import AssignmentState, CheckKind, ItemKind, Origin

MOST = 2**63


def colleagues(request: object) -> QuerySet[User]:
    if request is None:
        return User.objects.none()
    return User.objects.filter(bureau=request.user.bureau).order_by("name")


def bureaus(request: object) -> QuerySet[Bureau]:
    """Those whose tasks the reader may see by right; a task of yet another one that is shared is found without it."""
    if request is None:
        return Bureau.objects.none()
    return Bureau.objects.filter(pk__in=request.user.bureau_ids).order_by("path")


class AssignmentFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=AssignmentState, empty_label=_("全部"))
    origin = django_filters.ChoiceFilter(label=_("任务来源"), choices=Origin, empty_label=_("全部"))
    officers = django_filters.ModelChoiceFilter(label=_("检查人员"), queryset=colleagues, empty_label=_("全部"))

    kind = django_filters.ChoiceFilter(label=_("检查类别"), choices=CheckKind, empty_label=_("全部"))
    bureau = django_filters.ModelChoiceFilter(label=_("检查机关"), queryset=bureaus, empty_label=_("全部"))
    year = django_filters.NumberFilter(label=_("年度"), method="of_year", min_value=2000, max_value=2100)
    open = django_filters.BooleanFilter(label=_("未办结"), method="only_open", widget=CheckboxInput)
    enterprise = django_filters.NumberFilter(widget=HiddenInput, max_value=MOST)  # from the enterprise's page
    # what the figures of a plan open
    plan = django_filters.NumberFilter(method="of_plan", widget=HiddenInput)
    item_kind = django_filters.ChoiceFilter(field_name="plan_item__kind", choices=ItemKind, widget=HiddenInput)
    unit_name = django_filters.CharFilter(method="of_unit", widget=HiddenInput)
    done_month = django_filters.NumberFilter(
        field_name="done_on", lookup_expr="month", widget=HiddenInput, min_value=1, max_value=12
    )

    class Meta:
        model = Assignment
        fields = ("state", "origin", "kind", "officers", "bureau", "year", "open")
        form = FilterForm

    def of_year(self, tasks: QuerySet[Assignment], _name: str, value: Decimal) -> QuerySet[Assignment]:
        """The year in which a task counts."""
        return tasks.alias(day=COUNTS_ON).filter(day__year=int(value))

    def only_open(self, tasks: QuerySet[Assignment], _name: str, chosen: bool) -> QuerySet[Assignment]:
        return tasks.filter(state__in=LIVE) if chosen else tasks

    def of_plan(self, tasks: QuerySet[Assignment], _name: str, value: Decimal) -> QuerySet[Assignment]:
        plan = Plan.objects.visible_to(self.request.user).filter(pk=value).first() if value < MOST else None
        return tasks.filter(pk__in=tasks_of(plan).values("pk")) if plan else tasks.none()

    def of_unit(self, tasks: QuerySet[Assignment], _name: str, value: str) -> QuerySet[Assignment]:
        """`-` stands for none."""
        named = Q(plan_item__unit__isnull=True) if value == "-" else Q(plan_item__unit__name=value)
        return tasks.filter(named)


class ExceptionFilter(django_filters.FilterSet):
    """Of the tasks that went beyond a ceiling."""

    year = django_filters.NumberFilter(label=_("年度"), method="of_year", min_value=2000, max_value=2100)
    bureau = django_filters.ModelChoiceFilter(label=_("检查机关"), queryset=bureaus, empty_label=_("全部"))
    enterprise = django_filters.NumberFilter(widget=HiddenInput, max_value=MOST)

    class Meta:
        model = Assignment
        fields = ("year", "bureau")
        form = FilterForm

    of_year = AssignmentFilter.of_year

    def filter_queryset(self, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        return super().filter_queryset(queryset.exclude(over_limits=[]).exclude(state=AssignmentState.CANCELLED))
