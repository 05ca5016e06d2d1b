"""A list's filter, or next to nothing when the reader has chosen none: building a filter set and its form costs more
than reading the page's rows."""

from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from enforcement.web.fragments import kept
from enforcement.web.paging import COUNT_CAP


@dataclass
class Unfiltered:
    """What a page asks of its filter set, while nothing is chosen. `form` is the bar as it is shown to everyone."""

    qs: QuerySet[Any]
    form: SafeString
    count_cap: int = COUNT_CAP
    chosen: dict[str, Any] = field(default_factory=dict)


def chosen_from(filter_set: type[django_filters.FilterSet], request: HttpRequest, queryset: QuerySet[Any]) -> Any:
    """Only for filters whose options come from no table: their bar is kept."""
    if any(request.GET.get(name) for name in filter_set.base_filters):
        return filter_set(request.GET, queryset)
    return Unfiltered(queryset, kept(("bar", filter_set.__name__), lambda: bar_of(filter_set, queryset)))


def bar_of(filter_set: type[django_filters.FilterSet], queryset: QuerySet[Any]) -> SafeString:
    return SafeString(filter_set({}, queryset).form)
