from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("enforcement.web.urls")),
    path("", include("plans.urls")),
    path("", include("cases.urls")),
    path("", include("supervision.urls")),
    path("", include("enforcement.documents.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
