"""The JSON way in: the same querysets, permissions and actions as the pages."""

from collections.abc import Mapping

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

description_urls: list[URLPattern | URLResolver] = [
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
]


def api_urls(viewsets: Mapping[str, type[ViewSetMixin]]) -> list[URLPattern | URLResolver]:
    """Addresses `api/<prefix>/…`; each app adds its own to its `urls`."""
    router = SimpleRouter()
    for prefix, viewset in viewsets.items():
        router.register(prefix, viewset, basename=f"api-{prefix}")
    return [path("api/", include(router.urls))]
