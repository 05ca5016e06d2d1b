from django.contrib import admin
from django.urls import include, path

from enforcement.api import description_urls

urlpatterns = [
    path("", include("enforcement.web.urls")),
    path("", include("enforcement.documents.urls")),
    path("", include("plans.urls")),
    path("", include("cases.urls")),
    path("", include("supervision.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    *description_urls,
]
