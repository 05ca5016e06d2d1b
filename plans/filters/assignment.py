import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.web.forms import FilterForm
from plans.models import Assignment
from plans.states import AssignmentState, Origin


def colleagues(request: object) -> QuerySet[User]:
    if request is None:
        return User.objects.none()
    return User.objects.filter(bureau=request.user.bureau).order_by("name")


class AssignmentFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=AssignmentState, empty_label=_("全部"))
    origin = django_filters.ChoiceFilter(label=_("任务来源"), choices=Origin, empty_label=_("全部"))
    officers = django_filters.ModelChoiceFilter(label=_("检查人员"), queryset=colleagues, empty_label=_("全部"))

    class Meta:
        model = Assignment
        fields = ("state", "origin", "officers")
        form = FilterForm
