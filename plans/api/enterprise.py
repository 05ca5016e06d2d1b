from typing import Any

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination

from plans.filters.enterprise import EnterpriseFilter
from plans.models import Enterprise
from plans.sheets.enterprise import HEADINGS


class EnterpriseSerializer(serializers.ModelSerializer):
    found_as = serializers.SerializerMethodField(help_text="The former name by which a search found it.")

    class Meta:
        model = Enterprise
        fields = ("id", *HEADINGS, "grade", "bureau", "merged_into", "version", "found_as")

    def get_found_as(self, one: Enterprise) -> str | None:
        return getattr(one, "found_as", None)


class NewestFirst(CursorPagination):
    ordering = "-id"
    page_size = 50
    page_size_query_param = "size"
    max_page_size = 200


class EnterpriseViewSet(viewsets.ReadOnlyModelViewSet):
    """The register as the signed-in person may see it, with the filters of the page."""

    serializer_class = EnterpriseSerializer
    pagination_class = NewestFirst
    filter_backends = [DjangoFilterBackend]
    filterset_class = EnterpriseFilter
    queryset = Enterprise.objects.none()  # the schema reads the model from it

    def get_queryset(self) -> Any:
        return Enterprise.objects.visible_to(self.request.user)
