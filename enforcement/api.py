"""The JSON way in: the same querysets, permissions and actions as the pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ViewSetMixin


def api_urls(viewsets: dict[str, type[ViewSetMixin]]) -> list:
    router = DefaultRouter()
    router.include_root_view = False
    for prefix, viewset in viewsets.items():
        router.register(prefix, viewset, basename=f"api-{prefix}")
    return [
        path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
        path("api/", SpectacularSwaggerView.as_view(url_name="api_schema"), name="api_docs"),
        path("api/", include(router.urls)),
    ]
