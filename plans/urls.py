from django.urls import URLPattern, URLResolver, path

from enforcement.api import api_urls
from plans.api.enterprise import EnterpriseViewSet
from plans.views import (
    assignment,
    draw,
    enterprise,
    enterprise_import,
    enterprise_life,
    feasibility,
    grading,
    plan,
    plan_charts,
    plan_check,
    plan_items,
    plan_many,
    plan_output,
    plan_tables,
    progress,
)

ENTERPRISE = [
    path("enterprises/", enterprise.enterprise_list, name="enterprise_list"),
    path("enterprises/export/", enterprise.enterprise_export, name="enterprise_export"),
    path("enterprises/new/", enterprise.enterprise_add, name="enterprise_add"),
    path("enterprises/<int:pk>/", enterprise.enterprise_detail, name="enterprise_detail"),
    path("enterprises/<int:pk>/edit/", enterprise.enterprise_edit, name="enterprise_edit"),
    path("enterprises/imports/", enterprise_import.import_list, name="import_list"),
    path("enterprises/imports/template/", enterprise_import.import_template, name="import_template"),
    path("enterprises/imports/new/", enterprise_import.import_add, name="import_add"),
    path("enterprises/imports/<int:pk>/", enterprise_import.import_detail, name="import_detail"),
    path("enterprises/imports/<int:pk>/progress/", enterprise_import.import_progress, name="import_progress"),
    path("enterprises/imports/<int:pk>/errors/", enterprise_import.import_errors, name="import_errors"),
    path("enterprises/imports/<int:pk>/do/<slug:step>/", enterprise_import.act, name="importrun_act"),
    path("enterprises/<int:pk>/life/", enterprise_life.enterprise_life, name="enterprise_life"),
    path("enterprises/<int:pk>/gradings/new/", grading.grading_add, name="grading_add"),
    path("enterprises/<int:pk>/gradings/<int:grading_pk>/", grading.grading_detail, name="grading_detail"),
    path("enterprises/<int:pk>/gradings/<int:grading_pk>/object/", grading.objection_add, name="objection_add"),
    path("enterprises/<int:pk>/gradings/<int:grading_pk>/answer/", grading.objection_answer, name="objection_answer"),
]
ITEMS = "plans/<int:pk>/items/"
PLAN_ITEMS = [
    path(ITEMS, plan_items.plan_items, name="plan_items"),
    path(f"{ITEMS}gauges/", plan_items.plan_tiles, name="plan_tiles"),
    path(f"{ITEMS}key/<int:enterprise>/", plan_items.plan_add_key, name="plan_add_key"),
    path(f"{ITEMS}general/", plan_items.plan_add_pool, {"kind": "general"}, name="plan_add_general"),
    path(f"{ITEMS}campaign/", plan_items.plan_add_pool, {"kind": "campaign"}, name="plan_add_campaign"),
    path(f"{ITEMS}emergency/", plan_items.plan_add_pool, {"kind": "emergency"}, name="plan_add_emergency"),
    path(f"{ITEMS}renewal/", plan_many.plan_renewal, name="plan_renewal"),
    path(f"{ITEMS}many/", plan_many.plan_add_many, name="plan_add_many"),
    path(f"{ITEMS}paste/", plan_tables.plan_paste, name="plan_paste"),
    path(f"{ITEMS}upload/", plan_tables.plan_upload, name="plan_upload"),
    path(f"{ITEMS}template/", plan_tables.plan_template, name="plan_template"),
    path("plans/check-table/", plan_check.plan_check_table, name="plan_check_table"),
    path("plans/<int:pk>/charts/", plan_charts.plan_charts, name="plan_charts"),
    path("plans/<int:pk>/export/", plan_output.plan_export, name="plan_export"),
    path("plans/<int:pk>/print/", plan_output.plan_print, name="plan_print"),
    path(f"{ITEMS}<int:item>/", plan_items.plan_item, name="plan_item"),
    path(f"{ITEMS}<int:item>/row/", plan_items.plan_item_row, name="plan_item_row"),
    path(f"{ITEMS}<int:item>/remove/", plan_items.plan_remove_item, name="plan_remove_item"),
]
PLAN = [
    path("plans/", plan.plan_list, name="plan_list"),
    path("plans/new/", plan.plan_add, name="plan_add"),
    path("plans/<int:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/workdays/", plan.plan_workdays, name="plan_workdays"),
    path("plans/<int:pk>/workdays/gauges/", plan.plan_gauges, name="plan_gauges"),
    path("plans/<int:pk>/feasibility/", feasibility.plan_feasibility, name="plan_feasibility"),
    path("plans/<int:pk>/progress/", progress.plan_progress, name="plan_progress"),
    *PLAN_ITEMS,
    path("plans/<int:pk>/scan/", plan.plan_scan, name="plan_scan"),
    path("plans/<int:pk>/do/<slug:step>/", plan.plan_act, name="plan_act"),
]
DRAW = [
    path("draws/", draw.draw_list, name="draw_list"),
    path("draws/new/", draw.draw_add, name="draw_add"),
    path("draws/<int:pk>/", draw.draw_detail, name="draw_detail"),
    path("draws/<int:pk>/edit/", draw.draw_edit, name="draw_edit"),
    path("draws/<int:pk>/proof/", draw.draw_proof, name="draw_proof"),
    path("draws/<int:pk>/do/<slug:step>/", draw.draw_act, name="draw_act"),
]
ASSIGNMENT = [
    path("assignments/", assignment.assignment_list, name="assignment_list"),
    path("assignments/new/", assignment.assignment_add, name="assignment_add"),
    path("assignments/<int:pk>/", assignment.assignment_detail, name="assignment_detail"),
    path("assignments/<int:pk>/do/<slug:step>/", assignment.assignment_act, name="assignment_act"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *ENTERPRISE,
    *PLAN,
    *DRAW,
    *ASSIGNMENT,
    *api_urls({"enterprises": EnterpriseViewSet}),
]
