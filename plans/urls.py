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
    pool,
    progress,
    regrading,
    scheme,
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
SCHEME = [
    path("enterprises/schemes/", scheme.scheme_list, name="scheme_list"),
    path("enterprises/schemes/new/", scheme.scheme_add, name="scheme_add"),
    path("enterprises/schemes/<int:pk>/", scheme.scheme_detail, name="scheme_detail"),
    path("enterprises/schemes/<int:pk>/file/", scheme.scheme_file, name="scheme_file"),
    path("enterprises/schemes/<int:pk>/do/<slug:step>/", scheme.act, name="schemeedition_act"),
    path("enterprises/<int:pk>/tasks/<int:grading_pk>/", grading.task_detail, name="task_grading_detail"),
]
REGRADING = [
    path("enterprises/regradings/", regrading.regrading_list, name="regrading_list"),
    path("enterprises/regradings/new/", regrading.regrading_add, name="regrading_add"),
    path("enterprises/regradings/<int:pk>/", regrading.regrading_detail, name="regrading_detail"),
    path("enterprises/regradings/<int:pk>/progress/", regrading.regrading_progress, name="regrading_progress"),
    path("enterprises/regradings/<int:pk>/export/", regrading.regrading_export, name="regrading_export"),
    path("enterprises/regradings/<int:pk>/do/<slug:step>/", regrading.act, name="regrading_act"),
    path("enterprises/pool/", pool.pool, name="enterprise_pool"),
    path("enterprises/pool/frequency/", pool.frequency_table, name="frequency_table"),
]
PLAN = [
    path("plans/", plan.plan_list, name="plan_list"),
    path("plans/new/", plan.plan_add, name="plan_add"),
    path("plans/<int:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/workdays/", plan.plan_workdays, name="plan_workdays"),
    path("plans/<int:pk>/workdays/gauges/", plan.plan_gauges, name="plan_gauges"),
    path("plans/<int:pk>/feasibility/", feasibility.plan_feasibility, name="plan_feasibility"),
    path("plans/<int:pk>/progress/", progress.plan_progress, name="plan_progress"),
    path("plans/<int:pk>/items/", plan.plan_items, name="plan_items"),
    path("plans/<int:pk>/items/key/<int:enterprise>/", plan.plan_add_key, name="plan_add_key"),
    path("plans/<int:pk>/items/general/", plan.plan_add_general, name="plan_add_general"),
    path("plans/<int:pk>/items/<int:item>/", plan.plan_item, name="plan_item"),
    path("plans/<int:pk>/items/<int:item>/remove/", plan.plan_remove_item, name="plan_remove_item"),
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
    *SCHEME,
    *REGRADING,
    *PLAN,
    *DRAW,
    *ASSIGNMENT,
    *api_urls({"enterprises": EnterpriseViewSet}),
]
