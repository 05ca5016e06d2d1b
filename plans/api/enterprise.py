from typing import Any

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination

from plans.filters.enterprise import EnterpriseFilter
from plans.models import Enterprise


class EnterpriseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Enterprise
        fields = (
            *("id", "name", "credit_code", "registered_on", "kind", "legal_person", "capital", "scope", "province"),
            *("region", "address", "industry_code", "sector", "scale", "employees", "safety_head", "phone", "hazards"),
            *("standardisation", "status", "grade", "bureau", "version"),
        )


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
