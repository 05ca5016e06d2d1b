from django.urls import path

from enforcement.documents import views

urlpatterns = [
    path("documents/<int:pk>/", views.document, name="document"),
    path("documents/<int:pk>/file/", views.download, name="document_file"),
    path("documents/<int:pk>/void/", views.void, name="void_document"),
    path("documents/<int:pk>/render/", views.render_again, name="render_document"),
    path("d/<str:token>/", views.verify, name="verify_document"),
]
