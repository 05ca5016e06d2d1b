from django.contrib.auth.views import LogoutView
from django.urls import path

from enforcement.web import display, field, gates, law, papers, staff, views, violations

urlpatterns = [
    path("", views.desk, name="desk"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("search/", views.search, name="search"),
    path("settings/", views.settings_page, name="settings"),
    path("sync/", views.sync, name="sync"),
    path("reminders/<int:pk>/", views.read_reminder, name="read_reminder"),
    path("ledger/", views.ledger_list, name="ledger_list"),
    path("display/", display.set_display, name="set_display"),
    path("field-check/", field.online_check, name="field_check"),
    path("favicon.ico", field.favicon, name="favicon"),
    path("offline/", field.offline, name="offline"),
    path("field-sw.js", field.service_worker, name="field_service_worker"),
    path("law/", law.law_list, name="law_list"),
    path("law/gates/", gates.gate_list, name="gate_list"),
    path("law/<str:row_id>/", law.law_row, name="law_row"),
    path("violations/", violations.violation_list, name="violation_list"),
    path("violations/<str:rule_key>/", violations.violation_detail, name="violation_detail"),
    path("documents/", papers.document_list, name="document_list"),
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/<int:pk>/", staff.staff_detail, name="staff_detail"),
    path("staff/add/", staff.add, name="staff_add"),
    path("staff/<int:pk>/certificates/add/", staff.add_certificate, name="certificate_add"),
    path("grants/", staff.grant_list, name="grant_list"),
    path("grants/add/", staff.grant, name="grant_add"),
    path("grants/<int:pk>/end/", staff.end, name="grant_end"),
]
